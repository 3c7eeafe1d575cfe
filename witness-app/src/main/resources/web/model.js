/** What the page knows of one peer, kept up to date by its events. @import { Counters, Model, News, SourceEvent, SourceState, SourceStatus } from './types.js' */
const MAX_LOG = 200;
const MAX_FAILURES = 20;
const MAX_TIMES = 200;
const MAX_KINDS = 20;
const MAX_LINKS = 500;
const LOST_STAYS_MS = 20_000;
/** States in which an attempt to connect is under way. */
const TRYING = ['offering', 'answering', 'connecting'];
/** Reasons that are the ordinary course of things. */
const ORDINARY = ['gone', 'closed', 'we left', 'dropped', 'made anew', 'replaced by a new offer', 'gave way to another peer'];

/** @param {any[]} list @param {any} item @param {number} most the oldest gives way */
function append(list, item, most) {
  list.push(item);
  if (list.length > most) list.shift();
}

/** @param {{now?: () => number}} [clocks] @returns {Model} */
export function createModel({ now = () => Date.now() } = {}) {
  /** @type {SourceStatus} */ const nobody = { mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false };
  /** @type {Counters} */
  const counters = { since: now(), added: 0, reWitnessed: 0, removed: 0, attempts: 0, opened: 0, failed: 0, lost: 0, connectMs: [], failures: {} };
  /** @type {SourceState} */
  const state = { reachable: false, peerId: '', status: nobody, relays: [], witnesses: new Map(), links: new Map(), failures: [], log: [], figures: undefined, counters };
  /** @type {Set<(news: News) => void>} */ const listeners = new Set();
  /** When the attempt to connect to a peer began. @type {Map<string, number>} */ const began = new Map();

  /** @param {News} news */
  function tellAll(news) {
    for (const listener of listeners) listener(news);
  }

  /** @param {string} reason @param {string} [peer] */
  function failed(reason, peer) {
    state.failures = [{ at: now(), peer, reason }, ...state.failures].slice(0, MAX_FAILURES);
  }

  /** @type {{[kind in SourceEvent['event']]: (event: any, isPast: boolean) => void}} */
  const take = {
    status({ peerId, mode, peerCount, webrtcConnections, relayConnected, fallback }, isPast) {
      if (!isPast && state.status.relayConnected && !relayConnected) failed('the relay is out of reach');
      state.peerId = peerId;
      state.status = { mode, peerCount, webrtcConnections, relayConnected, fallback };
    },

    witness({ change, witness }, isPast) {
      const known = state.witnesses.get(witness.id);
      if (change === 'removed') state.witnesses.delete(witness.id);
      else state.witnesses.set(witness.id, { ...witness, order: known?.order ?? Math.min(witness.createdAt, now()) });
      if (isPast) return;
      if (change === 'removed') counters.removed++;
      else if (!known) counters.added++;
      else if (witness.witnessCount > known.witnessCount) counters.reWitnessed++;
    },

    peer({ peer, state: next, reason, since, link }, isPast) {
      const known = state.links.get(peer);
      const isSame = known?.state === next;
      const at = since ?? (known && isSame ? known.at : now());
      state.links.delete(peer);
      state.links.set(peer, { peer, state: next, reason, at, link: link ?? (isSame ? known?.link : undefined) });
      if (state.links.size > MAX_LINKS) state.links.delete([...state.links.keys()][0]);
      if (next === 'lost') setTimeout(() => leave(peer), LOST_STAYS_MS);
      if (!isPast && !isSame) judge(peer, next, reason, known?.state);
    },

    log() {},
  };

  /** @param {string} peer @param {string} next @param {string} reason @param {string} [previous] */
  function judge(peer, next, reason, previous) {
    if (TRYING.includes(next)) {
      if (began.has(peer)) return;
      counters.attempts++;
      began.set(peer, now());
      return;
    }
    const start = began.get(peer);
    began.delete(peer);
    if (next === 'open') {
      counters.opened++;
      if (start !== undefined) append(counters.connectMs, now() - start, MAX_TIMES);
    } else if ((next === 'lost' && previous === 'open') || next === 'backing-off') {
      counters[next === 'lost' ? 'lost' : 'failed']++;
      const [kind] = reason.split(':');
      if (kind in counters.failures || Object.keys(counters.failures).length < MAX_KINDS) counters.failures[kind] = (counters.failures[kind] ?? 0) + 1;
    }
    if (['lost', 'backing-off'].includes(next) && reason && !ORDINARY.includes(reason)) failed(reason, peer);
  }

  /** @param {string} peer */
  function leave(peer) {
    if (state.links.get(peer)?.state !== 'lost') return;
    state.links.delete(peer);
    tellAll({ kind: 'links' });
  }

  return {
    state,

    tell(event, isPast = false) {
      if (!Object.hasOwn(take, event.event)) return;
      const known = event.event === 'peer' ? state.links.get(event.peer) : undefined;
      take[event.event](event, isPast);
      const isOnlyFigures = event.event === 'peer' && known?.state === event.state && known.reason === event.reason;
      if (!isPast && !isOnlyFigures) append(state.log, event, MAX_LOG);
      tellAll(isOnlyFigures ? { kind: 'links' } : { kind: 'event', event, isPast });
    },

    measured(details) {
      for (const [peer, link] of details) {
        const row = state.links.get(peer);
        if (row?.state === 'open') row.link = link;
      }
      tellAll({ kind: 'links' });
    },

    past(events) {
      state.log = events.slice(-MAX_LOG);
      tellAll({ kind: 'all' });
    },

    figures(figures) {
      state.figures = figures;
      tellAll({ kind: 'figures' });
    },

    relays(views) {
      state.relays = views;
      tellAll({ kind: 'all' });
    },

    restart() {
      state.reachable = true;
      state.witnesses.clear();
      state.links.clear();
      began.clear();
      tellAll({ kind: 'all' });
    },

    silent() {
      if (!state.reachable) return;
      state.reachable = false;
      state.status = nobody;
      failed('the program is not answering');
      tellAll({ kind: 'all' });
    },

    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
