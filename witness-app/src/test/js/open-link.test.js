import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installScriptedWebRtc, sdpOf } from './scripted-webrtc.js';
import { cases, settle, virtualTime, web } from './support.js';

const { createLink } = await web('peer-link.js');
const { readDescription } = await web('sdp.js');
const START = 1_700_000_000_000;
const STEP_MS = 100;
/** @type {ReturnType<typeof virtualTime>} */ let time;
/** @type {any[]} */ let connections;

beforeEach(() => {
  time = virtualTime(START);
  connections = installScriptedWebRtc();
});
afterEach(() => time.restore());

/** @param {string} me @param {string} peer @param {string[]} ext */
function linkOf(me, peer, ext) {
  /** @type {any[]} */ const letters = [];
  const mailbox = {
    send: (to, type, sdp, form, re) => letters.push({ type, ...readDescription(type, sdp), ts: letters.length + 1, form, re, ext }) && letters.length,
    sendCandidate() {},
    clear() {},
  };
  const link = createLink({
    me, peer, mailbox, connect: () => new RTCPeerConnection(), random: () => 0, monotonic: () => Date.now() - START, hasPlace: () => true,
    drop() {}, onReady() {}, onDrained() {}, onState() {}, onMessage() {},
  });
  return { link, letters };
}

/** Single times, or those of every so many seconds from one to another. */
const isAt = (times, ms) =>
  Array.isArray(times)
    ? times.some((each) => Math.round(each * 1000) === ms)
    : times !== undefined && ms >= times.from * 1000 && ms <= times.to * 1000 && (ms - times.from * 1000) % (times.every * 1000) === 0;

const print = (/** @type {number} */ ms) => `sha-256 BB:${ms.toString(16).toUpperCase().padStart(62, '0').match(/../g)?.join(':')}`;

describe('B16: an open link, when an offer comes under the name of its peer', () => {
  for (const { name, ping, answers, offers, heard, consents = true, until, pings, replacedAfter, by } of cases('open-link')) {
    test(name, async () => {
      const ext = ping ? ['ping'] : [];
      const [small, large] = [linkOf('a', 'b', ext), linkOf('b', 'a', [])];
      void small.link.offer();
      await settle();
      void large.link.receive(small.letters[0]);
      await settle();
      void small.link.receive(large.letters[0]);
      await settle();
      assert.equal(large.link.state, 'open');
      const [there, here] = connections;
      const { sent } = there.channels[0].twin;
      there.channels[0].onmessage = () => answers && there.channels[0].send('{}');
      here.connectionState = consents ? 'connected' : 'disconnected';
      let asked = 0;
      let replaced = null;
      for (let at = 0; at <= until * 1000; at += STEP_MS) {
        const before = sent.length;
        if (isAt(offers, at)) void large.link.receive({ type: 'offer', ...readDescription('offer', sdpOf('offer', print(at))), ts: START + at, form: 'json', ext });
        // Those that a silence brings are sent by timers.
        asked += sent.length - before;
        if (isAt(heard, at)) there.channels[0].send('{}');
        await settle();
        if (replaced === null && large.link.state !== 'open') replaced = at / 1000;
        time.tick(STEP_MS);
        await settle();
        if (replaced === null && large.link.state !== 'open') replaced = (at + STEP_MS) / 1000;
      }
      assert.deepEqual([asked, replaced], [pings, replacedAfter]);
      // The offers come from nobody, so the browser refuses them by name.
      if (by !== undefined) assert.equal(connections.length, 3);
      small.link.close('test over');
      large.link.close('test over');
    });
  }
});
