import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const { EXTENSIONS, isDescription, NS, openMailbox, openPresence, readSignal } = await web('signaling.js');
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
      assert.deepEqual(bert.heard, [{ from: 'peer_anna', type: 'offer', sdp: SDP, ts, form, ext: form === 'json' ? EXTENSIONS : [] }]);
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

  test('can be followed by candidates, each under a key that begins with the time of its description', async () => {
    const [anna, bert] = [mailbox('peer_anna'), mailbox('peer_bert')];
    bert.watch('peer_anna');
    const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
    anna.sendCandidate('peer_bert', '7_1', candidate);
    anna.sendCandidate('peer_bert', '7_2', { ...candidate, candidate: '' });
    graph.put(`${NS}/signaling/peer_bert/peer_anna/candidates`, { '7_3': 'no json', '7_4': 5, '7_5': JSON.stringify({ candidate: 'x'.repeat(3000) }) });
    await settle();
    for (let i = 0; i < 100; i++) graph.put(`${NS}/signaling/peer_bert/peer_anna/candidates`, { [`6_${i}`]: null });
    anna.sendCandidate('peer_bert', '7_6', candidate);
    await settle();
    assert.deepEqual(new Map(bert.candidates.map(([from, key, heard]) => [`${from} ${key}`, heard])), new Map([['peer_anna 7_1', candidate], ['peer_anna 7_6', candidate]]));
  });
});

describe('presence', () => {
  /** @param {string} me @param {() => number} [free] */
  const open = (me, free = () => 8) => openPresence({ graph, me, now, monotonic, free, onChange: () => {} });
  const say = (id, timestamp, more = {}) => {
    graph.put(`${NS}/peers/${id}`, { id, timestamp, active: true, ...more });
    graph.put(`${NS}/peers`, { [id]: { '#': `${NS}/peers/${id}` } });
  };

  test('is announced at once, early at 2, 5 and 10 s, then every 30 s, with the free places, and taken back on leaving', async () => {
    const beats = [];
    let free = 8;
    graph.on(`${NS}/peers/peer_me`, (fields) => {
      const beat = [(fields.timestamp - START) / 1000, fields.active, fields.free];
      if (beats.at(-1)?.[0] !== beat[0]) beats.push(beat);
    });
    const presence = open('peer_me', () => free--);
    for (let second = 0; second < 65; second++) {
      await settle();
      time.tick(1000);
    }
    presence.close();
    await settle();
    assert.deepEqual(beats, [[0, true, 8], [2, true, 7], [5, true, 6], [10, true, 5], [30, true, 4], [60, true, 3], [65, false, 3]]);
    assert.deepEqual(await read(`${NS}/peers`), {});
    assert.equal(time.pending(), 0);
  });

  test('counts within a minute of its time, and lapses 75 s after it', async () => {
    for (const [id, age] of [['peer_new', 10_000], ['peer_older', 59_000], ['peer_old', 61_000], ['peer_ahead', -61_000]]) say(id, START - age);
    say('peer_gone', START, { active: false });
    const presence = open('peer_me');
    await settle();
    const here = () => ['peer_new', 'peer_older', 'peer_old', 'peer_ahead', 'peer_gone'].filter(presence.isHere);
    assert.deepEqual(here(), ['peer_new', 'peer_older']);
    time.tick(16_000);
    assert.deepEqual(here(), ['peer_new']);
    time.tick(48_900);
    assert.deepEqual(here(), ['peer_new']);
    time.tick(100);
    assert.deepEqual(here(), []);
    presence.close();
  });

  test('counts for 75 s when it changes while we watch, however wrong its clock', async () => {
    say('peer_skewed', START - 3_600_000);
    const presence = open('peer_me');
    await settle();
    assert.ok(!presence.isHere('peer_skewed'));
    say('peer_skewed', START - 3_598_000);
    await settle();
    assert.ok(presence.isHere('peer_skewed'));
    time.tick(74_900);
    assert.ok(presence.isHere('peer_skewed'));
    time.tick(100);
    assert.ok(!presence.isHere('peer_skewed'));
    presence.close();
  });

  test('tells who gave a sign of life last, and who can take a connection', async () => {
    say('peer_vivid', START - 4_999);
    say('peer_ghost', START - 35_001, { free: 0 });
    const presence = open('peer_me');
    await settle();
    assert.deepEqual(['peer_vivid', 'peer_ghost'].map(presence.silence), [0, 7]);
    assert.deepEqual(['peer_vivid', 'peer_ghost'].map(presence.isFree), [true, false]);
    say('peer_ghost', START, { free: 1 });
    await settle();
    assert.deepEqual([presence.silence('peer_ghost'), presence.isFree('peer_ghost')], [0, true]);
    presence.close();
  });

  test('is watched for the 128 peers listed last, of however many there ever were', async () => {
    for (let i = 0; i < 300; i++) {
      say(`peer_${i}`, START);
      time.tick(1);
    }
    const presence = open('peer_me');
    const here = () => Array.from({ length: 300 }, (_, i) => i).filter((i) => presence.isHere(`peer_${i}`));
    await settle();
    assert.equal(here().length, 128);
    assert.equal(here()[0], 172);
    say('peer_3', Date.now());
    await settle();
    assert.deepEqual(here().slice(0, 2), [3, 173]);
    presence.close();
  });
});
