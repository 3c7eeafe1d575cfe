import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cases, web } from './support.js';

const { openBudget } = await web('limits.js');

describe('B09: the budget for native connections', () => {
  for (const { name, steps } of cases('native-budget')) {
    test(name, () => {
      let now = 0;
      let names = 0;
      const budget = openBudget(() => now);
      for (const { at, account, peer, times, perSecond, seconds, grants, mayGrant = grants, refusal } of steps) {
        /** @type {Record<string, number>} */ const verdicts = {};
        const asked = times ?? perSecond * seconds;
        for (let i = 0; i < asked; i++) {
          now = at * 1000 + (perSecond ? (i * 1000) / perSecond : 0);
          const verdict = budget.ask(account, peer.endsWith('*') ? peer + names++ : peer);
          verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
        }
        const { granted = 0 } = verdicts;
        assert.ok(granted >= grants && granted <= mayGrant, `${granted} at ${at} s`);
        if (granted < asked) assert.equal(verdicts[refusal], asked - granted, `refused at ${at} s`);
      }
    });
  }
});
