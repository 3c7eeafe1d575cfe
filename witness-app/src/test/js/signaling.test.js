import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const { announce, isDescription, NS, openMailbox, readSignal, watchPresence } = await web('signaling.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
const SDP = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=fingerprint:sha-256 AA:BB\r\n';
const now = () => Date.now();
const monotonic = () => Date.now() - START;

/** @type {any} One graph stands for the relay and all that share it. */ let graph;

beforeEach(() => {
  time = virtualTime(START);
  graph = openGraph({ relays: [] });
});
afterEach(() => {
  graph.close();
  time.restore();
});

function mailbox(me) {
  /** @type {any[]} */ const heard = [];
  /** @type {any[]} */ const candidates = [];
  const box = openMailbox({
    graph, me, now,
    onSignal: (from, signal) => heard.push({ from, ...signal }),
    onCandidate: (...all) => candidates.push(all),
  });
  return { ...box, heard, candidates };
}

/** What lies in a node, without what was taken back. */
async function read(soul) {
  /** @type {any} */ let fields = {};
  const off = graph.on(soul, (known) => (fields = known));
  await settle();
  off();
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

describe('a description', () => {
  const json = (more = {}) => JSON.stringify({ type: 'offer', sdp: SDP, ts: 7, ext: ['ping'], ...more });
  const nothing = () => undefined;

  test('is read from a JSON text, a bare SDP, a link, or the flat form of the oldest pages', () => {
    const base = { type: 'offer', timestamp: 7 };
    const linked = (soul) => (soul === 'there' ? { type: 'offer', sdp: SDP } : undefined);
    assert.deepEqual(readSignal({ ...base, offer: json() }, nothing), { type: 'offer', sdp: SDP, ts: 7, form: 'json', ext: ['ping'] });
    assert.equal(readSignal({ ...base, offer: SDP }, nothing).form, 'sdp');
    assert.equal(readSignal({ ...base, offer: { '#': 'there' } }, linked).form, 'link');
    assert.equal(readSignal({ ...base, sdp: SDP }, nothing).form, 'flat');
    assert.equal(readSignal({ type: 'answer', timestamp: 7, answer: json({ type: 'answer', re: 5 }) }, nothing).re, 5);
    assert.equal(readSignal({ type: 'answer', timestamp: 7, re: 5, answer: SDP }, nothing).re, 5);
  });

  test('is not read while it is incomplete, or mixed of old and new', () => {
    for (const fields of [
      {}, { type: 'offer', offer: json() }, { offer: json(), timestamp: 7 }, { type: 'offer', timestamp: 7 },
      { type: 'offer', timestamp: 8, offer: json() }, { type: 'answer', timestamp: 7, answer: json() }, { type: 'candidate', timestamp: 7, offer: json() },
      { type: 'offer', timestamp: 7, offer: { '#': 'elsewhere' } }, { type: 'offer', timestamp: 7, offer: null },
    ]) {
      assert.equal(readSignal(fields, nothing), undefined, JSON.stringify(fields));
    }
  });

  test('is refused unless it is one data section of a sane size', () => {
    for (const offer of ['{', 'null', '[]', '"v=0"', json({ sdp: 5 }), json({ sdp: 'v=0\r\n' }), json({ sdp: `${SDP}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n` }), json({ sdp: SDP + 'a'.repeat(20_000) })]) {
      assert.equal(readSignal({ type: 'offer', timestamp: 7, offer }, nothing), undefined, offer.slice(0, 40));
    }
    assert.ok(isDescription(SDP));
  });
});

describe('a letter', () => {
  for (const form of ['json', 'sdp', 'link', 'flat']) {
    test(`written in the ${form} form arrives once, and can be taken back without a trace`, async () => {
      const [anna, bert] = [mailbox('peer_anna'), mailbox('peer_bert')];
      const ts = anna.send('peer_bert', 'offer', SDP, form);
      await settle();
      assert.deepEqual(bert.heard, [{ from: 'peer_anna', type: 'offer', sdp: SDP, ts, form, ext: form === 'json' ? ['ping'] : [] }]);
      bert.send('peer_anna', 'answer', SDP, form, ts);
      await settle();
      assert.equal(anna.heard[0].re, ts);
      anna.clear('peer_bert');
      await settle();
      for (const soul of [`${NS}/signaling/peer_bert/peer_anna`, `${NS}/signaling/peer_bert/peer_anna/offer`, `${NS}/signaling/peer_bert`]) {
        assert.deepEqual(await read(soul), {}, soul);
      }
      assert.equal(bert.heard.length, 1);
    });
  }

  test('never bears the same time as another', async () => {
    const anna = mailbox('peer_anna');
    const stamps = ['a', 'b', 'c'].map((to) => anna.send(to, 'offer', SDP, 'json'));
    assert.equal(new Set(stamps).size, 3);
  });

  test('that lay there for more than a minute is not opened, whereas a new one is, even from a wrong clock', async () => {
    const soul = `${NS}/signaling/peer_bert/peer_anna`;
    const write = (ts) => graph.put(soul, { type: 'offer', offer: JSON.stringify({ type: 'offer', sdp: SDP, ts }), timestamp: ts });
    write(START - 61_000);
    const bert = mailbox('peer_bert');
    bert.watch('peer_anna');
    await settle();
    assert.deepEqual(bert.heard, []);
    write(START - 60_500);
    await settle();
    assert.equal(bert.heard.length, 1);
    write(START - 60_700);
    await settle();
    assert.equal(bert.heard.length, 1, 'an older one again');
  });

  test('from somebody never seen is found by the inbox', async () => {
    const bert = mailbox('peer_bert');
    await settle();
    mailbox('peer_carl').send('peer_bert', 'offer', SDP, 'json');
    await settle();
    assert.equal(bert.heard[0].from, 'peer_carl');
  });

  test('does not come from ourselves, nor from a name that is none', async () => {
    const bert = mailbox('peer_bert');
    for (const name of ['peer_bert', '__proto__', 'a/b', 'x'.repeat(65)]) bert.watch(name);
    graph.put(`${NS}/signaling/peer_bert`, { 'a b': { '#': 'x' }, ok: { '#': 'y' } });
    graph.put(`${NS}/signaling/peer_bert/peer_bert`, { type: 'offer', offer: SDP, timestamp: START });
    await settle();
    assert.deepEqual(bert.heard, []);
  });

  test('can be followed by candidates, each heard once and with the time of its description', async () => {
    const [anna, bert] = [mailbox('peer_anna'), mailbox('peer_bert')];
    bert.watch('peer_anna');
    const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
    anna.sendCandidate('peer_bert', '7_1', candidate);
    anna.sendCandidate('peer_bert', '7_2', { ...candidate, candidate: '' });
    graph.put(`${NS}/signaling/peer_bert/peer_anna/candidates`, { '7_3': 'no json', '7_4': 5, '7_5': JSON.stringify({ candidate: 'x'.repeat(3000) }) });
    await settle();
    anna.sendCandidate('peer_bert', '7_6', candidate);
    await settle();
    assert.deepEqual(bert.candidates, [['peer_anna', 7, candidate], ['peer_anna', 7, candidate]]);
  });
});

describe('presence', () => {
  const watch = (me) => watchPresence({ graph, me, now, monotonic, onChange: () => {} });
  const say = (id, timestamp, active = true) => {
    graph.put(`${NS}/peers/${id}`, { id, timestamp, active });
    graph.put(`${NS}/peers`, { [id]: { '#': `${NS}/peers/${id}` } });
  };

  test('is announced at once, early at 2, 5 and 10 s, then every 30 s, and taken back on leaving', async () => {
    const beats = [];
    graph.on(`${NS}/peers/peer_me`, ({ timestamp, active }) => beats.at(-1)?.[0] === (timestamp - START) / 1000 || beats.push([(timestamp - START) / 1000, active]));
    const leave = announce({ graph, me: 'peer_me', now });
    for (let second = 0; second < 65; second++) {
      await settle();
      time.tick(1000);
    }
    leave();
    await settle();
    assert.deepEqual(beats, [[0, true], [2, true], [5, true], [10, true], [30, true], [60, true], [65, false]]);
    assert.deepEqual(await read(`${NS}/peers`), {});
  });

  test('is fresh within a minute of its time', async () => {
    say('peer_new', START - 10_000);
    say('peer_old', START - 61_000);
    say('peer_gone', START, false);
    const presence = watch('peer_me');
    await settle();
    assert.deepEqual(presence.here(), ['peer_new']);
    time.tick(50_000);
    assert.deepEqual(presence.here(), []);
  });

  test('is fresh when it changes while we watch, however wrong its clock', async () => {
    say('peer_skewed', START - 3_600_000);
    const presence = watch('peer_me');
    await settle();
    assert.ok(!presence.isHere('peer_skewed'));
    say('peer_skewed', START - 3_598_000);
    await settle();
    assert.ok(presence.isHere('peer_skewed'));
    time.tick(60_000);
    assert.ok(!presence.isHere('peer_skewed'));
  });

  test('is watched for the 128 peers listed last, of however many there ever were', async () => {
    for (let i = 0; i < 300; i++) {
      say(`peer_${i}`, START);
      time.tick(1);
    }
    const presence = watch('peer_me');
    await settle();
    assert.equal(presence.here().length, 128);
    assert.ok(presence.isHere('peer_299') && !presence.isHere('peer_100'));
    say('peer_3', Date.now());
    await settle();
    assert.ok(presence.isHere('peer_3') && !presence.isHere('peer_172'));
    presence.close();
  });
});
