import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom, vectors, web } from './support.js';

const { canonical, decide, hash, isValue, stateClock } = await web('ham.js');

describe('HAM', () => {
  const cases = vectors('ham').cases.filter((c) => typeof c.incomingState === 'number' && isValue(c.incomingValue));

  test('decides as gun.js did in every recorded case with a numeric state', () => {
    assert.ok(cases.length > 250, `only ${cases.length} cases`);
    for (const c of cases) {
      const isKnown = c.currentExists || c.currentState !== null;
      const known = isKnown ? { value: c.currentValue, state: c.currentState ?? -Infinity } : undefined;
      const verdict = decide(c.machineState, { value: c.incomingValue, state: c.incomingState }, known);
      assert.equal(verdict, c.outcome, `case ${c.id}: ${c.name}`);
    }
  });

  test('leads to the same value in whatever order writes arrive', () => {
    const random = seededRandom();
    const values = [null, true, false, 0, -1, 10, 9, 'a', 'a!', '\n', '\ud83d', { '#': 'a' }, { '#': 'b' }];
    const pick = (list) => list[Math.floor(random() * list.length)];
    const merge = (writes) => writes.reduce((known, write) => (decide(100, write, known) === 'merge' ? write : known), undefined);
    for (let round = 0; round < 500; round++) {
      const writes = Array.from({ length: 5 }, () => ({ value: pick(values), state: pick([1, 2, 2.5]) }));
      const shuffled = [...writes].sort(() => random() - 0.5);
      assert.deepEqual(merge(shuffled), merge(writes));
    }
  });

  test('knows what a value is', () => {
    for (const value of [null, true, 0, -0, 1e300, '', '\ud83d', { '#': 'soul' }]) assert.ok(isValue(value));
    for (const value of [undefined, NaN, Infinity, [], ['a'], {}, { '#': '' }, { '#': 5 }, { '#': 'a', x: 1 }]) assert.ok(!isValue(value));
  });
});

describe('the state clock', () => {
  test('never repeats itself and never runs backwards, though the wall clock does', () => {
    let time = 1000;
    const clock = stateClock(() => time);
    const states = [clock(), clock(), clock()];
    time = 1001;
    states.push(clock());
    time = 500;
    states.push(clock(), clock());
    assert.deepEqual(states, [...new Set(states)].sort((a, b) => a - b));
    assert.equal(states[0], 1000);
    assert.ok(states[2] < 1001);
  });
});

describe('the content hash', () => {
  test('equals that of the gun.js relay for every recorded text and node', () => {
    const { cases } = vectors('hash');
    for (const c of cases.filter(({ kind }) => kind === 'string')) {
      assert.equal(hash(c.unit ? c.unit.repeat(c.repeat).slice(0, c.repeat) : c.input), c.hash);
    }
    const puts = cases.filter(({ kind, relay }) => kind === 'put' && relay?.hash !== undefined);
    assert.ok(puts.length > 20);
    for (const c of puts) assert.equal(hash(canonical(c.put)), c.relay.hash, c.relay.frame);
  });
});
