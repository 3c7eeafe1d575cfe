import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { seededRandom, settle, virtualTime, web } from './support.js';

const { converse, digestOf } = await web('gossip.js');
const { EXTENSIONS } = await web('signaling.js');
const { createField, readWitness } = await web('witness-field.js');
const START = 1_700_000_000_000;
const MINUTE = 60_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
/** @type {any[]} */ let fields;

beforeEach(() => {
  time = virtualTime(START);
  fields = [];
});
afterEach(() => {
  fields.forEach((field) => field.close());
  time.restore();
});

const clock = { now: () => Date.now(), monotonic: () => Date.now() - START };

/** One end of a channel: a field, its conversation, what it sent, and what was dropped. @param {string[]} ext of the other end */
function end(ext = EXTENSIONS) {
  const random = seededRandom();
  /** @type {any} */ let talk;
  const field = createField({
    ttlMs: 10 * MINUTE, ...clock, random,
    onChange: (change, { id }, isOwn) => talk[change === 'removed' ? 'forget' : 'tell'](id, isOwn),
  });
  fields.push(field);
  /** @type {string[]} */ const frames = [];
  /** @type {string[]} */ const drops = [];
  let buffered = 0;
  talk = converse({ field, ext, send: (text) => frames.push(text), buffered: () => buffered, ...clock, drop: (kind) => drops.push(kind), onFlood: () => drops.push('flood') });
  const take = () => frames.splice(0);
  return { field, talk, frames, drops, take, sent: () => take().map((text) => JSON.parse(text)), clog: (bytes) => (buffered = bytes) };
}

/** Carries what two ends have to say to each other until both are silent. */
async function converge(one, other) {
  let carried = 0;
  for (let turn = 0; turn < 20; turn++) {
    await settle();
    const [there, back] = [one.take(), other.take()];
    there.forEach(other.talk.receive);
    back.forEach(one.talk.receive);
    carried += there.length + back.length;
  }
  return carried;
}

const shown = (more = {}) => ({
  id: 'w_1', text: 'seen', createdAt: START, expiresAt: START + 10 * MINUTE, witnessCount: 1, metadata: { position: { x: 50, y: 50 }, entropySeed: 0.5 }, ...more,
});
const fill = (peer, n, length = 100) => {
  for (let i = 0; i < n; i++) peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown({ id: `w_${i}`, text: '漢'.repeat(length), createdAt: START + i }) }));
};

describe('a channel to a peer that has announced nothing', () => {
  test('carries the three messages of the deployed pages, and nothing else', async () => {
    const peer = end([]);
    peer.talk.sync();
    const { id } = peer.field.add('one');
    await settle();
    peer.field.add('two');
    peer.field.reWitness(id);
    await settle();
    time.tick(30_000);
    peer.talk.check();
    const sent = peer.sent();
    assert.deepEqual(sent.map(({ type }) => type), ['witness-sync', 'witness-new', 'witness-new', 'witness-update', 'witness-sync']);
    for (const message of sent) assert.deepEqual(Object.keys(message).length, 3);
  });

  test('carries updates for re-witnesses of ours alone; what else it knows of goes as one sync', async () => {
    const peer = end([]);
    const [one, two] = [peer.field.add('one').id, peer.field.add('two').id];
    await settle();
    peer.take();
    peer.field.reWitness(one);
    await settle();
    assert.deepEqual(peer.sent().map(({ type, witness }) => [type, witness.id]), [['witness-update', one]]);
    for (const id of [one, two]) peer.field.merge({ ...peer.field.get(id), witnessCount: 5 }, peer.field.origin());
    await settle();
    const [sync, ...more] = peer.sent();
    assert.deepEqual([sync.type, sync.witnesses.map(({ id, witnessCount }) => [id, witnessCount]), more], ['witness-sync', [[one, 5], [two, 5]], []]);
  });

  test('carries base and counts too where there are any, as members that it does not know', async () => {
    const peer = end([]);
    const { id } = peer.field.add('one');
    await settle();
    assert.ok(!('base' in peer.sent()[0].witness));
    peer.field.merge({ ...peer.field.get(id), base: 3 }, peer.field.origin());
    peer.field.reWitness(id);
    await settle();
    const [{ witness }] = peer.sent();
    assert.deepEqual([witness.base, Object.values(witness.counts), witness.witnessCount], [3, [1], 4]);
  });

  test('brings in no message of an extension', () => {
    const peer = end([]);
    for (const type of ['ping', 'pong', 'witness-batch', 'witness-digest', 'witness-versions', 'toString', '__proto__']) peer.talk.receive(JSON.stringify({ type, items: [], versions: [] }));
    assert.deepEqual(peer.sent(), []);
    assert.deepEqual(peer.drops, Array(7).fill('unknown message'));
  });

  test('brings in re-witnesses, each of which adds to the base', () => {
    const peer = end([]);
    peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown() }));
    peer.talk.receive(JSON.stringify({ type: 'witness-update', witness: shown({ witnessCount: 2 }) }));
    assert.equal(peer.field.get('w_1').base, 2);
    peer.talk.receive(JSON.stringify({ type: 'witness-sync', witnesses: [shown({ witnessCount: 4 })] }));
    assert.deepEqual([peer.field.get('w_1').base, peer.field.get('w_1').witnessCount], [2, 4]);
  });
});

