import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installScriptedWebRtc, sdpOf } from './scripted-webrtc.js';
import { settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const { createPeer } = await web('witness-peer.js');
const { NS } = await web('signaling.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
/** @type {any} */ let graph;
/** @type {any[]} */ let peers;
/** @type {any[]} */ let connections;

beforeEach(() => {
  time = virtualTime(START);
  connections = installScriptedWebRtc();
  graph = openGraph({ relays: [] });
  peers = [];
});
afterEach(() => {
  peers.forEach((peer) => peer.close());
  graph.close();
  time.restore();
});

/** mulberry32 */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {number} rank the first random number decides the id, and so who offers */
function join(rank, random) {
  let calls = 0;
  const peer = createPeer({ graph, now: () => Date.now(), monotonic: () => Date.now() - START, random: () => (calls++ ? random() : rank), connect: () => new RTCPeerConnection() });
  peers.push(peer);
  return peer;
}

describe('B09: under 100 hostile offers a second', () => {
  for (let variant = 0; variant < 10; variant++) {
    test(`an honest page is linked within 22 s, and few connections are made (${variant})`, async () => {
      const random = randomOf(variant + 1);
      const target = join(variant % 2 ? 0.9 : 0.1, random);
      const inbox = `${NS}/signaling/${target.id}`;
      /** @type {any} */ let honest;
      let linkedAt = -1;
      let before = 0;
      for (let letter = 0; letter < 2_500; letter++) {
        const from = variant % 3 === 1 ? `bad_${letter % 3}` : `bad_${letter}`;
        const print = Array.from({ length: 32 }, () => Math.floor(random() * 256).toString(16).toUpperCase().padStart(2, '0')).join(':');
        graph.put(`${inbox}/${from}`, { type: 'offer', offer: sdpOf('offer', `sha-256 ${print}`), timestamp: Date.now() });
        graph.put(inbox, { [from]: { '#': `${inbox}/${from}` } });
        if (letter === 300) {
          before = connections.length;
          honest = join(variant % 2 ? 0.1 : 0.9, random);
        }
        await settle();
        time.tick(10);
        if (honest && linkedAt < 0 && honest.status().webrtcConnections) linkedAt = letter / 100 - 3;
      }
      assert.ok(linkedAt >= 0 && linkedAt < 22, `linked after ${linkedAt} s`);
      assert.ok(before <= 6, `${before} connections in 3 s`);
      // Eight at most for the offers of others, and one or two on each side for the honest page.
      assert.ok(connections.length <= 12, `${connections.length} connections`);
      assert.ok(target.dropped()[variant % 3 === 1 ? 'offer too soon after one under the same name' : 'offer beyond the budget of connections'] > 500);
    });
  }
});
