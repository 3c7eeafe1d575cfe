import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { settle, virtualTime, web } from './support.js';

const { openGraph } = await web('gun-graph.js');
const { NS } = await web('signaling.js');
const { addWitness, connectionStatus, getActiveWitnesses, initializeStore, reWitness, witnesses } = await web('witness-peer.js');

describe('the store of a page', () => {
  const START = 1_700_000_000_000;
  /** @type {Record<string, () => void>} What the page's window would call. */ const events = {};
  /** @type {ReturnType<typeof virtualTime>} */ let time;
  /** @type {any} */ let graph;
  /** @type {any[]} */ const lists = [];
  /** @type {any[]} */ const statuses = [];
  const here = async () => {
    let fields = {};
    const off = graph.on(`${NS}/peers`, (known) => (fields = known));
    await settle();
    off();
    return Object.values(fields).filter(Boolean).length;
  };

  before(() => {
    time = virtualTime(START);
    graph = openGraph({ relays: [] });
    Object.assign(globalThis, { addEventListener: (name, listener) => (events[name] = listener) });
    witnesses.subscribe((list) => lists.push(list));
    connectionStatus.subscribe((status) => statuses.push(status));
  });
  after(() => {
    events.pagehide();
    graph.close();
    time.restore();
  });

  test('is empty, offline and without effect before it is started', async () => {
    assert.deepEqual(lists, [[]]);
    assert.deepEqual(statuses, [{ mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false }]);
    assert.equal(await addWitness('too early'), null);
    assert.equal(await reWitness('w_1'), false);
    assert.equal(time.pending(), 0);
  });

  test('once started, however often, shows each change to its subscribers, newest first', async () => {
    const options = { graph, monotonic: () => Date.now() - START };
    initializeStore(options);
    initializeStore(options);
    const first = await addWitness(' first ');
    time.tick(1);
    const second = await addWitness('second', first.id);
    assert.equal(await here(), 1);
    assert.deepEqual(lists.at(-1).map(({ text }) => text), ['second', 'first']);
    assert.equal(second.contextOf, first.id);
    assert.equal(await reWitness(first.id), true);
    assert.equal(lists.at(-1)[1].witnessCount, 2);
    assert.equal(await addWitness('  '), null);
    assert.equal(await reWitness('w_nobody'), false);
    let told = 0;
    const off = witnesses.subscribe(() => told++);
    off();
    await addWitness('third');
    assert.equal(told, 1);
  });

  test('lets what is over go by itself', () => {
    time.tick(600_001);
    assert.deepEqual(lists.at(-1), []);
    const now = Date.now();
    assert.deepEqual(getActiveWitnesses([{ expiresAt: now }, { expiresAt: now + 1 }]), [{ expiresAt: now + 1 }]);
  });

  test('leaves with the page, and is back when the page is', async () => {
    events.pagehide();
    await settle();
    assert.equal(await here(), 0);
    events.pageshow();
    assert.ok(await addWitness('again'));
    assert.equal(await here(), 1);
  });
});