describe('a sync', () => {
  test('goes out in pieces below 64 KiB, newest first, whatever is in it, and nothing is lost', () => {
    const peer = end();
    fill(peer, 200, 2000);
    peer.take();
    peer.talk.sync();
    const frames = peer.take();
    assert.ok(frames.length > 10);
    for (const frame of frames) assert.ok(new TextEncoder().encode(frame).length < 65_536);
    const read = frames.map((frame) => JSON.parse(frame));
    for (const { type, timestamp } of read) assert.deepEqual([type, timestamp], ['witness-sync', START]);
    assert.deepEqual(read.flatMap(({ witnesses }) => witnesses.map(({ id }) => id)), peer.field.all().map(({ id }) => id));
  });

  test('says that there is nothing in one empty piece', () => {
    const peer = end();
    peer.talk.sync();
    assert.deepEqual(peer.sent(), [{ type: 'witness-sync', witnesses: [], timestamp: START }]);
  });

  test('of which at most 200 are read', () => {
    const peer = end();
    peer.talk.receive(JSON.stringify({ type: 'witness-sync', witnesses: Array.from({ length: 201 }, (_, i) => shown({ id: `w_${i}` })) }));
    assert.equal(peer.field.all().length, 200);
    assert.equal(peer.field.get('w_200'), undefined);
  });
});

describe('gossip', () => {
  test('goes out once, and not back to where it came from', async () => {
    const [one, other] = [end(), end()];
    const { id } = one.field.add('told once');
    assert.equal(await converge(one, other), 1);
    other.field.reWitness(id);
    assert.equal(await converge(one, other), 1);
    assert.deepEqual(other.field.get(id), one.field.get(id));
  });

  test('shows a peer that shows less than we have what we have', async () => {
    const peer = end();
    peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown({ witnessCount: 3 }) }));
    await settle();
    assert.deepEqual(peer.take(), []);
    peer.field.reWitness('w_1');
    await settle();
    peer.take();
    const late = end();
    late.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown({ witnessCount: 3 }) }));
    late.field.reWitness('w_1');
    await settle();
    late.take();
    late.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown() }));
    await settle();
    assert.deepEqual(late.take(), [], 'it has been shown the count before');
  });

  test('comes to rest though a count grows by less than is claimed', async () => {
    const [one, other] = [end(), end()];
    one.field.merge(readWitness(shown({ witnessCount: 51 })), one.field.origin());
    assert.ok(await converge(one, other) < 5);
    assert.equal(other.field.get('w_1').witnessCount, 51);
  });

  test('waits for a slow channel, and then sends what is current', async () => {
    const peer = end();
    peer.clog(2 << 20);
    const { id } = peer.field.add('slow');
    await settle();
    peer.field.reWitness(id);
    for (let i = 0; i < 300; i++) peer.field.add(`more ${i}`);
    await settle();
    assert.deepEqual(peer.take(), []);
    peer.clog(0);
    peer.talk.flush();
    time.tick(1_000);
    peer.talk.flush();
    const ids = peer.sent().flatMap(({ items, witness }) => (items ?? [{ witness }]).map((item) => item.witness.id));
    assert.deepEqual(ids.sort(), peer.field.all().map((witness) => witness.id).sort());
  });
});

