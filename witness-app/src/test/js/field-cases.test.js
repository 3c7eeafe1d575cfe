import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { cases, seededRandom, virtualTime, web } from './support.js';

const { createField, readWitness } = await web('witness-field.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;

beforeEach(() => (time = virtualTime(START)));
afterEach(() => time.restore());

/** Plays one case, as the Java test does. @param {any[]} steps */
function play(steps) {
  const field = createField({ ttlMs: 600_000, now: () => Date.now(), monotonic: () => Date.now() - START, random: seededRandom(), onChange() {} });
  /** @type {Map<string, any>} */ const origins = new Map();
  const originOf = (/** @type {string} */ name) => origins.get(name) ?? origins.set(name, field.origin()).get(name);
  const find = (/** @type {string} */ text) => field.all().find((witness) => witness.text === text) ?? assert.fail(`${text} is not there`);

  function repeat({ start = 0, times = 1, every = 0 }, action) {
    for (let n = start; n < start + times; n++) {
      if (n > start) time.tick(every);
      action(n, n - start);
    }
  }

  function show(step) {
    const admissions = {};
    repeat(step, (n, past) => {
      const numbered = JSON.parse(JSON.stringify(step.show).replaceAll('{n}', n));
      for (const moment of ['createdAt', 'expiresAt']) numbered[moment] += START + past * (step.each?.[moment] ?? 0);
      const admission = field.merge(readWitness({ text: numbered.id, ...numbered }), originOf(step.from.replace('{n}', n)), step.again);
      admissions[admission] = (admissions[admission] ?? 0) + 1;
    });
    assert.deepEqual(admissions, step.admissions, JSON.stringify(step));
  }

  function check(step) {
    const about = JSON.stringify(step);
    const texts = field.list().map(({ text }) => text);
    const { size = texts.length, first = [], present = [], absent = [], tallies = {}, expiries = {} } = step;
    assert.equal(texts.length, size, about);
    assert.deepEqual(texts.slice(0, first.length), first, about);
    for (const text of present) assert.ok(texts.includes(text), `${text}: ${about}`);
    for (const text of absent) assert.ok(!texts.includes(text), `${text}: ${about}`);
    for (const [text, expected] of Object.entries(tallies)) {
      const { witnessCount, base, counts } = find(text);
      assert.deepEqual({ witnessCount, ...('base' in expected && { base, counts: Object.fromEntries(counts) }) }, expected, about);
    }
    for (const [text, expiry] of Object.entries(expiries)) assert.equal(find(text).expiresAt - START, expiry, about);
  }

  for (const step of steps) {
    time.tick(START + step.at - Date.now());
    if (step.show) show(step);
    else if (step.make) repeat(step, (n) => field.add(step.make.replace('{n}', n)));
    else if (step.reWitness) assert.ok(field.reWitness(find(step.reWitness).id));
    else check(step);
  }
  field.close();
}

describe('a field, by the cases that JVM and page share,', () => {
  for (const { fault, name, steps } of [...cases('field'), ...cases('field-random')]) test(`${fault}: ${name}`, () => play(steps));
});
