import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { scriptedWebSocket, settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
const node = (soul, fields, state = START - 1000) => ({
  [soul]: { _: { '#': soul, '>': Object.fromEntries(Object.keys(fields).map((key) => [key, state])) }, ...fields },
});

/** @type {any} */ let graph;
/** @type {any[]} */ let sockets;

function open(relays = ['http://relay.test/gun'], options = {}) {
  const scripted = scriptedWebSocket();
  sockets = scripted.sockets;
  graph = openGraph({ relays, WebSocket: scripted.WebSocket, ...options });
  return sockets[0];
}

/** Listens to a soul and keeps what was told, the last one first. */
function listen(soul) {
  /** @type {any[]} */ const told = [];
  const off = graph.on(soul, (fields, states) => told.unshift({ ...fields, '>': states }));
  return { told, off, last: () => (({ '>': _, ...fields }) => fields)(told[0] ?? {}) };
}

beforeEach(() => {
  time = virtualTime(START);
});
afterEach(() => {
  graph?.close();
  time.restore();
});

describe('a relay that tells of much that nobody wants any more', () => {
  /** Listens to souls and stops at once. */
  function passBy(count) {
    for (let i = 0; i < count; i++) graph.on(`passer-by-${Math.random()}`, () => {})();
  }

  test('is dialled anew once the connection is a minute old, and then asked for what is wanted alone', () => {
    const first = open();
    first.accept();
    listen('wanted');
    passBy(1000);
    assert.equal(first.isClosed, false, 'it is young');
    time.tick(60_000);
    listen('wanted too');
    assert.equal(first.isClosed, true);
    time.tick(1_000);
    sockets[1].accept();
    assert.deepEqual(sockets[1].gets(), ['wanted', 'wanted too']);
    passBy(999);
    time.tick(60_000);
    passBy(1);
    assert.equal(sockets.length, 2, 'at 999 it is not yet time');
    assert.equal(sockets[1].isClosed, false);
    passBy(1);
    assert.equal(sockets[1].isClosed, true);
  });

  test('keeps its connection while all that it tells of is wanted, however much', () => {
    const socket = open();
    socket.accept();
    time.tick(60_000);
    for (let i = 0; i < 1500; i++) listen(`soul ${i}`);
    assert.equal(socket.isClosed, false);
  });
});

describe('a graph and its relay', () => {
  test('dials http addresses as ws, and answers the handshake once', () => {
    const socket = open();
    assert.equal(socket.url, 'ws://relay.test/gun');
    socket.accept();
    socket.hear({ '#': 'hand', dam: '?', pid: 'R' });
    socket.hear({ '#': 'hand2', dam: '?', pid: 'R', '@': 'x' });
    const [greeting, ...rest] = socket.sent;
    assert.equal(greeting.dam, '?');
    assert.equal(greeting['@'], 'hand');
    assert.match(greeting.pid, /^\w{9}$/);
    assert.deepEqual(rest, []);
  });

  test('takes objects, arrays of objects and arrays of texts; anything else is passed over', async () => {
    const socket = open();
    socket.accept();
    const { last } = listen('s');
    socket.hear({ '#': '1', put: node('s', { a: 1 }) });
    socket.hear([null, 0, [], { '#': '2', put: node('s', { b: 2 }) }, JSON.stringify({ '#': '3', put: node('s', { c: 3 }) })]);
    for (const junk of ['', ' {}', '[]', '{}', 'null', '{"put":', '[[', '"text"', '12']) socket.hear(junk);
    await settle();
    assert.deepEqual(last(), { a: 1, b: 2, c: 3 });
  });

  test('hears a message once, by whatever relay it comes', () => {
    open(['ws://one', 'ws://two']);
    sockets.forEach((socket) => socket.accept());
    const { told } = listen('s');
    for (const socket of sockets) socket.hear({ '#': 'same', put: node('s', { a: 1 }) });
    assert.equal(told.length, 1);
  });

  test('does not answer its own question when it comes back by a second relay', () => {
    open(['ws://one', 'ws://two']);
    sockets.forEach((socket) => socket.accept());
    listen('s');
    const question = sockets[0].sent.find(({ get }) => get);
    sockets[1].sent.length = 0;
    sockets[1].hear(question);
    assert.deepEqual(sockets[1].sent, []);
  });

  test('refuses a put as a whole, but keeps the good keys of a reply', async () => {
    const socket = open();
    socket.accept();
    const { last } = listen('s');
    const bad = (value) => ({ s: { _: { '#': 's', '>': { good: START, bad: START } }, good: 1, bad: value } });
    socket.hear({ '#': 'p', put: bad(['no']) });
    assert.deepEqual(socket.sent.at(-1)['@'], 'p');
    assert.match(socket.sent.at(-1).err, /valid/);
    await settle();
    assert.deepEqual(last(), {});
    socket.hear({ '#': 'r', '@': 'question', put: bad({ x: 1 }) });
    assert.deepEqual(last(), { good: 1 });
  });

  test('loses one key and no more to a state that is no JSON', () => {
    const socket = open();
    socket.accept();
    const { last } = listen('s');
    socket.hear('[{"#":"1","@":"q","put":{"s":{"_":{"#":"s",">":{"a":-Infinity,"t":5}},"a":1,"t":"-Infinity"}}},{"#":"2","put":{"s":{"_":{"#":"s",">":{"b":1}},"b":2}}}]');
    assert.deepEqual(last(), { t: '-Infinity', b: 2 });
  });

  test('lets no name near Object.prototype', () => {
    const socket = open();
    socket.accept();
    assert.throws(() => graph.on('__proto__', () => {}), RangeError);
    const { last } = listen('s');
    socket.hear('{"#":"1","put":{"__proto__":{"_":{"#":"__proto__",">":{"polluted":1}},"polluted":"yes"}}}');
    socket.hear('{"#":"2","@":"q","put":{"s":{"_":{"#":"s",">":{"__proto__":1,"ok":1}},"__proto__":"yes","ok":1}}}');
    socket.hear({ '#': 'constructor', get: { '#': 's' } });
    socket.hear({ '#': '3', get: { '#': 'constructor' } });
    assert.equal(/** @type {any} */ ({}).polluted, undefined);
    assert.deepEqual(last(), { ok: 1 });
    assert.ok(!socket.sent.some((message) => message['@'] === 'constructor' || message['@'] === '3'));
  });

  test('keeps only the souls that it was asked for', () => {
    const socket = open();
    socket.accept();
    socket.hear({ '#': '1', put: node('strange', { a: 1 }) });
    socket.hear({ '#': '2', get: { '#': 'strange' } });
    const answer = socket.sent.at(-1);
    assert.equal(answer['@'], '2');
    assert.equal(answer.put, undefined);
  });

  test('answers for what it holds: all, one key, not found, or nothing if the asker has the same', () => {
    const socket = open();
    socket.accept();
    graph.put('mine', { b: 2, a: 'x' });
    const ask = (id, get, more = {}) => {
      const before = socket.sent.length;
      socket.hear({ '#': id, get, ...more });
      return socket.sent[before];
    };
    const all = ask('1', { '#': 'mine' });
    assert.deepEqual(Object.keys(all.put.mine), ['_', 'a', 'b']);
    assert.deepEqual(Object.keys(ask('2', { '#': 'mine', '.': 'a' }).put.mine), ['_', 'a']);
    assert.equal(ask('3', { '#': 'mine', '.': 'zzz' }).put, undefined);
    assert.equal(ask('4', { '#': 'mine' }, { '##': all['##'] }), undefined);
  });

  test('acks a put of another peer by the chance that it names, and never without', () => {
    const socket = open(undefined, { random: () => 0.5 });
    socket.accept();
    listen('s');
    socket.sent.length = 0;
    socket.hear({ '#': 'likely', put: node('s', { a: 1 }), ok: { '@': 9, '/': 1 } });
    socket.hear({ '#': 'unlikely', put: node('s', { b: 1 }), ok: { '@': 1, '/': 9 } });
    socket.hear({ '#': 'never', put: node('s', { c: 1 }) });
    assert.deepEqual(socket.sent.map((message) => message['@']), ['likely']);
  });

  test('answers no more than 500 times a second', () => {
    const socket = open();
    socket.accept();
    for (let i = 0; i < 700; i++) socket.hear({ '#': `q${i}`, get: { '#': 'unknown' } });
    assert.equal(socket.sent.length, 500);
    time.tick(1000);
    socket.hear({ '#': 'later', get: { '#': 'unknown' } });
    assert.equal(socket.sent.length, 501);
  });
});

describe('time', () => {
  test('a state in the future waits until it is due', async () => {
    const socket = open();
    socket.accept();
    const { last } = listen('s');
    socket.hear({ '#': '1', put: node('s', { a: 'later' }, START + 5000) });
    time.tick(4999);
    assert.deepEqual(last(), {});
    time.tick(1);
    assert.deepEqual(last(), { a: 'later' });
  });

  test('a state beyond a minute is refused, and so is one more than 1024 in waiting', () => {
    const socket = open();
    socket.accept();
    const { last } = listen('s');
    socket.hear({ '#': 'far', put: node('s', { far: 1 }, START + 60_500) });
    for (let i = 0; i < 1030; i++) socket.hear({ '#': `n${i}`, put: node('s', { [`k${i}`]: 1 }, START + 1000) });
    assert.equal(graph.dropped()['state in the future'], 7);
    time.tick(120_000);
    assert.equal(Object.keys(last()).length, 1024);
  });

  test('one put has one state, and the next a later one, though no time has passed', async () => {
    open();
    const { told } = listen('s');
    graph.put('s', { a: 1, b: 1 });
    graph.put('s', { a: 2 });
    await settle();
    const states = told[0]['>'];
    assert.equal(states.b, START);
    assert.ok(states.a > states.b && states.a < START + 1);
  });
});

describe('a connection that breaks', () => {
  test('is dialled again for ever, after pauses that double up to 30 s, with full jitter', () => {
    const delays = [];
    let least = true;
    open(undefined, { random: () => (least ? 0 : 0.999999) });
    for (const expected of [500, 500, 500]) {
      const dials = sockets.length;
      sockets.at(-1).breakOff();
      time.tick(expected - 1);
      assert.equal(sockets.length, dials);
      time.tick(1);
      assert.equal(sockets.length, dials + 1);
    }
    least = false;
    for (let round = 0; round < 12; round++) {
      sockets.at(-1).breakOff();
      const dials = sockets.length;
      let waited = 0;
      for (; sockets.length === dials && waited < 40_000; waited += 50) time.tick(50);
      delays.push(waited);
    }
    assert.ok(delays.every((delay, i) => i === 0 || delay >= delays[i - 1]));
    assert.equal(delays.at(-1), 30_000);
  });

  test('starts with short pauses again once a relay has spoken', () => {
    open(undefined, { random: () => 0.999999 });
    for (let round = 0; round < 6; round++) {
      sockets.at(-1).breakOff();
      time.tick(30_000);
    }
    sockets.at(-1).accept();
    sockets.at(-1).hear('[]');
    const dials = sockets.length;
    sockets.at(-1).breakOff();
    time.tick(1000);
    assert.equal(sockets.length, dials + 1);
  });

  test('is noticed when the relay falls silent for 65 s', () => {
    const socket = open();
    socket.accept();
    time.tick(64_000);
    socket.hear('[]');
    time.tick(64_999);
    assert.ok(!socket.isClosed);
    time.tick(1);
    assert.ok(socket.isClosed);
  });

  test('asks its questions again and repeats the writes that were not confirmed, with their old states', () => {
    const first = open();
    graph.put('early', { a: 1 });
    first.accept();
    listen('asked');
    graph.put('safe', { a: 1 });
    graph.put('lost', { a: 1, b: 2 });
    const idOf = (soul) => first.puts().find(({ put }) => put[soul])['#'];
    first.hear({ '#': 'ack', '@': idOf('safe'), ok: true });
    first.hear({ '#': 'ack2', '@': idOf('early'), err: 'disk full' });
    const states = first.puts().find(({ put }) => put.lost).put.lost._['>'];
    first.breakOff();
    graph.put('offline', { a: 1 });
    time.tick(1000);
    const second = sockets[1];
    second.accept();
    assert.deepEqual(second.gets(), ['asked']);
    assert.deepEqual(second.puts().map(({ put }) => Object.keys(put)[0]), ['early', 'lost', 'offline']);
    assert.deepEqual(second.puts()[1].put.lost._['>'], states);
  });

  test('repeats its live writes, confirmed or not, to a relay that has forgotten everything', () => {
    const first = open();
    first.accept();
    first.hear({ '#': 'h1', dam: '?', pid: 'old' });
    for (const [soul, value] of [['live', 1], ['dead', 1], ['dead', null]]) graph.put(soul, { a: value });
    for (const { '#': id } of first.puts()) first.hear({ '#': `ack${id}`, '@': id, ok: { '': 1 } });
    for (const [pid, expected] of [['old', []], ['new', ['live']]]) {
      sockets.at(-1).breakOff();
      time.tick(1000);
      sockets.at(-1).accept();
      sockets.at(-1).hear({ '#': `h${pid}`, dam: '?', pid });
      assert.deepEqual(sockets.at(-1).puts().map(({ put }) => Object.keys(put)[0]), expected);
    }
  });

  test('tells its status in words', async () => {
    const socket = open();
    await settle();
    /** @type {any[]} */ const told = [];
    graph.status((status) => told.push(status));
    await settle();
    socket.accept();
    await settle();
    socket.breakOff(1013);
    await settle();
    assert.deepEqual(told.map(({ connected }) => connected), [false, true, false]);
    assert.match(told.at(-1).relays[0].reason, /1013/);
  });
});

describe('bounds', () => {
  test('a value or a name that must not go out is refused before anything is written', () => {
    const socket = open();
    socket.accept();
    for (const [soul, fields] of [['s', { a: 'x'.repeat(50_000) }], ['s', { a: undefined }], ['s', { a: [1] }], ['s', { '': 1 }], ['__proto__', { a: 1 }], ['', { a: 1 }]]) {
      assert.throws(() => graph.put(soul, fields), RangeError);
    }
    assert.deepEqual(socket.sent, []);
  });

  test('a soul keeps its 4096 keys last written', async () => {
    const socket = open();
    socket.accept();
    const { last } = listen('s');
    for (let i = 0; i < 4100; i++) socket.hear({ '#': `m${i}`, put: node('s', { [`k${i}`]: i }) });
    const keys = Object.keys(last());
    assert.equal(keys.length, 4096);
    assert.ok(!keys.includes('k3') && keys.includes('k4') && keys.includes('k4099'));
  });

  test('what is repeated after a break is bounded to the 256 souls last written, in puts of at most 64 keys', () => {
    open();
    for (let i = 0; i < 300; i++) graph.put(`s${i}`, { a: i });
    graph.put('big', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i])));
    sockets[0].accept();
    const puts = sockets[0].puts();
    assert.equal(new Set(puts.map(({ put }) => Object.keys(put)[0])).size, 256);
    assert.ok(puts.every(({ put }) => Object.values(put).every((n) => Object.keys(n).length <= 65)));
    assert.equal(puts.filter(({ put }) => put.big).length, 2);
  });

  test('a relay that reads nothing any more is given up, and what it missed is sent on the next connection', () => {
    const socket = open();
    socket.accept();
    socket.bufferedAmount = 2 << 20;
    graph.put('s', { a: 1 });
    assert.ok(socket.isClosed);
    time.tick(1000);
    sockets[1].accept();
    assert.equal(sockets[1].puts().length, 1);
  });
});

describe('listeners', () => {
  test('are told what is known at once, but never inside the call', async () => {
    open();
    graph.put('s', { a: 1 });
    await settle();
    const { told, off } = listen('s');
    assert.equal(told.length, 0);
    await settle();
    assert.deepEqual({ ...told[0] }.a, 1);
    off();
    graph.put('s', { a: 2 });
    await settle();
    assert.equal(told.length, 1);
  });

  test('hear nothing more after close, and no timer is left', async () => {
    const socket = open();
    socket.accept();
    const { told } = listen('s');
    graph.close();
    await settle();
    assert.equal(told.length, 0);
    assert.equal(time.pending(), 0);
    assert.equal(sockets.length, 1);
    assert.ok(socket.isClosed);
  });
});