describe('more than may be sent at once', () => {
  test('goes out at the rate that the other side takes, our own first and then the newest', async () => {
    const peer = end();
    const show = (i) => peer.field.merge(readWitness(shown({ id: `w_${i}`, createdAt: START - 1000 + i })), peer.field.origin());
    const ids = () => peer.sent().flatMap(({ items, witness }) => (items ?? [{ witness }]).map((item) => item.witness.id));
    for (let i = 0; i < 180; i++) show(i);
    await settle();
    assert.equal(ids().length, 180);
    for (let i = 180; i < 190; i++) show(i);
    const { id } = peer.field.add('mine');
    for (let i = 190; i < 199; i++) show(i);
    await settle();
    assert.deepEqual(ids(), []);
    time.tick(100);
    peer.talk.flush();
    assert.deepEqual(ids(), [id, 'w_198', 'w_197', 'w_196']);
    time.tick(1_000);
    peer.talk.flush();
    assert.equal(ids().length, 16);
    assert.deepEqual(ids(), []);
  });
});

describe('a batch', () => {
  test('carries what came up in one turn, at most 256 items and 64 KiB; one alone is not wrapped', async () => {
    const peer = end();
    const { id } = peer.field.add('alone');
    await settle();
    assert.equal(peer.sent()[0].type, 'witness-new');
    peer.field.reWitness(id);
    for (let i = 0; i < 170; i++) peer.field.add('x'.repeat(140));
    await settle();
    const frames = peer.take();
    for (const frame of frames) assert.ok(frame.length < 65_536);
    const batches = frames.map((frame) => JSON.parse(frame));
    for (const { type, items } of batches) assert.ok(type === 'witness-batch' && items.length <= 256);
    assert.equal(batches.flatMap(({ items }) => items).length, 171);
    assert.equal(batches[0].items[0].type, 'witness-update');
  });

  test('is taken item by item; batches in it, and items beyond 256, are dropped', () => {
    const peer = end();
    const item = (i) => ({ type: 'witness-new', witness: shown({ id: `w_${i}` }) });
    peer.talk.receive(JSON.stringify({ type: 'witness-batch', items: [item(0), { type: 'witness-batch', items: [item(1)] }, null, { type: 'ping', t: 5 }, ...Array.from({ length: 252 }, () => item(2)), item(3)] }));
    assert.deepEqual(peer.field.all().map(({ id }) => id), ['w_0', 'w_2']);
    assert.deepEqual(peer.sent(), [{ type: 'pong', t: 5 }]);
  });

  test('counts towards the rate with each of its items', () => {
    const peer = end();
    const frame = JSON.stringify({ type: 'witness-batch', items: Array(200).fill({ type: 'ping', t: 1 }) });
    for (let i = 0; i < 5; i++) peer.talk.receive(frame);
    assert.equal(peer.take().length, 500);
    time.tick(1_000);
    peer.talk.receive(frame);
    assert.equal(peer.take().length, 100);
  });
});

