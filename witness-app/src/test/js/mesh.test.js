import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installScriptedWebRtc } from './scripted-webrtc.js';
import { seededRandom, settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const { createPeer } = await web('witness-peer.js');
const { NS } = await web('signaling.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;

/** @type {any} One graph stands for the relay and all that share it. */ let graph;
/** @type {any[]} */ let connections;
/** @type {any[]} */ let peers;

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

/** A random source whose first number decides the peer's id, and so who offers. */
function randomFrom(first) {
  const rest = seededRandom();
  let calls = 0;
  return () => (calls++ === 0 ? first : rest());
}

/** @param {number} rank between 0 and 1: the order of the ids @param {any} [port] */
function join(rank, port = graph) {
  const peer = createPeer({ graph: port, now: () => Date.now(), monotonic: () => Date.now() - START, random: randomFrom(rank) });
  /** @type {any[]} */ const events = [];
  peer.on((event) => events.push(event));
  peers.push(peer);
  return Object.assign(Object.create(peer), { events, states: (other) => events.filter(({ event, peer: id }) => event === 'peer' && id === other.id).map(({ state }) => state) });
}

/** Lets virtual seconds pass, with all that is due in them. */
async function pass(seconds) {
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    await settle();
    time.tick(100);
  }
  await settle();
  await settle();
}

const openLinks = (...some) => some.map((peer) => peer.status().webrtcConnections);
const texts = (peer) => peer.witnesses().map(({ text }) => text);

/** A graph port that can be deafened for some souls. */
function filtered(isHeard) {
  return { put: graph.put, on: (soul, listener) => (isHeard(soul) ? graph.on(soul, listener) : () => {}) };
}

describe('two peers', () => {
  test('connect: the smaller id offers, the larger answers, and what they wrote to each other is taken back', async () => {
    const small = join(0.1);
    const large = join(0.9);
    assert.ok(small.id < large.id);
    await pass(1);
    assert.deepEqual(openLinks(small, large), [1, 1]);
    assert.deepEqual(small.states(large), ['discovered', 'offering', 'connecting', 'open']);
    assert.deepEqual(large.states(small), ['discovered', 'answering', 'connecting', 'open']);
    assert.equal(connections.length, 2);
    for (const [to, from] of [[small, large], [large, small]]) {
      /** @type {any} */ let left;
      const off = graph.on(`${NS}/signaling/${to.id}/${from.id}`, (fields) => (left = fields));
      await settle();
      off();
      assert.deepEqual(Object.values(left ?? {}).filter((value) => value !== null), []);
    }
  });

  test('connect after five seconds if the smaller one does not see the larger', async () => {
    const large = join(0.9);
    const small = join(0.1, filtered((soul) => !soul.startsWith(`${NS}/peers`)));
    await pass(4.5);
    assert.deepEqual(openLinks(small, large), [0, 0]);
    await pass(1.5);
    assert.deepEqual(openLinks(small, large), [1, 1]);
    assert.deepEqual(large.states(small).slice(0, 2), ['discovered', 'offering']);
  });

  test('connect once though both have offered: the larger gives way', async () => {
    const heldBack = [];
    let holding = true;
    const small = join(0.1, {
      put: (soul, fields) => (holding && soul.includes('/signaling/') ? heldBack.push([soul, fields]) : graph.put(soul, fields)),
      on: graph.on,
    });
    const large = join(0.9);
    await pass(6);
    assert.ok(large.states(small).includes('offering'));
    holding = false;
    heldBack.forEach(([soul, fields]) => graph.put(soul, fields));
    await pass(2);
    assert.deepEqual(openLinks(small, large), [1, 1]);
    assert.ok(large.states(small).includes('answering'));
    assert.ok(!small.states(large).includes('answering'));
  });

  test('notice within ten seconds that the other has died without a word, and find its successor', async () => {
    const [one, two] = [join(0.1), join(0.9)];
    await pass(1);
    connections.forEach((connection) => connection.die());
    const dead = peers.pop();
    assert.equal(dead.id, two.id);
    await pass(10.5);
    assert.ok(one.states(two).includes('lost'));
    const next = join(0.8);
    await pass(6);
    assert.ok(one.states(next).includes('open'));
    dead.close();
  });

  test('part at once when one leaves, and it does not come back', async () => {
    const [one, two] = [join(0.1), join(0.9)];
    await pass(1);
    two.close();
    await pass(1);
    assert.deepEqual(openLinks(one), [0]);
    await pass(30);
    assert.equal(one.status().peerCount, 0);
    assert.equal(one.states(two).at(-1), 'lost');
  });
});

describe('a peer that closes', () => {
  test('leaves no timer behind, whatever was under way', async () => {
    const mesh = [join(0.1), join(0.5), join(0.9)];
    await pass(0.2);
    mesh[0].add('short');
    mesh.push(join(0.3));
    await pass(1.2);
    mesh.forEach((peer) => peer.close());
    graph.close();
    time.tick(1_000); // the wait for candidates ends by itself
    assert.equal(time.pending(), 0);
  });
});

describe('one who never answers', () => {
  const ghost = (id, timestamp = Date.now()) => {
    graph.put(`${NS}/peers/${id}`, { id, timestamp, active: true });
    graph.put(`${NS}/peers`, { [id]: { '#': `${NS}/peers/${id}` } });
  };

  test('gets an offer in the one form and, after 6 s, in the other; 10 s later the attempt ends', async () => {
    ghost('peer_zz');
    const peer = join(0.5);
    const forms = [];
    graph.on(`${NS}/signaling/peer_zz/${peer.id}`, ({ offer }) => offer && forms.at(-1) !== typeof offer && forms.push(typeof offer));
    await pass(5.9);
    assert.deepEqual(forms, ['string']);
    await pass(0.3);
    assert.deepEqual(forms, ['string', 'object']);
    await pass(9);
    assert.deepEqual(peer.links().map(({ state }) => state), ['offering']);
    await pass(1.5);
    assert.match(peer.events.filter(({ state }) => state === 'backing-off')[0].reason, /in time/);
  });

  test('is tried again after pauses, while there is a sign of life, and costs no other a place', async () => {
    ghost('peer_zz');
    const peer = join(0.5);
    await pass(55);
    const attempts = peer.events.filter(({ state }) => state === 'offering').length;
    assert.ok(attempts >= 2 && attempts <= 5, String(attempts));
    await pass(60);
    assert.deepEqual(peer.links(), []);
  });

  test('takes no place from the living, however many there are', async () => {
    for (let i = 0; i < 60; i++) ghost(`peer_zz${i}`, START - 20_000 + i);
    const peer = join(0.1);
    await pass(0.5);
    const alive = join(0.5);
    await pass(2);
    assert.deepEqual(openLinks(peer, alive), [1, 1]);
    assert.ok(peer.links().filter(({ state }) => state === 'offering').length <= 16);
  });

  test('is forgotten when its presence is stale', async () => {
    ghost('peer_zz');
    const peer = join(0.5);
    await pass(100);
    assert.deepEqual(peer.links(), []);
    assert.equal(peer.status().peerCount, 0);
  });
});

describe('a mesh', () => {
  test('shows each witness, each new count and each end everywhere', async () => {
    const mesh = [join(0.1), join(0.4), join(0.7), join(0.9)];
    await pass(2);
    assert.deepEqual(openLinks(...mesh), [3, 3, 3, 3]);
    const { id } = mesh[0].add('seen by all');
    await settle();
    for (const peer of mesh) assert.deepEqual(texts(peer), ['seen by all']);
    mesh[2].reWitness(id);
    await settle();
    for (const peer of mesh) assert.equal(peer.witnesses()[0].witnessCount, 2);
    await pass(601);
    for (const peer of mesh) assert.deepEqual(texts(peer), []);
  });

  test('that is a chain passes everything on, each thing once over each link', async () => {
    /** @type {string[]} */ const strangers = [];
    const apart = filtered((soul) => !strangers.some((id) => soul.endsWith(`/peers/${id}`)));
    const [a, b, c] = [join(0.1, apart), join(0.5), join(0.9, apart)];
    strangers.push(a.id, c.id);
    await pass(6);
    assert.deepEqual(openLinks(a, b, c), [1, 2, 1]);
    const { id } = a.add('passed on');
    await settle();
    for (const peer of [a, b, c]) assert.deepEqual(texts(peer), ['passed on']);
    c.reWitness(id);
    await settle();
    for (const peer of [a, b, c]) assert.equal(peer.witnesses()[0].witnessCount, 2);
    await pass(40);
    const tellings = connections.flatMap((pc) => pc.channels.map(({ sent }) => sent.filter((text) => text.includes(id) && !text.includes('sync')).length));
    assert.deepEqual(tellings.filter((count) => count > 0), [1, 1, 1, 1]);
  });

  test('gives a latecomer all there is', async () => {
    const first = join(0.1);
    for (let i = 0; i < 150; i++) first.add(`${i} ${'x'.repeat(130)}`);
    const late = join(0.9);
    await pass(1);
    assert.equal(late.witnesses().length, 150);
    assert.deepEqual(late.witnesses(), first.witnesses());
  });

  test('of more than anybody can link to has eight links at each at most, and no group that closes itself', async () => {
    const mesh = Array.from({ length: 12 }, (_, i) => join(0.05 + i * 0.07));
    await pass(20);
    mesh.push(join(0.03), join(0.99));
    await pass(20);
    for (const peer of mesh) assert.ok(openLinks(peer)[0] <= 8);
    const { id } = mesh[0].add('across');
    await pass(0.5);
    for (const peer of mesh) assert.ok(peer.witnesses().some((witness) => witness.id === id));
  });
});

describe('bad input on a channel', () => {
  test('is dropped and counted, and the link goes on', async () => {
    const [one, two] = [join(0.1), join(0.9)];
    await pass(1);
    const channel = connections[0].channels[0];
    const witness = { id: 'w_x', text: 't', createdAt: Date.now(), expiresAt: Date.now() + 1000, witnessCount: 1 };
    for (const text of ['', 'no json', 'null', '[]', '5', '{}', '{"type":"x"}', '{"type":"witness-sync"}', '{"type":"witness-sync","witnesses":{}}',
      '{"type":"witness-new"}', '{"type":"witness-update","witness":[]}', JSON.stringify({ type: 'witness-new', witness: { ...witness, text: 5 } }), 'x'.repeat(300_000)]) {
      channel.send(text);
    }
    channel.send(JSON.stringify({ type: 'witness-new', witness }));
    await settle();
    const receiver = [one, two].find((peer) => peer.dropped()['not JSON']);
    assert.deepEqual(receiver.dropped(), { 'message too big': 1, 'not JSON': 2, 'unknown message': 7, 'bad witness': 3 });
    assert.deepEqual(texts(receiver), ['t']);
    assert.deepEqual(openLinks(one, two), [1, 1]);
  });

  test('that comes as a flood is cut off at 500 messages, and the link goes on', async () => {
    const [one, two] = [join(0.1), join(0.9)];
    await pass(1);
    const channel = connections[0].channels[0];
    for (let i = 0; i < 2000; i++) channel.send('{"type":"pong"}');
    await settle();
    const dropped = [one, two].map((peer) => peer.dropped()['too many messages'] ?? 0).sort((a, b) => b - a);
    assert.ok(dropped[0] >= 1490 && dropped[0] <= 1510, String(dropped[0]));
    await pass(10);
    one.add('still here');
    await settle();
    assert.deepEqual(texts(two), ['still here']);
  });

  test('cannot blow up a count: it grows by 50 at once and then by one a second', async () => {
    const [one, two] = [join(0.1), join(0.9)];
    await pass(1);
    const { id, ...rest } = one.add('popular');
    await settle();
    const toTwo = connections.flatMap((pc) => pc.channels).find(({ sent }) => sent.some((text) => text.includes('popular')));
    const inflate = () => toTwo.send(JSON.stringify({ type: 'witness-update', witness: { id, ...rest, witnessCount: 1e15 } }));
    inflate();
    await settle();
    assert.equal(two.witnesses()[0].witnessCount, 51);
    await pass(10);
    inflate();
    await settle();
    assert.equal(two.witnesses()[0].witnessCount, 61);
  });
});

describe('status', () => {
  test('is offline, relay, then p2p, and says so once for each change', async () => {
    /** @type {any} */ let tell;
    const port = { ...graph, status: (listener) => ((tell = listener), () => {}) };
    const peer = join(0.1, port);
    tell({ connected: false, relays: [] });
    tell({ connected: true, relays: [] });
    tell({ connected: true, relays: [] });
    join(0.9);
    await pass(1);
    const modes = peer.events.filter(({ event }) => event === 'status').map(({ mode }) => mode);
    assert.deepEqual(modes.filter((mode, i) => mode !== modes[i - 1]), ['offline', 'relay', 'p2p']);
    const told = peer.events.filter(({ event }) => event === 'status').map(({ at, ...rest }) => JSON.stringify(rest));
    assert.ok(told.every((text, i) => text !== told[i - 1]));
  });
});
