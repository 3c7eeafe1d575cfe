/** A witness peer in the browser. @import { Link, Peer, PeerOptions, Status, Talk } from './types.js' */
import { converse } from './gossip.js';
import { MAX_RESTING, REST_MS } from './limits.js';
import { createLink } from './peer-link.js';
import { openMailbox, openPresence } from './signaling.js';
import { createField, randomName } from './witness-field.js';

const MAX_LINKS = 8;
const WANTED_LINKS = 6;
const YOUNG_OFFER_MS = 1_500;
const SWEEP_MS = 1_000;
const CHECK_MS = 30_000;

/** @param {PeerOptions} options @returns {Peer} */
export function createPeer({
  graph, iceServers, connect = () => new RTCPeerConnection({ iceServers }),
  ttlMs = 600_000, now = () => Date.now(), monotonic = () => performance.now(), random = Math.random,
}) {
  const me = `peer_${randomName(random)}_${now().toString(36)}`;
  /** @type {Record<string, number>} */ const dropped = {};
  const drop = (/** @type {string} */ kind) => void (dropped[kind] = (dropped[kind] ?? 0) + 1);
  const world = { graph, me, connect, ttlMs, now, monotonic, random, drop };
  /** @type {Map<string, Link>} */ const links = new Map();
  /** @type {Map<string, Talk>} */ const talks = new Map();
  /** @type {Set<Parameters<Peer['on']>[0]>} */ const listeners = new Set();
  /** Peers whose link was closed because they flooded it, and until when no link is made with them. @type {Map<string, number>} */ const resting = new Map();
  let relayConnected = false;
  let lastStatus = '';
  let closed = false;

  /** @param {string} states */
  const inState = (states) => [...links.values()].filter(({ state }) => states.includes(state));
  const taken = () => inState('answering connecting open').length;

  const field = createField({
    ...world,
    onChange(change, witness, isOwn) {
      for (const talk of talks.values()) talk[change === 'removed' ? 'forget' : 'tell'](witness.id, isOwn);
      emit({ event: 'witness', change, witness });
    },
  });
  const mailbox = openMailbox({
    ...world,
    worth,
    onSignal: (from, signal) => linkTo(from)?.receive(signal),
    onCandidate: (from, key, candidate) => linkTo(from)?.candidate(key, candidate),
  });
  const presence = openPresence({ ...world, worth, free: () => MAX_LINKS - taken(), onChange: meet });
  const offStatus = graph.status?.(({ connected }) => {
    relayConnected = connected;
    tellStatus();
  });
  function sweep() {
    [...links.keys()].forEach(meet);
    talks.forEach((talk) => talk.flush());
  }
  const timers = [setInterval(sweep, SWEEP_MS), setInterval(() => talks.forEach((talk) => talk.check()), CHECK_MS)];

  /** @param {any} body */
  function emit(body) {
    for (const listener of listeners) listener({ v: 1, at: now(), ...body });
  }

  /** @param {string} id */
  const isResting = (id) => (resting.get(id) ?? -Infinity) > monotonic();

  /** @param {Link} link */
  function flooded(link) {
    drop('link closed: too many messages');
    resting.delete(link.peer);
    resting.set(link.peer, monotonic() + REST_MS);
    const [longest] = resting.keys();
    if (resting.size > MAX_RESTING) resting.delete(longest);
    link.abandon('sent too many messages');
  }

  /** Linked peers stay; those that we failed to connect to go first, then those never seen changing. @param {string} id */
  function worth(id) {
    const link = links.get(id);
    if (link?.isBusy()) return 2;
    return Number(presence.isChanging(id)) - 2 * Number((link?.failures ?? 0) > 0);
  }

  /** @param {Link} a @param {Link} b */
  const promising = (a, b) =>
    a.failures - b.failures || Number(presence.isChanging(b.peer)) - Number(presence.isChanging(a.peer)) || presence.silence(a.peer) - presence.silence(b.peer);

  function offer() {
    for (;;) {
      const ready = [...links.values()].filter((link) => link.isReady() && !isResting(link.peer) && presence.isHere(link.peer) && presence.isFree(link.peer));
      const best = ready.sort(promising).filter((link) => !promising(link, ready[0]));
      // By chance among equals, so that no group closes itself.
      const next = best[Math.floor(random() * best.length)];
      if (!next || closed) return;
      if (taken() + inState('offering').length >= WANTED_LINKS) {
        const idle = inState('offering').filter(({ since }) => monotonic() - since > YOUNG_OFFER_MS).sort(promising).at(-1);
        if (!idle || promising(next, idle) > 0) return;
        idle.abandon('gave way to another peer');
      }
      void next.offer();
    }
  }

  /** @param {string} id */
  function meet(id) {
    if (presence.isHere(id)) linkTo(id);
    else if (links.get(id)?.isBusy() === false) {
      links.get(id)?.close('gone');
      links.delete(id);
      emit({ event: 'peer', peer: id, state: 'lost', reason: 'gone' });
    }
    offer();
    tellStatus();
  }

  /** @param {string} id */
  function linkTo(id) {
    if (closed || links.has(id)) return links.get(id);
    mailbox.watch(id);
    const link = createLink({
      ...world,
      peer: id,
      mailbox,
      hasPlace: () => taken() < MAX_LINKS && !isResting(id),
      onState() {
        talks.delete(id);
        if (link.state === 'open') {
          const talk = converse({ ...world, ...link, field, onFlood: () => talks.get(id) === talk && flooded(link) });
          talks.set(id, talk);
          talk.sync();
        }
        emit({ event: 'peer', ...view(link) });
        tellStatus();
      },
      onReady: offer,
      onMessage: (data) => talks.get(id)?.receive(data),
      onDrained: () => talks.get(id)?.flush(),
    });
    links.set(id, link);
    emit({ event: 'peer', ...view(link) });
    return link;
  }

  /** @param {Link} link */
  const view = ({ peer, state, reason }) => ({ peer, state, reason });

  /** @returns {Status} */
  function status() {
    const mode = talks.size ? 'p2p' : relayConnected ? 'relay' : 'offline';
    return { mode, peerCount: links.size, webrtcConnections: talks.size, relayConnected };
  }

  function tellStatus() {
    const text = JSON.stringify(status());
    if (text !== lastStatus && !closed) emit({ event: 'status', peerId: me, ...status() });
    lastStatus = text;
  }

  return {
    id: me,
    witnesses: field.list,
    add: field.add,
    reWitness: field.reWitness,
    status,
    links: () => [...links.values()].map(view),
    dropped: () => ({ ...dropped }),

    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    close() {
      if (closed) return;
      for (const link of links.values()) link.close('we left');
      links.clear();
      closed = true;
      presence.close();
      mailbox.close();
      offStatus?.();
      field.close();
      timers.forEach(clearInterval);
    },
  };
}