describe('a digest', () => {
  test('has the hash of the protocol', () => {
    const hash = (...all) => digestOf(all.map(([id, witnessCount, expiresAt]) => ({ id, witnessCount, expiresAt })));
    assert.equal(hash(), '811c9dc59747b28c');
    assert.equal(hash(['w_1', 1, 1000]), 'fed2fd36a442da11');
    assert.equal(hash(['🌊', 1, 7], ['é', 2, 5]), '0ab66d757c12e1b8');
    assert.equal(hash(['a!', 1, 1], ['a', 1, 1]), hash(['a', 1, 1], ['a!', 1, 1]));
  });

  test('of the same field costs one message, and no answer', () => {
    const [one, other] = [end(), end()];
    for (const peer of [one, other]) peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown() }));
    one.talk.check();
    const frames = one.take();
    assert.ok(frames[0].length <= 62);
    frames.forEach(other.talk.receive);
    assert.deepEqual(other.take(), []);
  });

  test('of another field ends in the same field on both sides, though messages were lost', async () => {
    const [one, other] = [end(), end()];
    for (let i = 0; i < 5; i++) one.field.add(`lost ${i}`);
    const { id } = one.field.add('and counted');
    await settle();
    one.take();
    other.field.add('lost too');
    await settle();
    other.take();
    one.field.reWitness(id);
    await settle();
    one.take();
    one.talk.check();
    other.talk.check();
    await converge(one, other);
    assert.equal(other.field.all().length, 7);
    assert.deepEqual(other.field.all(), one.field.all());
    time.tick(30_000);
    one.talk.check();
    assert.equal(await converge(one, other), 1);
  });

  test('is answered with what we have, at most every 5 s', () => {
    const peer = end();
    peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown() }));
    const ask = () => peer.talk.receive(JSON.stringify({ type: 'witness-digest', hash: 'x', size: 0 }));
    ask();
    ask();
    assert.deepEqual(peer.sent(), [{ type: 'witness-versions', versions: [['w_1', 1, START + 10 * MINUTE]] }]);
    time.tick(5_000);
    ask();
    assert.equal(peer.sent().length, 1);
  });

  test('is answered below 64 KiB, however long the ids are', () => {
    const peer = end();
    for (let i = 0; i < 200; i++) peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown({ id: `${i}`.padEnd(128, '\u0001') }) }));
    peer.talk.receive(JSON.stringify({ type: 'witness-digest', hash: 'x', size: 0 }));
    const [frame] = peer.take().slice(-1);
    assert.ok(frame.length < 61_000 && JSON.parse(frame).versions.length > 50);
  });

  test('that was not sent gets no versions: they are dropped', async () => {
    const peer = end();
    peer.field.add('mine');
    await settle();
    peer.take();
    const versions = JSON.stringify({ type: 'witness-versions', versions: [] });
    peer.talk.receive(versions);
    peer.talk.check();
    peer.talk.receive(versions);
    peer.talk.receive(versions);
    await settle();
    assert.deepEqual(peer.sent().map(({ type }) => type), ['witness-digest', 'witness-new']);
    assert.deepEqual(peer.drops, ['unknown message', 'unknown message']);
  });

  test('shows again what is missing or counted less, but no expiry that the other has cut short on purpose', async () => {
    const peer = end();
    for (const id of ['w_1', 'w_2', 'w_3', 'w_4']) peer.talk.receive(JSON.stringify({ type: 'witness-new', witness: shown({ id, witnessCount: 3 }) }));
    const late = START + 5 * MINUTE;
    peer.talk.check();
    peer.talk.receive(JSON.stringify({ type: 'witness-versions', versions: [['w_2', 2, START + 10 * MINUTE], ['w_3', 3, late], ['w_4', 3, START + 10 * MINUTE], 'x', [5]] }));
    await settle();
    const [, batch] = peer.sent();
    assert.deepEqual(batch.items.map(({ type, witness }) => [type, witness.id]), [['witness-new', 'w_1'], ['witness-update', 'w_2']]);
  });
});
