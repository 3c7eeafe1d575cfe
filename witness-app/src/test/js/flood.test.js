import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installScriptedWebRtc } from './scripted-webrtc.js';
import { cases, seededRandom, settle, virtualTime, web } from './support.js';

const { converse } = await web('gossip.js');
const { openGraph } = await web('gun-graph.js');
const { RECEIVED, REST_MS } = await web('limits.js');
const { EXTENSIONS } = await web('signaling.js');
const { createField } = await web('witness-field.js');
const { createPeer } = await web('witness-peer.js');
const START = 1_700_000_000_000;
const TICKS_PER_SECOND = 100;
const NONSENSE = '{"type":"nonsense"}';
/** @type {ReturnType<typeof virtualTime>} */ let time;
const clock = { now: () => Date.now(), monotonic: () => Date.now() - START };

beforeEach(() => (time = virtualTime(START)));
afterEach(() => time.restore());

/** The receiving end of a link, with a flood's tick and whether it was closed for it. */
function receiver() {
  const field = createField({ ttlMs: 600_000, ...clock, random: seededRandom(), onChange: (change, { id }) => change === 'removed' || end.talk.tell(id) });
  /** @type {any} */
  const end = { field, isOpen: true, due: 0, frames: [] };
  end.talk = converse({ field, ext: EXTENSIONS, ...clock, send: (text) => end.frames.push(text), buffered: () => 0, drop() {}, onFlood: () => (end.isOpen = false) });
  end.flood = (load, message = NONSENSE) => {
    end.due += (load * RECEIVED.perSecond) / TICKS_PER_SECOND;
    for (; end.due >= 1 && end.isOpen; end.due--) end.talk.receive(typeof message === 'function' ? message() : message);
    time.tick(1000 / TICKS_PER_SECOND);
  };
  return end;
}

describe('B20: a link that floods for minutes', () => {
  for (const { name, phases, closedAfter } of cases('links')) {
    test(name, () => {
      const end = receiver();
      for (const { seconds, load } of phases) for (let tick = 0; tick < seconds * TICKS_PER_SECOND && end.isOpen; tick++) end.flood(load);
      const seconds = (Date.now() - START) / 1000;
      if (closedAfter) assert.ok(!end.isOpen && seconds >= closedAfter[0] && seconds <= closedAfter[1], String(seconds));
      else assert.ok(end.isOpen);
      end.field.close();
    });
  }

  test('does not make a flood of a peer that passes on what it brought', async () => {
    const end = receiver();
    let shown = 0;
    const claim = () => JSON.stringify({ type: 'witness-update', witness: {
      id: `w${shown++ % 20}`, text: 't', createdAt: Date.now() - 1000, expiresAt: Date.now() + 500_000, witnessCount: 1, base: 9e15,
    } });
    const behind = converse({ field: end.field, ext: EXTENSIONS, ...clock, send: (text) => passedOn.push(text), buffered: () => 0, drop() {}, onFlood() {} });
    /** @type {string[]} */ const passedOn = [];
    end.talk.tell = behind.tell;
    for (let tick = 0; tick < 20 * TICKS_PER_SECOND; tick++) {
      end.flood(0.9, claim);
      await settle();
      if (tick % TICKS_PER_SECOND === 0) behind.flush();
    }
    const items = passedOn.map((text) => JSON.parse(text)).flatMap(({ items = [{}] }) => items).length;
    assert.ok(items > 100 && items <= 500 + 20 * 100, String(items));
    end.field.close();
  });

  test('is closed with a reason, and rests for a minute whoever calls', async () => {
    const connections = installScriptedWebRtc();
    const graph = openGraph({ relays: [] });
    const states = [];
    const pass = async (seconds) => {
      for (let tenth = 0; tenth < seconds * 10; tenth++) {
        await settle();
        time.tick(100);
      }
      await settle();
    };
    const join = (rank) => {
      const rest = seededRandom();
      let calls = 0;
      return createPeer({ graph, ...clock, random: () => (calls++ ? rest() : rank) });
    };
    const [flooder, peer] = [join(0.1), join(0.9)];
    peer.on((event) => event.event === 'peer' && states.push(event));
    await pass(1);
    assert.equal(peer.status().webrtcConnections, 1);
    for (let tenth = 0; tenth < 400 && peer.status().webrtcConnections; tenth++) {
      const [channel] = connections[0].channels;
      for (let n = 0; n < 3 * RECEIVED.perSecond / 10; n++) channel.readyState === 'open' && channel.send(NONSENSE);
      await pass(0.1);
    }
    assert.deepEqual(states.filter(({ state }) => state === 'lost').map(({ reason }) => reason), ['sent too many messages']);
    assert.equal(peer.dropped()['link closed: too many messages'], 1);
    const before = states.filter(({ state }) => state === 'open').length;
    await pass(REST_MS / 1000 - 2);
    assert.equal(states.filter(({ state }) => state === 'open').length, before);
    assert.equal(peer.status().webrtcConnections, 0);
    await pass(60);
    assert.equal(peer.status().webrtcConnections, 1);
    [flooder, peer].forEach((each) => each.close());
    graph.close();
  });
});
