import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createModel } from '../../main/resources/web/model.js';
import { keepFigures } from '../../main/resources/web/figures.js';
import { MAX_COUNT, MAX_RATE, startStress, stressWords, within } from '../../main/resources/web/stress-run.js';
import { histogram, median } from '../../main/resources/web/view-statistics.js';
import { eventWords } from '../../main/resources/web/view-log.js';

const witness = (text, witnessCount = 1) => ({ id: text, text, witnessCount, createdAt: 0, expiresAt: 9, metadata: { position: { x: 1, y: 2 }, entropySeed: 0 } });
const told = (event) => ({ v: 1, at: 5, ...event });

describe('the histogram of the time to connect', () => {
  test('counts each time once, those on a bound in the column above it', () => {
    const columns = histogram([0, 99, 100, 249.9, 250, 4_999, 5_000, 60_000]);
    assert.deepEqual(columns.map(([, n]) => n), [2, 2, 1, 0, 0, 1, 2]);
  });

  test('has no median without times, and a middle one otherwise', () => {
    assert.equal(median([]), undefined);
    assert.equal(median([100, 9, 30]), 30);
  });
});

describe('a line of the log', () => {
  const page = { nameOf: (id) => `peer ${id}` };

  test('says each kind of event in words', () => {
    assert.equal(eventWords(told({ event: 'witness', change: 'updated', witness: witness('hail', 3) }), page), 'witnessed again: “hail”, seen 3 times');
    assert.equal(eventWords(told({ event: 'peer', peer: 'a', state: 'backing-off', reason: 'no answer' }), page), 'peer a: pausing, no answer');
    assert.equal(eventWords(told({ event: 'log', level: 'info', text: 'as it is' }), page), 'as it is');
    assert.equal(
      eventWords(told({ event: 'status', peerId: 'me', mode: 'p2p', peerCount: 2, webrtcConnections: 1, relayConnected: false }), page),
      'P2P: 1 channel open, 2 peers known, relay down',
    );
  });
});

describe('what is remembered of a peer', () => {
  test('is the last 200 events, those of the past in place of what was known', () => {
    const { state, tell, past } = createModel();
    const lines = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => told({ event: 'log', level: 'info', text: `${from + i}` }));
    lines(1, 10).forEach((line) => tell(line));
    past(lines(11, 300));
    tell(lines(301, 301)[0]);
    assert.equal(state.log.length, 200);
    assert.deepEqual([state.log[0].text, state.log.at(-1).text], ['102', '301']);
  });

  test('are why attempts failed, by reason, at most 20 reasons', () => {
    const { state, tell } = createModel();
    for (let i = 0; i < 30; i++) {
      tell(told({ event: 'peer', peer: `p${i}`, state: 'offering', reason: '' }));
      tell(told({ event: 'peer', peer: `p${i}`, state: 'backing-off', reason: i < 5 ? 'offer refused: by chance' : `reason ${i}` }));
    }
    assert.equal(state.counters.attempts, 30);
    assert.equal(state.counters.failures['offer refused'], 5);
    assert.equal(Object.keys(state.counters.failures).length, 20);
  });
});

describe('the figures of this browser', () => {
  test('are messages of each of the last 120 seconds, also over a new connection, which begins at 0', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const model = createModel();
    let links = new Map();
    keepFigures(model, async () => links, () => 1);
    const second = async (messagesIn, messagesOut) => {
      links = new Map([['a', { messagesIn, messagesOut }]]);
      t.mock.timers.tick(1000);
      await new Promise(setImmediate);
    };
    await second(3, 1);
    await second(5, 1);
    await second(2, 4);
    assert.deepEqual(model.state.figures.perSecond, { in: [3, 2, 2], out: [1, 0, 3] });
    assert.deepEqual(model.state.figures.messages, { in: 7, out: 4 });
    for (let i = 0; i < 125; i++) await second(2, 4);
    assert.equal(model.state.figures.perSecond.in.length, 120);
  });
});

describe('a stress run', () => {
  test('has bounds, whatever was typed', () => {
    assert.deepEqual([NaN, -3, 0, 7.9, 1e9].map((n) => within(n, MAX_RATE)), [1, 1, 1, 7, 50]);
    assert.equal(within(1e9, MAX_COUNT), 500);
  });

  test('says what was sent, what arrived how fast, what did not, and why it ended', () => {
    const over = { count: 4, sent: 4, arrived: [10, 30, 20, 40], isOver: true };
    assert.equal(stressWords(over, 'JVM peer'), '4 of 4 sent, 4 arrived at JVM peer. Half of them within 30 ms, the slowest after 40 ms.');
    assert.equal(stressWords({ ...over, isOver: false, arrived: [] }, 'JVM peer'), '4 of 4 sent, 0 arrived at JVM peer.');
    assert.match(stressWords({ ...over, arrived: [] }, 'JVM peer'), /The rest did not arrive within 5 s\.$/);
    assert.match(stressWords({ ...over, sent: 2, arrived: [1, 2] }, 'JVM peer'), /^Stopped: 2 of 4 sent/);
    assert.match(stressWords({ ...over, refused: 'No token.' }, 'JVM peer'), /^Refused: No token\./);
  });

  test('ends at the first refusal, and tells it', async () => {
    let asked = 0;
    const from = {
      add: async () => {
        asked++;
        throw new Error('No token.');
      },
    };
    const progress = await new Promise((resolve) => startStress(from, createModel(), { rate: 50, count: 500 }, (now) => now.isOver && resolve(now)));
    assert.equal(progress.refused, 'No token.');
    assert.equal(progress.sent, 0);
    assert.ok(asked <= 5, String(asked)); // those of the first twentieth of a second
  });
});
