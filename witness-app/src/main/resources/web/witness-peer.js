/**
 * A witness peer in the browser: finds others through a graph, connects to them over WebRTC, and passes witnesses on
 * over data channels alone.
 *
 * @typedef {import('./witness-field.js').Witness} Witness
 * @typedef {{mode: 'p2p'|'relay'|'offline', peerCount: number, webrtcConnections: number, relayConnected: boolean}} Status
 * @typedef {{v: 1, at: number, event: 'witness', change: 'added'|'updated'|'removed', witness: Witness}
 *   | ({v: 1, at: number, event: 'status', peerId: string} & Status)
 *   | {v: 1, at: number, event: 'peer', peer: string, state: string, reason: string}} PeerEvent
 */
import { createLink } from './peer-link.js';
import { announce, openMailbox, watchPresence } from './signaling.js';
import { createField, MAX_WITNESSES, readWitness } from './witness-field.js';

const MAX_LINKS = 8;
const WANTED_LINKS = 6;
const MAX_OFFERS = 16;
const YOUNG_OFFER_MS = 1_500;
const SWEEP_MS = 1_000;
const SYNC_MS = 30_000;
const MAX_MESSAGE = 256 << 10;
const MAX_PIECE = 60_000;
const MAX_BUFFERED = 1 << 20;
const MESSAGES_PER_SECOND = 100;
const MESSAGES_BURST = 500;
const GROWTH_BURST = 50;
const utf8 = new TextEncoder();

/** A token bucket. @param {number} burst @param {number} perSecond @param {() => number} monotonic */
function bucket(burst, perSecond, monotonic) {
  let tokens = burst;
  let at = monotonic();
  return (/** @type {number} */ wanted) => {
    const time = monotonic();
    tokens = Math.min(burst, tokens + ((time - at) / 1000) * perSecond);
    at = time;
    const granted = Math.min(wanted, Math.floor(tokens));
    tokens -= granted;
    return granted;
  };
}

/** Cuts a sync into messages that any channel can carry. @param {Witness[]} witnesses @param {number} timestamp */
export function syncPieces(witnesses, timestamp) {
  /** @type {Witness[][]} */ const pieces = [[]];
  let size = 0;
  for (const witness of witnesses) {
    const bytes = utf8.encode(JSON.stringify(witness)).length + 1;
    if (size + bytes > MAX_PIECE && size) {
      pieces.push([]);
      size = 0;
    }
    pieces[pieces.length - 1].push(witness);
    size += bytes;
  }
  return pieces.map((piece) => JSON.stringify({ type: 'witness-sync', witnesses: piece, timestamp }));
}

/**
 * Starts a peer. It lives until `close`, which takes back all that it wrote into the graph.
 *
 * @param {{graph: import('./gun-graph.js').GraphPort, iceServers?: RTCIceServer[], ttlMs?: number, now?: () => number,
 *   monotonic?: () => number, random?: () => number}} options times in ms
 */
