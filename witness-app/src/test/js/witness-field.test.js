import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { seededRandom, virtualTime, web } from './support.js';

const { MAX_WITNESSES } = await web('limits.js');
const { createField, raised, readWitness } = await web('witness-field.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
const MINUTE = 60_000;

/** @type {any} */ let field;
/** @type {any} */ let link;
/** @type {any[]} */ let events;
let jump = 0;

const shown = (more = {}) => ({
  id: 'w_1', text: 'seen', createdAt: START, expiresAt: START + 10 * MINUTE, witnessCount: 1,
  metadata: { position: { x: 50, y: 50 }, entropySeed: 0.5 }, base: 1, counts: new Map(), ...more,
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
  link = field.origin();
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
    field.merge(shown(), link);
    field.merge(shown({ witnessCount: 3, expiresAt: START + 9 * MINUTE }), link);
    field.merge(shown({ witnessCount: 2, expiresAt: START + 10.5 * MINUTE }), link);
    assert.equal(field.get('w_1').witnessCount, 3);
    assert.equal(field.get('w_1').expiresAt, START + 10.5 * MINUTE);
    field.merge(shown(), link);
    assert.equal(events.length, 3);
  });

  test('cannot claim to live longer than ten minutes and some skew, nor gain by claiming it again', () => {
    const far = shown({ expiresAt: START + 500 * MINUTE });
    field.merge(far, link);
    assert.equal(field.get('w_1').expiresAt, START + 11 * MINUTE);
    time.tick(5 * MINUTE);
    field.merge(far, link);
    assert.equal(events.length, 1);
    time.tick(6 * MINUTE);
    assert.equal(field.list().length, 0);
    field.merge(far, link);
    assert.equal(field.list().length, 0);
  });

  test('does not come back once it has gone, unless somebody has witnessed it since', () => {
    field.merge(shown(), link);
    time.tick(10 * MINUTE);
    field.merge(shown(), link);
    assert.equal(field.list().length, 0);
    field.merge(shown({ expiresAt: START + 15 * MINUTE }), link);
    assert.equal(field.list().length, 0);
    field.merge(shown({ expiresAt: START + 15 * MINUTE, witnessCount: 2 }), link);
    assert.equal(field.list().length, 1);
  });

  test('that had to give way to newer ones may come back when there is room', () => {
    field.merge(shown({ id: 'old', createdAt: START - 1 }), link);
    for (let i = 0; i < MAX_WITNESSES; i++) field.merge(shown({ id: `w_${i}`, expiresAt: START + MINUTE }), field.origin());
    assert.equal(field.get('old'), undefined);
    time.tick(MINUTE);
    field.merge(shown({ id: 'old', createdAt: START - 1 }), link);
    assert.deepEqual(field.list().map(({ id }) => id), ['old']);
  });

  test('that has expired already, or is from a far future, is not taken', () => {
    field.merge(shown({ createdAt: START - 1, expiresAt: START }), link);
    field.merge(shown({ createdAt: START + 60 * MINUTE, expiresAt: START + 61 * MINUTE }), link);
    assert.deepEqual(events, []);
  });

  test('needs a place among the 200 newest', () => {
    for (let i = 0; i < MAX_WITNESSES; i++) field.merge(shown({ id: `w_${i}`, createdAt: START - i }), link);
    field.merge(shown({ id: 'older', createdAt: START - 500 }), link);
    assert.equal(field.get('older'), undefined);
    time.tick(20);
    field.merge(shown({ id: 'newer', createdAt: START + 1 }), link);
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

  test('repairs what only adorns, alike everywhere', () => {
    const repaired = readWitness(shown({ metadata: undefined, contextOf: 7 }));
    assert.deepEqual(Object.keys(repaired), ['id', 'text', 'createdAt', 'expiresAt', 'witnessCount', 'metadata', 'base', 'counts']);
    assert.deepEqual(repaired, readWitness(shown({ metadata: { position: 'left', entropySeed: 2 } })));
    assert.deepEqual(readWitness(shown({ metadata: { position: { x: -5, y: 1e9 }, entropySeed: 0.25 } })).metadata, { position: { x: 0, y: 100 }, entropySeed: 0.25 });
    assert.equal(readWitness(shown({ contextOf: 'w_0' })).contextOf, 'w_0');
    assert.equal(readWitness(shown({ createdAt: START + 0.7 })).createdAt, START);
  });

  test('keeps what it does not know, in the witness and in its metadata', () => {
    const raw = shown({ lang: 'en', proof: { nonce: 7, deep: [[{ end: null }]] }, metadata: { affect: 'calm', position: { x: 1, y: 2 }, entropySeed: 0 } });
    const { lang, proof, metadata } = readWitness(raw);
    assert.deepEqual([lang, proof, metadata], [raw.lang, raw.proof, raw.metadata]);
    field.merge(readWitness(raw), link);
    field.merge(readWitness({ ...raw, lang: 'de', witnessCount: 2 }), link);
    assert.deepEqual([field.list()[0].lang, field.list()[0].witnessCount], ['en', 2]);
  });

  test('leaves out of the unknown what could do harm, and all of it when it is too much', () => {
    const raw = JSON.parse(`{"__proto__":{"x":1},"a":{"__proto__":1},"b":1e999,"c":[[[[1]]]],"d":[[[[[1]]]]],"e":1}`);
    const read = readWitness({ ...shown(), ...raw });
    assert.deepEqual(Object.keys(read).slice(0, 2), ['c', 'e']);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
    const filled = (size) => readWitness(shown({ fill: 'é'.repeat((size - 2 - 11) / 2), metadata: {} }));
    assert.ok('fill' in filled(2047) && 'fill' in filled(2048 - 1));
    assert.ok(!('fill' in filled(2051)));
  });

  test('reads a base and slots that make sense, and no others', () => {
    const counts = { ok: 2, constructor: 3, UPPER: 4, ['x'.repeat(17)]: 5, half: 0.5, none: 0, text: '6' };
    const { base, witnessCount, ...read } = readWitness(shown({ base: 2, counts }));
    assert.deepEqual([base, [...read.counts], witnessCount], [2, [['constructor', 3], ['ok', 2]], 7]);
    for (const wrong of [0, -1, 1.5, '2', null]) assert.equal(readWitness(shown({ base: wrong })).base, 1);
    for (const wrong of [null, 5, 'ab', [1, 2]]) assert.equal(readWitness(shown({ counts: wrong })).counts.size, 0);
  });
});

describe('counting', () => {
  const counted = (more) => shown({ ...more, counts: new Map(Object.entries(more.counts ?? {})) });
  const tally = () => {
    const { base, counts, witnessCount } = field.get('w_1');
    return [base, Object.fromEntries(counts), witnessCount];
  };

  test('loses nothing among peers with slots, in whatever order and however often they hear of each other', () => {
    const random = seededRandom();
    const one = () => createField({ ttlMs: 10 * MINUTE, now: () => Date.now(), monotonic: () => Date.now() - START, random, onChange() {} });
    const peers = [one(), one(), one(), one()];
    peers.forEach((peer) => peer.merge(shown(), link));
    const any = () => peers[Math.floor(random() * peers.length)];
    let again = 0;
    for (let step = 0; step < 400; step++) {
      if (random() < 0.4) {
        any().reWitness('w_1');
        again++;
        time.tick(1_000);
      } else any().merge(readWitness(wire(any().get('w_1'))), link);
    }
    for (let round = 0; round < 2; round++) for (const to of peers) for (const from of peers) to.merge(from.get('w_1'), link);
    assert.deepEqual(peers.map((peer) => peer.get('w_1').witnessCount), peers.map(() => 1 + again));
    peers.forEach((peer) => peer.close());
  });

  const wire = (witness) => JSON.parse(JSON.stringify({ ...witness, counts: Object.fromEntries(witness.counts) }));

  test('gives each witness a slot of its own, which tells nobody whose it is', () => {
    field.merge(shown(), link);
    field.merge(shown({ id: 'w_2' }), link);
    for (const id of ['w_1', 'w_1', 'w_2']) field.reWitness(id);
    const [[mine], [other]] = ['w_1', 'w_2'].map((id) => [...field.get(id).counts]);
    assert.deepEqual([mine[1], other[1]], [2, 1]);
    assert.notEqual(mine[0], other[0]);
    assert.match(mine[0], /^[0-9a-z]{1,9}$/);
  });

  test('settles what nobody explains in the base, before it adds its own', () => {
    field.merge(counted({ witnessCount: 7, counts: { a: 2 } }), link);
    field.reWitness('w_1');
    const [base, counts, count] = tally();
    assert.deepEqual([base, Object.values(counts).sort(), count], [5, [1, 2], 8]);
  });

  test('adds one for a re-witness of a peer without slots, and none for what such a peer has merely heard', () => {
    field.merge(counted({ counts: { a: 1 }, witnessCount: 2 }), link);
    field.merge(shown({ witnessCount: 3 }), link, true);
    assert.deepEqual(tally(), [2, { a: 1 }, 3]);
    field.merge(shown({ witnessCount: 3 }), link, true);
    assert.deepEqual(tally(), [2, { a: 1 }, 3]);
    field.merge(shown({ witnessCount: 5 }), link);
    assert.deepEqual(tally(), [2, { a: 1 }, 5]);
    field.merge(shown({ witnessCount: 6 }), link, true);
    assert.deepEqual(tally(), [5, { a: 1 }, 6]);
  });

  test('keeps 64 slots; who has none then adds to the base', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`s${100 + i}`, 1]));
    for (const each of [link, field.origin()]) field.merge(counted({ counts: many, witnessCount: 71 }), each);
    let [base, counts, count] = tally();
    assert.deepEqual([base, Object.keys(counts).length, count, 's163' in counts, 's164' in counts], [1, 64, 71, true, false]);
    field.reWitness('w_1');
    [base, counts, count] = tally();
    assert.deepEqual([base, Object.keys(counts).length, count], [8, 64, 72]);
  });

  test('raises first the base, then the slots by name, as far as is granted', () => {
    const claim = counted({ base: 3, counts: { b: 4, a: 2 }, witnessCount: 20 });
    const once = raised(shown(), claim, 6);
    assert.deepEqual([once.base, Object.fromEntries(once.counts), once.witnessCount], [3, { a: 2, b: 1 }, 6]);
    const twice = raised(once, claim, 10);
    assert.deepEqual([twice.base, Object.fromEntries(twice.counts), twice.witnessCount], [3, { a: 2, b: 4 }, 10]);
  });
});
