import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installScriptedWebRtc, sdpOf } from './scripted-webrtc.js';
import { settle, virtualTime, web } from './support.js';

const { createLink } = await web('peer-link.js');
const { readCandidate, readDescription } = await web('sdp.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
/** @type {any[]} */ let connections;
/** @type {any[]} */ let links;

beforeEach(() => {
  time = virtualTime(START);
  connections = installScriptedWebRtc();
  links = [];
});
afterEach(() => {
  links.forEach(({ link }) => link.close('test over'));
  time.restore();
});

/** A link, what it wrote, the states it went through, and what it heard. */
function linkOf(me, peer, more = {}) {
  /** @type {any[]} */ const letters = [];
  /** @type {string[]} */ const states = [];
  /** @type {any[]} */ const heard = [];
  /** @type {string[]} */ const dropped = [];
  let cleared = 0;
  let ts = Date.now();
  const mailbox = {
    send: (to, type, sdp, form, re) => {
      letters.push({ type, ...readDescription(type, sdp), ts: ++ts, form, re, ext: more.ext ?? [] });
      return ts;
    },
    sendCandidate: (to, key, candidate) => letters.push({ key, candidate }),
    clear: () => cleared++,
  };
  const link = createLink({
    me, peer, connect: () => new RTCPeerConnection(), random: () => 0, monotonic: () => Date.now() - START, mailbox, hasPlace: () => true, drop: (kind) => dropped.push(kind), onReady() {}, onDrained() {},
    onState: () => states.push(link.state), onMessage: (data) => heard.push(data), ...more,
  });
  const entry = { link, letters, states, heard, dropped, cleared: () => cleared };
  links.push(entry);
  return entry;
}

/** Two links that are open to each other. */
async function opened(ext = []) {
  const [small, large] = [linkOf('a', 'b', { ext }), linkOf('b', 'a', { ext })];
  void small.link.offer();
  await settle();
  void large.link.receive(small.letters[0]);
  await settle();
  void small.link.receive(large.letters[0]);
  await settle();
  assert.deepEqual([small.link.state, large.link.state], ['open', 'open']);
  return [small, large];
}

const UNKNOWN = `sha-256 ${'FF:'.repeat(31)}FF`;
const described = (more = {}) => {
  const { type, mid } = { type: 'offer', mid: '0', ...more };
  return { type, ...readDescription(type, sdpOf(type, UNKNOWN).replace('mid:0', `mid:${mid}`)), ts: START, form: 'json', ext: [], ...more };
};

describe('who offers', () => {
  test('is the smaller at once, the larger after five seconds', () => {
    assert.ok(linkOf('a', 'b').link.isReady());
    let isReady = false;
    const { link } = linkOf('b', 'a', { onReady: () => (isReady = true) });
    time.tick(4_999);
    assert.ok(!link.isReady() && !isReady);
    time.tick(1);
    assert.ok(link.isReady() && isReady);
  });
});

describe('an answer', () => {
  for (const form of ['json', 'sdp', 'link', 'flat']) {
    test(`to an offer in the ${form} form has that form, and names the offer`, async () => {
      const offerer = linkOf('a', 'b');
      void offerer.link.offer();
      await settle();
      const { link, letters } = linkOf('b', 'a');
      void link.receive({ ...offerer.letters[0], form });
      await settle();
      assert.deepEqual([letters[0].type, letters[0].form, letters[0].re], ['answer', form, offerer.letters[0].ts]);
    });
  }

  test('to an offer that was not ours is passed over', async () => {
    const { link, letters } = linkOf('a', 'b');
    void link.offer();
    await settle();
    void link.receive(described({ type: 'answer', re: letters[0].ts + 1 }));
    await settle();
    assert.equal(link.state, 'offering');
  });

  test('for another section than ours is dropped, and the true one is taken', async () => {
    const offerer = linkOf('a', 'b');
    void offerer.link.offer();
    await settle();
    void offerer.link.receive(described({ type: 'answer', mid: '7' }));
    await settle();
    assert.deepEqual([offerer.link.state, offerer.dropped], ['offering', ['answer that does not fit our offer']]);
    const { link, letters } = linkOf('b', 'a');
    void link.receive(offerer.letters[0]);
    await settle();
    void offerer.link.receive(letters[0]);
    await settle();
    assert.equal(offerer.link.state, 'open');
  });

  test('finds no place when eight others were faster', async () => {
    const { link } = linkOf('a', 'b', { hasPlace: () => false });
    void link.offer();
    await settle();
    void link.receive(described({ type: 'answer' }));
    await settle();
    assert.deepEqual([link.state, link.reason], ['backing-off', 'no place left']);
  });
});

describe('an offer', () => {
  test('is ignored by one who is full', async () => {
    const { link, states } = linkOf('b', 'a', { hasPlace: () => false });
    void link.receive(described());
    await settle();
    assert.deepEqual([states, link.isBusy()], [[], false]);
  });

  test('on an open connection is ignored if it bears the same fingerprint, and replaces one that is silent if not', async () => {
    const [, large] = await opened();
    const again = { ...links[0].letters[0], ts: links[0].letters[0].ts + 1000 };
    void large.link.receive(again);
    await settle();
    assert.equal(large.link.state, 'open');
    connections.forEach((connection) => connection.die());
    const reborn = linkOf('a', 'b');
    void reborn.link.offer();
    await settle();
    void large.link.receive(reborn.letters[0]);
    time.tick(4_999);
    assert.equal(large.link.state, 'open');
    time.tick(1);
    await settle();
    assert.deepEqual(large.states.slice(-3), ['lost', 'answering', 'connecting']);
    void reborn.link.receive(large.letters.at(-1));
    await settle();
    assert.deepEqual([large.link.state, reborn.link.state], ['open', 'open']);
  });

  test('that is refused by the browser ends the attempt, with the reason', async () => {
    const { link } = linkOf('b', 'a');
    void link.receive(described());
    await settle();
    assert.equal(link.state, 'backing-off');
    assert.match(link.reason, /^offer refused: .*no such peer/);
  });
});

describe('candidates', () => {
  const trickled = (port, more = {}) => ({ ...readCandidate(`candidate:1 1 udp 1 192.0.2.1 ${port} typ host`), ...more });
  const native = (port) => ({ candidate: `candidate:1 1 udp 1 192.0.2.1 ${port} typ host`, sdpMid: '0', sdpMLineIndex: 0 });

  test('that come before their description wait for it; those of another one are dropped', async () => {
    const offerer = linkOf('a', 'b');
    void offerer.link.offer();
    await settle();
    const { link, dropped } = linkOf('b', 'a');
    const [{ ts }] = offerer.letters;
    link.candidate(`${ts}_1`, trickled(2001));
    link.candidate(`${ts - 1}_1`, trickled(2002));
    /** @type {any[]} */ const added = [];
    const answering = link.receive(offerer.letters[0]);
    connections.at(-1).addIceCandidate = async (candidate) => void added.push(candidate);
    await settle();
    await answering;
    link.candidate(`${ts}_2`, trickled(2003, { sdpMid: '0', sdpMLineIndex: 0 }));
    link.candidate('5_1', trickled(2004));
    assert.deepEqual([added, dropped], [[native(2001), native(2003)], []]);
    for (const more of [{ sdpMid: '1' }, { sdpMLineIndex: 1 }, { ufrag: 'other' }]) link.candidate(`${ts}_3`, trickled(2005, more));
    assert.deepEqual([added.length, dropped], [2, Array(3).fill('candidate of another description')]);
  });

  test('of ours that are found late go out under the time of the description, 64 at most', async () => {
    const { link, letters } = linkOf('a', 'b');
    void link.offer();
    await settle();
    const [pc] = connections;
    for (let i = 0; i < 70; i++) pc.onicecandidate({ candidate: { candidate: `candidate:${i}` } });
    pc.onicecandidate({ candidate: { candidate: '' } });
    pc.onicecandidate({ candidate: null });
    assert.equal(letters.length, 65);
    assert.equal(letters[1].key, `${letters[0].ts}_1`);
  });
});

describe('an open channel', () => {
  test('is asked after 5.25 s of silence, and over after two questions without an answer', async () => {
    const [small] = await opened(['ping']);
    const { sent } = connections[0].channels[0];
    connections.forEach((pc) => pc.die());
    connections[0].channels[0].send = (text) => sent.push(text);
    time.tick(5_249);
    assert.equal(sent.length, 0);
    time.tick(1);
    assert.equal(JSON.parse(sent[0]).type, 'ping');
    time.tick(2_000);
    assert.deepEqual([sent.length, small.link.state], [2, 'open']);
    time.tick(2_000);
    assert.deepEqual([small.link.state, small.link.reason], ['lost', 'no answer to pings']);
  });

  test('is not asked while there is something to hear, nor ever if the other has not announced it', async () => {
    const [small, large] = await opened(['ping']);
    for (let i = 0; i < 10; i++) {
      time.tick(2_000);
      small.link.send('x');
      large.link.send('y');
      await settle();
    }
    assert.deepEqual([small.heard, large.heard], [Array(10).fill('y'), Array(10).fill('x')]);
    await opened([]);
    time.tick(120_000);
    assert.deepEqual(connections.at(-1).channels[0].sent, []);
    assert.equal(links.at(-1).link.state, 'open');
  });

  test('outlives a connection that is disconnected for a while, and ends with one that has failed', async () => {
    const [small] = await opened();
    const [pc] = connections;
    pc.connectionState = 'disconnected';
    pc.onconnectionstatechange();
    assert.equal(small.link.state, 'open');
    pc.connectionState = 'failed';
    pc.onconnectionstatechange();
    assert.deepEqual([small.link.state, small.link.reason], ['lost', 'connection failed']);
  });
});

describe('pauses', () => {
  test('grow from half a second to thirty at most, and start anew with an open channel', async () => {
    const { link } = linkOf('a', 'b', { random: () => 1 });
    const pauses = [];
    for (let i = 0; i < 9; i++) {
      void link.offer();
      await settle();
      link.abandon('test');
      const start = Date.now();
      while (!link.isReady()) time.tick(100);
      pauses.push((Date.now() - start) / 1000);
    }
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 30, 30, 30, 30]);
    assert.equal(link.failures, 9);
    void link.offer();
    await settle();
    const other = linkOf('b', 'a');
    void other.link.receive(links[0].letters.at(-1));
    await settle();
    void link.receive(other.letters[0]);
    await settle();
    assert.deepEqual([link.state, link.failures], ['open', 0]);
  });
});