export function createPeer({ graph, iceServers = [], ttlMs = 600_000, now = () => Date.now(), monotonic = () => performance.now(), random = Math.random }) {
  const me = `peer_${random().toString(36).slice(2, 11)}_${now().toString(36)}`;
  /** `shown` is what a link has seen of each witness, from us or by telling us; `pending` are the ids it has yet to see;
   * `tried` is the sign of life that the last offer went out to: one who died without a word gets no second offer.
   * @typedef {{link: ReturnType<typeof createLink>, open: boolean, tried?: number, offeredAt: number, shown: Map<string, Witness>, pending: Set<string>,
   *   growth: Map<string, (n: number) => number>, rate: (n: number) => number}} Neighbour */
  /** @type {Map<string, Neighbour>} */ const neighbours = new Map();
  /** @type {Set<(event: PeerEvent) => void>} */ const listeners = new Set();
  /** @type {Record<string, number>} */ const dropped = Object.create(null);
  let relayConnected = false;
  let lastStatus = '';
  let closed = false;

  const field = createField({
    ttlMs, now, monotonic, random,
    onChange(change, witness) {
      for (const neighbour of neighbours.values()) {
        if (change !== 'removed') offerTo(neighbour, witness);
        else for (const known of [neighbour.shown, neighbour.pending, neighbour.growth]) known.delete(witness.id);
      }
      emit({ event: 'witness', change, witness });
    },
  });
  const mailbox = openMailbox({
    graph, me, now,
    onSignal: (from, signal) => void neighbour(from)?.link.receive(signal),
    onCandidate: (from, ts, candidate) => neighbours.get(from)?.link.candidate(ts, candidate),
  });
  const presence = watchPresence({ graph, me, now, monotonic, onChange: meet });
  const leave = announce({ graph, me, now });
  const offStatus = graph.status?.(({ connected }) => {
    relayConnected = connected;
    tellStatus();
  });
  const sweeping = setInterval(() => {
    new Set([...presence.here(), ...neighbours.keys()]).forEach(meet);
  }, SWEEP_MS);
  const syncing = setInterval(() => {
    for (const neighbour of neighbours.values()) if (neighbour.open) sync(neighbour);
  }, SYNC_MS);

  /** @param {any} body */
  function emit(body) {
    /** @type {any} */ const event = Object.freeze({ v: 1, at: now(), ...body });
    for (const listener of listeners) listener(event);
  }

  /** @param {string} kind */
  function drop(kind) {
    dropped[kind] = (dropped[kind] ?? 0) + 1;
  }

  // ---- neighbours

  /** The neighbours whose link is in one of these states. @param {string[]} states */
  const inState = (...states) => [...neighbours].filter(([, { link }]) => states.includes(link.view().state));
  const links = () => inState('answering', 'connecting', 'open').length;

  /**
   * A peer looks for six links and leaves the two more that it may have to those who look for it, so that no group of
   * peers closes itself. An offer counts while an answer is likely; then it may be to the dead, and takes no place from
   * the living; nor does it from one who was seen later. Of too many offers, those to the peers seen last stay.
   *
   * @param {string} id @param {number|undefined} tried
   */
  function mayOffer(id, tried) {
    const beatOf = (/** @type {string} */ other) => presence.lastBeat(other) ?? 0;
    const beat = beatOf(id);
    if (!presence.isHere(id) || beat === tried || links() >= WANTED_LINKS) return false;
    const young = inState('offering').filter(([, { offeredAt }]) => monotonic() - offeredAt < YOUNG_OFFER_MS);
    if (links() + young.length >= WANTED_LINKS && young.some(([other]) => beatOf(other) >= beat)) return false;
    const offers = inState('offering').sort(([a], [b]) => beatOf(a) - beatOf(b));
    if (offers.length < MAX_OFFERS) return true;
    const [oldest, { link }] = offers[0];
    if (beatOf(oldest) >= beat) return false;
    link.abandon('gave way to a newer peer');
    return true;
  }

  /** @param {string} id */
  function meet(id) {
    if (closed) return;
    if (presence.isHere(id)) {
      mailbox.watch(id);
      neighbour(id)?.link.start();
    } else if (neighbours.get(id)?.link.busy() === false) {
      neighbours.get(id)?.link.close('gone');
      neighbours.delete(id);
      emit({ event: 'peer', peer: id, state: 'lost', reason: 'gone' });
    }
    tellStatus();
  }

  /** @param {string} id */
  function neighbour(id) {
    const known = neighbours.get(id);
    if (known || closed) return known;
    const link = createLink({
      me, peer: id, iceServers, random, mailbox,
      mayOffer: () => mayOffer(id, fresh.tried),
      hasPlace: () => links() < MAX_LINKS,
      onState(state, reason) {
        const opened = state === 'open';
        if (opened) greet(fresh);
        fresh.open = opened;
        if (state === 'offering') Object.assign(fresh, { tried: presence.lastBeat(id), offeredAt: monotonic() });
        if (state === 'lost') fresh.tried = undefined;
        emit({ event: 'peer', peer: id, state, reason });
        tellStatus();
      },
      onMessage: (text) => receive(fresh, text),
      onDrained: () => flush(fresh),
    });
    /** @type {Neighbour} */
    const fresh = { link, open: false, offeredAt: 0, shown: new Map(), pending: new Set(), growth: new Map(), rate: bucket(MESSAGES_BURST, MESSAGES_PER_SECOND, monotonic) };
    neighbours.set(id, fresh);
    emit({ event: 'peer', ...link.view() });
    return fresh;
  }

  function status() {
    const webrtcConnections = [...neighbours.values()].filter(({ open }) => open).length;
    const mode = webrtcConnections ? 'p2p' : relayConnected ? 'relay' : 'offline';
    return /** @type {Status} */ ({ mode, peerCount: neighbours.size, webrtcConnections, relayConnected });
  }

  function tellStatus() {
    const text = JSON.stringify(status());
    if (text === lastStatus || closed) return;
    lastStatus = text;
    emit({ event: 'status', peerId: me, ...status() });
  }

  // ---- gossip: each link is shown each witness once for each new count or expiry

  /** @param {Neighbour} to */
  function greet(to) {
    to.shown.clear();
    to.pending.clear();
    sync(to);
  }

  /** @param {Neighbour} to */
  function sync(to) {
    const witnesses = field.list();
    for (const piece of syncPieces(witnesses, now())) to.link.send(piece);
    for (const witness of witnesses) noteShown(to, witness);
  }

  /** @param {Neighbour} to @param {Witness} witness */
  function noteShown(to, witness) {
    const { witnessCount, expiresAt } = to.shown.get(witness.id) ?? witness;
    to.shown.set(witness.id, { ...witness, witnessCount: Math.max(witnessCount, witness.witnessCount), expiresAt: Math.max(expiresAt, witness.expiresAt) });
  }

  /** @param {Neighbour} to @param {Witness} witness */
  function offerTo(to, witness) {
    if (!to.open) return;
    if (!to.pending.size) queueMicrotask(() => flush(to));
    to.pending.add(witness.id);
  }

  /** @param {Neighbour} to */
  function flush(to) {
    for (const id of to.pending) {
      if (to.link.buffered() > MAX_BUFFERED) return;
      to.pending.delete(id);
      const witness = field.get(id);
      const shown = to.shown.get(id);
      if (!witness || (shown && shown.witnessCount >= witness.witnessCount && shown.expiresAt >= witness.expiresAt)) continue;
      to.link.send(JSON.stringify({ type: shown ? 'witness-update' : 'witness-new', witness, timestamp: now() }));
      noteShown(to, witness);
    }
  }

  /** @param {Neighbour} from @param {string} text */
  function receive(from, text) {
    if (text.length > MAX_MESSAGE) return drop('message too big');
    if (!from.rate(1)) return drop('too many messages');
    /** @type {any} */ let message;
    try {
      message = JSON.parse(text);
    } catch {
      return drop('not JSON');
    }
    if (message?.type === 'ping') return void from.link.send(JSON.stringify({ type: 'pong', t: Number(message.t) }));
    if (message?.type === 'pong') return;
    const isSync = message?.type === 'witness-sync' && Array.isArray(message.witnesses);
    if (!isSync && message?.type !== 'witness-new' && message?.type !== 'witness-update') return drop('unknown message');
    for (const raw of isSync ? message.witnesses.slice(0, MAX_WITNESSES) : [message.witness]) {
      const witness = readWitness(raw);
      if (!witness) drop('bad witness');
      else take(from, witness);
    }
  }

  /** @param {Neighbour} from @param {Witness} witness */
  function take(from, witness) {
    noteShown(from, witness);
    const grant = from.growth.get(witness.id) ?? bucket(GROWTH_BURST, 1, monotonic);
    from.growth.set(witness.id, grant);
    field.merge(witness, grant);
    const mine = field.get(witness.id);
    if (mine) return offerTo(from, mine);
    from.shown.delete(witness.id);
    from.growth.delete(witness.id);
  }

  return Object.freeze({
    id: me,
    witnesses: field.list,
    reWitness: field.reWitness,
    status,
    links: () => [...neighbours.values()].map((neighbour) => neighbour.link.view()),
    /** How many messages were refused, by kind. */
    dropped: () => ({ ...dropped }),

    /** @param {string} text @param {string} [contextOf] id of the witness it replies to @returns {Witness} @throws {RangeError} */
    add: (text, contextOf) => field.add(text, contextOf),

    /** @param {(event: PeerEvent) => void} listener called as things happen, never inside `on` @returns {() => void} off */
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    close() {
      if (closed) return;
      leave();
      for (const { link } of neighbours.values()) link.close('we left');
      closed = true;
      mailbox.close();
      presence.close();
      offStatus?.();
      field.close();
      [sweeping, syncing].forEach(clearInterval);
    },
  });
}
