import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { virtualTime, web } from './support.js';

const { createModel } = await web('model.js');
const START = 1_700_000_000_000;
/** @type {ReturnType<typeof virtualTime>} */ let time;
/** @type {any} */ let model;
/** @type {any[]} */ let news;

const event = (kind, more) => ({ v: 1, at: Date.now(), event: kind, ...more });
const witness = (id, more = {}) => ({ id, text: id, createdAt: START, expiresAt: START + 1e6, witnessCount: 1, ...more });
const link = (peer, state, more = {}) => model.tell(event('peer', { peer, state, reason: '', ...more }));

beforeEach(() => {
  time = virtualTime(START);
  model = createModel();
  news = [];
  model.on((told) => news.push(told.kind));
});
afterEach(() => time.restore());

describe('what the page knows of a peer', () => {
  test('follows witnesses, and counts what happens to them', () => {
    model.tell(event('witness', { change: 'added', witness: witness('a') }));
    model.tell(event('witness', { change: 'updated', witness: witness('a', { witnessCount: 2 }) }));
    model.tell(event('witness', { change: 'updated', witness: witness('a', { witnessCount: 2, expiresAt: START + 2e6 }) }));
    model.tell(event('witness', { change: 'added', witness: witness('b') }));
    model.tell(event('witness', { change: 'removed', witness: witness('b') }));
    assert.deepEqual([...model.state.witnesses.keys()], ['a']);
    const { added, reWitnessed, removed } = model.state.counters;
    assert.deepEqual({ added, reWitnessed, removed }, { added: 2, reWitnessed: 1, removed: 1 });
    assert.equal(model.state.log.length, 5);
  });

  test('of the past it keeps the present alone: nothing of it is logged, counted or a failure', () => {
    model.tell(event('status', { peerId: 'me', mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false }), true);
    model.tell(event('witness', { change: 'added', witness: witness('a') }), true);
    model.tell(event('peer', { peer: 'p', state: 'backing-off', reason: 'connection failed' }), true);
    assert.equal(model.state.witnesses.size + model.state.links.size, 2);
    assert.equal(model.state.counters.added + model.state.counters.failed + model.state.log.length + model.state.failures.length, 0);
  });

  test('measures from the first try to the open channel, over failed attempts anew', () => {
    link('p', 'offering');
    time.tick(300);
    link('p', 'connecting');
    time.tick(200);
    link('p', 'open');
    assert.deepEqual(model.state.counters.connectMs, [500]);
    link('p', 'lost', { reason: 'channel closed' });
    link('p', 'offering');
    time.tick(100);
    link('p', 'backing-off', { reason: 'not connected in time' });
    time.tick(5000);
    link('p', 'answering');
    time.tick(70);
    link('p', 'open');
    assert.deepEqual(model.state.counters.connectMs, [500, 70]);
    const { opened, failed, lost } = model.state.counters;
    assert.deepEqual({ opened, failed, lost }, { opened: 2, failed: 1, lost: 1 });
  });

  test('tells failures with their reasons, newest first, and not what is the ordinary course of things', () => {
    link('p', 'offering');
    link('p', 'backing-off', { reason: 'connection failed' });
    link('q', 'open');
    link('q', 'lost', { reason: 'no answer to pings' });
    link('r', 'open');
    link('r', 'lost', { reason: 'gone' });
    const status = { peerId: 'me', mode: 'p2p', peerCount: 1, webrtcConnections: 1 };
    model.tell(event('status', { ...status, relayConnected: true }));
    model.tell(event('status', { ...status, relayConnected: false }));
    assert.deepEqual(model.state.failures.map(({ peer, reason }) => [peer, reason]), [
      [undefined, 'the relay is out of reach'], ['q', 'no answer to pings'], ['p', 'connection failed'],
    ]);
  });

  test('lets a lost peer be seen for a while, unless it comes back', () => {
    for (const peer of ['p', 'q']) {
      link(peer, 'open');
      link(peer, 'lost', { reason: 'gone' });
    }
    time.tick(10_000);
    link('q', 'offering');
    time.tick(10_000);
    assert.deepEqual([...model.state.links.keys()], ['q']);
  });

  test('keeps the figures of a link while its state stays, and tells of figures alone as no event', () => {
    link('p', 'open', { link: { rttMs: 4 } });
    link('p', 'open');
    assert.equal(model.state.links.get('p').link.rttMs, 4);
    model.measured(new Map([['p', { rttMs: 7 }], ['nobody', { rttMs: 1 }]]));
    assert.equal(model.state.links.get('p').link.rttMs, 7);
    link('p', 'lost');
    assert.equal(model.state.links.get('p').link, undefined);
    assert.deepEqual(news, ['event', 'links', 'links', 'event']);
  });

  test('forgets the present when the source tells it anew, and shows nothing of one that is silent', () => {
    model.restart();
    model.tell(event('status', { peerId: 'me', mode: 'p2p', peerCount: 1, webrtcConnections: 1, relayConnected: true }), true);
    model.tell(event('witness', { change: 'added', witness: witness('a') }));
    model.silent();
    model.silent();
    assert.equal(model.state.reachable, false);
    assert.equal(model.state.status.mode, 'offline');
    assert.equal(model.state.failures.length, 1);
    model.restart();
    assert.equal(model.state.reachable, true);
    assert.equal(model.state.witnesses.size, 0);
    assert.equal(model.state.counters.added, 1);
  });

  test('is bounded: log, failures, times and links', () => {
    for (let i = 0; i < 600; i++) {
      link(`p${i}`, 'offering');
      link(`p${i}`, 'open');
      link(`p${i}`, 'lost', { reason: 'no answer to pings' });
    }
    const { log, failures, links, counters } = model.state;
    assert.deepEqual([log.length, failures.length, links.size, counters.connectMs.length], [200, 20, 500, 200]);
    assert.equal(log.at(-1).peer, 'p599');
  });

  test('passes over events of a kind that it does not know', () => {
    for (const kind of ['toString', '__proto__', 'later']) model.tell(event(kind, {}));
    assert.deepEqual(news, []);
  });
});
