import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom, web } from './support.js';

const { placeLabels } = await web('label-places.js');
const { readStats } = await web('link-probe.js');
const { modeWords, reasonWords, rttWords, shortened, timeLeft, wayOf } = await web('words.js');

describe('the texts of a field', () => {
  const spot = (id, x, y, width = 60) => ({ id, x, y, r: 5, width, height: 20 });

  test('stand to the right, and where there is no room to the left, below or above', () => {
    assert.equal(placeLabels([spot('a', 100, 100)], 300, 200).get('a'), 'right');
    assert.equal(placeLabels([spot('a', 280, 100)], 300, 200).get('a'), 'left');
    assert.equal(placeLabels([spot('a', 60, 100, 100)], 120, 200).get('a'), 'below');
    assert.equal(placeLabels([spot('a', 60, 190, 100)], 120, 200).get('a'), 'above');
    assert.equal(placeLabels([spot('a', 60, 15, 200)], 120, 30).has('a'), false);
  });

  test('never meet another text or a point, however many there are', () => {
    const random = seededRandom();
    const spots = Array.from({ length: 200 }, (_, i) => spot(`w${i}`, random() * 600, random() * 400, 20 + random() * 150));
    const places = placeLabels(spots, 600, 400);
    const boxes = spots.filter(({ id }) => places.has(id)).map(({ id, x, y, r, width, height }) => {
      const side = places.get(id);
      const left = { right: x + r + 6, left: x - r - 6 - width }[side] ?? x - width / 2;
      const top = { below: y + r + 3, above: y - r - 3 - height }[side] ?? y - height / 2;
      return { id, left, top, right: left + width, bottom: top + height };
    });
    const points = spots.map(({ id, x, y, r }) => ({ id, left: x - r, top: y - r, right: x + r, bottom: y + r }));
    for (const box of boxes) {
      assert.ok(box.left >= 0 && box.right <= 600 && box.top >= 0 && box.bottom <= 400);
      for (const other of [...boxes, ...points].filter(({ id }) => id !== box.id)) {
        assert.ok(box.left >= other.right || other.left >= box.right || box.top >= other.bottom || other.top >= box.bottom, `${box.id} on ${other.id}`);
      }
    }
    assert.ok(places.size > 5);
  });
});

describe('the figures of a link', () => {
  const report = (entries) => new Map(entries.map((entry) => [entry.id, entry]));
  const candidates = [
    { id: 'L1', type: 'local-candidate', candidateType: 'host' },
    { id: 'L2', type: 'local-candidate', candidateType: 'relay' },
    { id: 'R1', type: 'remote-candidate', candidateType: 'prflx' },
  ];
  const pair = (id, local, more) => ({ id, type: 'candidate-pair', localCandidateId: local, remoteCandidateId: 'R1', ...more });

  test('are those of the pair that the transport has chosen, as Chromium says', () => {
    const stats = readStats(report([
      ...candidates, pair('P1', 'L1', { nominated: true, currentRoundTripTime: 1 }),
      pair('P2', 'L2', { currentRoundTripTime: 0.012, bytesReceived: 7, bytesSent: 9 }), { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
    ]));
    assert.deepEqual(stats, { rttMs: 12, local: 'relay', remote: 'prflx', bytesIn: 7, bytesOut: 9 });
  });

  test('are those of the pair that is marked, as Firefox says', () => {
    const stats = readStats(report([...candidates, pair('P1', 'L2', { selected: false }), pair('P2', 'L1', { selected: true })]));
    assert.deepEqual([stats.local, stats.remote, 'rttMs' in stats], ['host', 'prflx', false]);
  });

  test('are missing while there is no pair', () => {
    assert.deepEqual(readStats(report(candidates)), {});
  });

  test('say in words whether a TURN server is in between, at either end', () => {
    assert.equal(wayOf({ local: 'host', remote: 'srflx' }).words, 'direct');
    assert.equal(wayOf({ local: 'relay', remote: 'host' }).words, 'through TURN');
    assert.equal(wayOf({ local: 'host', remote: 'relay' }).words, 'through TURN');
    assert.equal(wayOf(undefined).words, '–');
    assert.deepEqual([undefined, 0.3, 1, 41.6].map(rttWords), ['', '<1 ms', '1 ms', '42 ms']);
  });
});

describe('plain words', () => {
  test('say the mode to somebody who has never seen it', () => {
    const status = { mode: 'p2p', webrtcConnections: 2, relayConnected: true };
    const words = (more, reachable = true) => modeWords({ reachable, status: { ...status, ...more } });
    assert.deepEqual(words({}), ['P2P', 'Texts go directly to 2 peers.']);
    assert.match(words({ relayConnected: false })[1], /need a relay/);
    assert.equal(words({ mode: 'relay' })[0], 'Relay fallback');
    assert.match(words({ mode: 'relay', fallback: 'active' })[1], /everybody can read/);
    assert.equal(words({ mode: 'offline' })[0], 'Offline');
    assert.equal(words({}, false)[0], 'No answer');
  });

  test('are there for every reason that peers give, and one that is unknown is shown as it is', () => {
    for (const reason of ['not connected in time', 'connection failed', 'no answer to pings', 'no answer to our offer yet, and others wait', 'channel closed']) {
      assert.doesNotMatch(reasonWords(reason), new RegExp(reason));
    }
    assert.equal(reasonWords('the moon is full'), 'The moon is full.');
  });

  test('cut long texts short without cutting a character in two', () => {
    assert.equal(shortened('x'.repeat(60)), 'x'.repeat(60));
    assert.equal(shortened(`${'x'.repeat(58)}🐦y`, 60), `${'x'.repeat(58)}…`);
    assert.deepEqual([600_000, 90_000, 89_999, 1, -5].map(timeLeft), ['10 min left', '2 min left', '90 s left', '1 s left', '0 s left']);
  });
});
