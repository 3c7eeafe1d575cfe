import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { seededRandom, virtualTime, web } from './support.js';

const { createField, MAX_WITNESSES, readWitness } = await web('witness-field.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
const MINUTE = 60_000;
const all = (/** @type {number} */ growth) => growth;

/** @type {any} */ let field;
/** @type {any[]} */ let events;
let jump = 0;

const shown = (more = {}) => ({
  id: 'w_1', text: 'seen', createdAt: START, expiresAt: START + 10 * MINUTE, witnessCount: 1,
  metadata: { position: { x: 50, y: 50 }, entropySeed: 0.5 }, ...more,
});

beforeEach(() => {
  time = virtualTime(START);
  jump = 0;
  events = [];
  field = createField({
    ttlMs: 10 * MINUTE,
    now: () => Date.now() + jump,
    monotonic: () => Date.now() - START,
    random: seededRandom(),
    onChange: (change, witness) => events.push([change, witness.id, witness.witnessCount]),
  });
});
afterEach(() => {
  field.close();
  time.restore();
});

describe('a witness of our own', () => {
  test('has the form that the deployed pages give theirs', () => {
    const witness = field.add('  a door left open  ');
    assert.match(witness.id, /^w_[0-9a-z]+_[0-9a-z]{1,9}$/);
    assert.equal(Number.parseInt(witness.id.split('_')[1], 36), START);
    assert.equal(witness.text, 'a door left open');
    assert.equal(witness.expiresAt, START + 10 * MINUTE);
    assert.equal(witness.witnessCount, 1);
    assert.ok(!('contextOf' in witness));
    for (const at of Object.values(witness.metadata.position)) assert.ok(at >= 5 && at <= 95);
  });

  test('stands near the one it replies to', () => {
    const parent = field.add('parent');
    for (let i = 0; i < 50; i++) {
      const child = field.add(`child ${i}`, parent.id);
      assert.equal(child.contextOf, parent.id);
      for (const axis of ['x', 'y']) assert.ok(Math.abs(child.metadata.position[axis] - parent.metadata.position[axis]) <= 10);
    }
  });

  test('is refused, with words, when empty or longer than 140', () => {
    assert.throws(() => field.add('  '), /needs a text/);
    assert.throws(() => field.add('x'.repeat(141)), /at most 140/);
    assert.equal(field.add('x'.repeat(140)).text.length, 140);
  });

  test('lives ten minutes, ten more from a re-witness, and not a moment longer', () => {
    const { id } = field.add('brief');
    time.tick(9 * MINUTE);
    assert.equal(field.reWitness(id).witnessCount, 2);
    time.tick(10 * MINUTE - 1);
    assert.equal(field.list().length, 1);
    time.tick(1);
    assert.deepEqual(events, [['added', id, 1], ['updated', id, 2], ['removed', id, 2]]);
    assert.equal(field.reWitness(id), undefined);
  });

  test('neither dies nor lives on by a corrected wall clock', () => {
    field.add('steady');
    jump = 60 * MINUTE;
    time.tick(5 * MINUTE);
    assert.equal(field.list().length, 1);
    jump = -60 * MINUTE;
    time.tick(5 * MINUTE);
    assert.equal(field.list().length, 0);
  });
});

describe('a witness of another', () => {
  test('is taken in, and merged by the greater count and the later expiry', () => {
    field.merge(shown(), all);
    field.merge(shown({ witnessCount: 3, expiresAt: START + 9 * MINUTE }), all);
    field.merge(shown({ witnessCount: 2, expiresAt: START + 10.5 * MINUTE }), all);
    assert.equal(field.get('w_1').witnessCount, 3);
    assert.equal(field.get('w_1').expiresAt, START + 10.5 * MINUTE);
    field.merge(shown(), all);
    assert.equal(events.length, 3);
  });

  test('cannot claim to live longer than ten minutes and some skew, nor gain by claiming it again', () => {
    const far = shown({ expiresAt: START + 500 * MINUTE });
    field.merge(far, all);
    assert.equal(field.get('w_1').expiresAt, START + 11 * MINUTE);
    time.tick(5 * MINUTE);
    field.merge(far, all);
    assert.equal(events.length, 1);
    time.tick(6 * MINUTE);
    assert.equal(field.list().length, 0);
    field.merge(far, all);
    assert.equal(field.list().length, 0);
  });

  test('grows by no more than what is granted', () => {
    field.merge(shown({ witnessCount: 1e15 }), () => 5);
    assert.equal(field.get('w_1').witnessCount, 6);
    field.merge(shown({ witnessCount: 99 }), () => 0);
    assert.equal(field.get('w_1').witnessCount, 6);
  });

  test('does not come back once it has gone, unless somebody has kept it alive for longer', () => {
    field.merge(shown(), all);
    time.tick(10 * MINUTE);
    field.merge(shown(), all);
    assert.equal(field.list().length, 0);
    field.merge(shown({ expiresAt: START + 15 * MINUTE }), all);
    assert.equal(field.list().length, 1);
  });

  test('that has expired already, or is from a far future, is not taken', () => {
    field.merge(shown({ createdAt: START - 1, expiresAt: START }), all);
    field.merge(shown({ createdAt: START + 60 * MINUTE, expiresAt: START + 61 * MINUTE }), all);
    assert.deepEqual(events, []);
  });

  test('needs a place among the 200 newest', () => {
    for (let i = 0; i < MAX_WITNESSES; i++) field.merge(shown({ id: `w_${i}`, createdAt: START - i }), all);
    field.merge(shown({ id: 'older', createdAt: START - 500 }), all);
    assert.equal(field.get('older'), undefined);
    field.merge(shown({ id: 'newer', createdAt: START + 1 }), all);
    assert.equal(field.list().length, MAX_WITNESSES);
    assert.equal(field.list()[0].id, 'newer');
    assert.deepEqual(events.at(-1), ['removed', `w_${MAX_WITNESSES - 1}`, 1]);
    assert.equal(events.filter(([change]) => change === 'removed').length, 1);
  });
});

describe('reading a witness', () => {
  test('refuses what decides wrongly', () => {
    for (const wrong of [
      undefined, null, 'text', [], { id: undefined }, { id: '' }, { id: 5 }, { id: 'x'.repeat(129) }, { text: '' }, { text: '  ' }, { text: 5 },
      { text: 'x'.repeat(2001) }, { createdAt: '1' }, { createdAt: Infinity }, { expiresAt: null }, { expiresAt: NaN },
      { createdAt: START + 20 * MINUTE }, { witnessCount: '100' }, { witnessCount: 0 }, { witnessCount: 1.5 }, { witnessCount: 1e300 },
    ]) {
      const raw = typeof wrong === 'object' && wrong && !Array.isArray(wrong) ? shown(wrong) : wrong;
      assert.equal(readWitness(raw), undefined, JSON.stringify(wrong));
    }
  });

  test('repairs what only adorns, alike everywhere, and leaves the rest behind', () => {
    const repaired = readWitness(shown({ metadata: undefined, contextOf: 7, proof: { hash: 'x' }, __proto__: { evil: 1 } }));
    assert.deepEqual(Object.keys(repaired), ['id', 'text', 'createdAt', 'expiresAt', 'witnessCount', 'metadata']);
    assert.deepEqual(repaired, readWitness(shown({ metadata: { position: 'left', entropySeed: 2 } })));
    assert.deepEqual(readWitness(shown({ metadata: { position: { x: -5, y: 1e9 }, entropySeed: 0.25 } })).metadata, { position: { x: 0, y: 100 }, entropySeed: 0.25 });
    assert.equal(readWitness(shown({ contextOf: 'w_0' })).contextOf, 'w_0');
  });
});
