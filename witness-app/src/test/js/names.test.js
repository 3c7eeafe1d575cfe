import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installScriptedWebRtc } from './scripted-webrtc.js';
import { seededRandom, settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const { MAX_PEERS_WATCHED } = await web('limits.js');
const { NS, openMailbox, openPresence } = await web('signaling.js');
const { createPeer } = await web('witness-peer.js');
const START = 1_700_000_000_000;
const FAKES = 1_100;
/** @type {ReturnType<typeof virtualTime>} */ let time;
/** @type {any} One graph stands for the relay and all that share it. */ let graph;
/** @type {any[]} */ let ends;

beforeEach(() => {
  time = virtualTime(START);
  installScriptedWebRtc();
  graph = openGraph({ relays: [] });
  ends = [];
});
afterEach(() => {
  ends.forEach((end) => end.close());
  graph.close();
  time.restore();
});

const clock = { now: () => Date.now(), monotonic: () => Date.now() - START };

/** @param {number} rank between 0 and 1: the order of the ids */
function join(rank) {
  const rest = seededRandom();
  let calls = 0;
  const peer = createPeer({ graph, ...clock, random: () => (calls++ ? rest() : rank) });
  ends.push(peer);
  return peer;
}

/** @param {string[]} ids */
function invent(...ids) {
  for (const id of ids) graph.put(`${NS}/peers/${id}`, { id, timestamp: Date.now(), active: true, free: 8 });
  graph.put(`${NS}/peers`, Object.fromEntries(ids.map((id) => [id, { '#': `${NS}/peers/${id}` }])));
}

/** Lets virtual seconds pass until something holds; returns how many that took. */
async function passUntil(holds, most) {
  for (let tenth = 0; tenth <= most * 10; tenth++) {
    await settle();
    if (holds()) return tenth / 10;
    time.tick(100);
  }
  return assert.fail(`not within ${most} s`);
}
const pass = (seconds) => passUntil(() => false, seconds - 0.1).catch(() => {});

/** Invents names over five seconds. */
async function flood(random = seededRandom()) {
  for (let i = 0; i < FAKES; i += 22) {
    invent(...Array.from({ length: 22 }, (_, n) => `peer_${random().toString(36).slice(2, 9)}_${i + n}`));
    await pass(0.1);
  }
}

const areLinked = (...peers) => peers.every((peer) => peer.status().webrtcConnections > 0);

describe('B18: among 1 100 invented presences', () => {
  for (let run = 0; run < 10; run++) {
    test(`two honest pages meet that come ${run % 2 ? 'while they are invented' : 'after them'} (${run})`, async () => {
      const flooding = flood();
      if (run % 2 === 0) await flooding;
      const [one, two] = [join(0.2), join(0.7)];
      await flooding;
      const seconds = await passUntil(() => areLinked(one, two), 40);
      assert.ok(seconds <= 40);
      assert.ok(one.links().length <= MAX_PEERS_WATCHED + 8);
    });
  }

  test('an honest page that was there before is tried though they come, and one that is linked stays', async () => {
    const [one, two] = [join(0.2), join(0.7)];
    await passUntil(() => areLinked(one, two), 5);
    await flood();
    const three = join(0.5);
    await passUntil(() => areLinked(three), 40);
    assert.ok(areLinked(one, two));
  });

  test('a peer that was seen changing stays in sight, and a newcomer comes in all the same', async () => {
    const presence = openPresence({ graph, me: 'peer_me', ...clock, free: () => 8, worth: (id) => Number(presence.isChanging(id)), onChange() {} });
    ends.push(presence);
    for (let beat = 0; beat < 2; beat++) {
      invent('peer_honest');
      await pass(1);
    }
    assert.ok(presence.isChanging('peer_honest'));
    await flood();
    assert.ok(presence.isHere('peer_honest'));
    invent('peer_late');
    await settle();
    assert.ok(presence.isHere('peer_late'));
  });

  test('a letter of a peer that nobody listed is read, though 1 100 others have written', async () => {
    const heard = [];
    const box = openMailbox({ graph, me: 'peer_me', now: clock.now, worth: (id) => Number(id === 'peer_linking'), onSignal: (from) => heard.push(from), onCandidate() {} });
    ends.push(box);
    box.watch('peer_linking');
    const sdp = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n';
    const write = (from) => {
      graph.put(`${NS}/signaling/peer_me/${from}`, { type: 'offer', offer: sdp, timestamp: Date.now() });
      graph.put(`${NS}/signaling/peer_me`, { [from]: { '#': `${NS}/signaling/peer_me/${from}` } });
    };
    for (let i = 0; i < FAKES; i++) {
      write(`fake_${i}`);
      if (i % 22 === 21) await pass(0.1);
    }
    graph.put(`${NS}/signaling/peer_me/peer_linking`, { type: 'answer', answer: sdp, timestamp: Date.now() });
    write('peer_honest');
    await settle();
    assert.deepEqual(['peer_linking', 'peer_honest'].map((from) => heard.includes(from)), [true, true]);
  });
});
