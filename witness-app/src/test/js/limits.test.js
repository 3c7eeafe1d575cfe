import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cases, web } from './support.js';

const limits = await web('limits.js');
const allowance = ({ burst, perSecond }) => [burst, perSecond];

describe('the limits of the page', () => {
  test('are those of the JVM where both sides of a link rely on them', () => {
    assert.deepEqual(Object.fromEntries(cases('limits').map(({ name, value }) => [name, value])), {
      witnesses: limits.MAX_WITNESSES,
      'own kept': limits.OWN_KEPT,
      tombstones: limits.MAX_TOMBSTONES,
      'life of others': limits.LIFETIME_MS,
      skew: limits.SKEW_MS,
      'slot interval': limits.SLOT_INTERVAL_MS,
      'growth grace': limits.GROWTH_GRACE_MS,
      'growth of a link': allowance(limits.GROWTH_OF_LINK),
      'growth of a witness': allowance(limits.GROWTH_OF_WITNESS),
      'new of a link': allowance(limits.NEW_OF_LINK),
      sent: allowance(limits.SENT),
      'new sent': allowance(limits.SENT_NEW),
      patience: limits.PATIENCE_MS,
      pause: limits.PAUSE_MS,
      rest: limits.REST_MS,
      resting: limits.MAX_RESTING,
    });
  });

  test('let every receiver take what a sender may send', () => {
    for (const part of ['burst', 'perSecond']) {
      assert.ok(limits.SENT[part] <= limits.RECEIVED[part]);
      assert.ok(limits.SENT_NEW[part] < limits.NEW_OF_LINK[part]);
    }
  });
});
