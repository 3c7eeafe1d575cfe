/**
 * Presence and signalling over a graph: who is there, and the offers, answers and candidates they write to each other.
 * Nothing else is ever written: docs/protocol.md, 1 and 2.
 * @import { Fields, Form, GraphPort, Mailbox, Presence, Signal, World } from './types.js'
 */
export const NS = 'witness-field-p2p-discovery-v1';
export const EXTENSIONS = ['ping', 'batch', 'counts', 'digest'];
const FRESH_MS = 60_000;
const LAPSE_MS = 75_000;
const VIVID_MS = 5_000;
const HEARTBEAT_MS = 30_000;
const EARLY_MS = [2_000, 5_000, 10_000];
const MAX_SDP = 16 << 10;
const MAX_CANDIDATE = 2 << 10;
const MAX_CANDIDATES = 64;
const MAX_PEERS_WATCHED = 128;

/** @param {string} soul */
const link = (soul) => ({ '#': soul });
/** @param {string} id */
const isPeerId = (id) => /^[a-z0-9][\w-]{0,63}$/i.test(id);
/** The names in a node that are not taken back, written last first. @param {Fields} fields @param {Record<string, number>} states */
const newestOf = (fields, states) => Object.keys(fields).filter((name) => fields[name] !== null).sort((a, b) => states[b] - states[a]);

/** One data channel section, and of a size that a description has. @param {unknown} sdp @returns {sdp is string} */
export const isDescription = (sdp) =>
  typeof sdp === 'string' && sdp.length <= MAX_SDP && sdp.startsWith('v=0') && /^m=application /m.test(sdp) && sdp.match(/^m=/gm)?.length === 1;

/** @param {string} json */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Reads the signal in a letter, in each of the forms that are in use; undefined while it is incomplete.
 * @param {any} letter @param {(soul: string) => Fields|undefined} follow the node behind a link, as far as it is known
 * @returns {Signal|undefined}
 */
export function readSignal(letter, follow) {
  const { type, timestamp: ts, sdp } = letter;
  if ((type !== 'offer' && type !== 'answer') || typeof ts !== 'number') return undefined;
  const value = letter[type];
  /** @type {[Form, any]} */ let [form, description] = ['flat', { type, sdp }];
  if (value?.['#']) [form, description] = ['link', follow(value['#'])];
  else if (typeof value === 'string') [form, description] = value.startsWith('v=0') ? ['sdp', { type, sdp: value }] : ['json', parse(value.slice(0, 2 * MAX_SDP))];
  if (description?.type !== type || (description.ts ?? ts) !== ts || !isDescription(description.sdp)) return undefined;
  const re = form === 'json' ? description.re : letter.re;
  const ext = Array.isArray(description.ext) ? description.ext.slice(0, 16) : [];
  return { type, sdp: description.sdp, ts, form, ext, ...(typeof re === 'number' ? { re } : {}) };
}

/** Listens to souls, each once, and can stop listening to all whose name starts alike. @param {GraphPort} graph */
function listening(graph) {
  /** @type {Map<string, () => void>} */ const offs = new Map();
  return {
    /** @type {GraphPort['on']} */
    on(soul, listener) {
      const off = offs.get(soul) ?? graph.on(soul, listener);
      offs.set(soul, off);
      return off;
    },
    off(prefix = '') {
      for (const [soul, off] of offs) {
        if (!soul.startsWith(prefix)) continue;
        off();
        offs.delete(soul);
      }
    },
  };
}

/**
 * Says that this peer is here, again and again, and watches who else is: the newest of the peers ever listed.
 * @param {Pick<World, 'graph'|'me'|'now'|'monotonic'> & {free(): number, onChange(id: string): void}} port
 *   `free` is how many connections we can still take
 * @returns {Presence}
 */
export function openPresence({ graph, me, now, monotonic, free, onChange }) {
  /** @type {Map<string, {timestamp?: number, here: boolean, free: boolean, at: number}>} */ const watched = new Map();
  const souls = listening(graph);
  const all = `${NS}/peers`;
  const beat = () => {
    graph.put(`${all}/${me}`, { id: me, timestamp: now(), active: true, free: free() });
    graph.put(all, { [me]: link(`${all}/${me}`) });
  };
  graph.put(NS, { peers: link(all), signaling: link(`${NS}/signaling`) });
  beat();
  const timers = [...EARLY_MS.map((ms) => setTimeout(beat, ms)), setInterval(beat, HEARTBEAT_MS)];

  souls.on(all, (fields, states) => {
    const newest = newestOf(fields, states).filter((id) => id !== me && isPeerId(id)).slice(0, MAX_PEERS_WATCHED);
    for (const id of watched.keys()) {
      if (newest.includes(id)) continue;
      souls.off(`${all}/${id}`);
      watched.delete(id);
      onChange(id);
    }
    newest.forEach(watch);
  });

  /** @param {string} id */
  const silence = (id) => monotonic() - (watched.get(id)?.at ?? -Infinity);

  /** @param {string} id */
  function watch(id) {
    if (watched.has(id)) return;
    watched.set(id, { here: false, free: true, at: -Infinity });
    souls.on(`${all}/${id}`, ({ timestamp, active, free }) => {
      const seen = watched.get(id);
      if (!seen || typeof timestamp !== 'number') return;
      // Clocks may be wrong: who changes while we watch is alive, whatever the time it bears.
      const age = Math.abs(now() - timestamp);
      if (seen.timestamp === undefined ? age <= FRESH_MS : seen.timestamp !== timestamp) seen.at = monotonic() - (seen.timestamp === undefined ? age : 0);
      Object.assign(seen, { timestamp, here: active === true, free: free !== 0 });
      onChange(id);
    });
  }

  return {
    isHere: (id) => Boolean(watched.get(id)?.here) && silence(id) < LAPSE_MS,
    silence: (id) => Math.floor(silence(id) / VIVID_MS),
    isFree: (id) => watched.get(id)?.free !== false,
    close() {
      timers.forEach(clearTimeout);
      souls.off();
      graph.put(`${all}/${me}`, { active: false, timestamp: now() });
      graph.put(all, { [me]: null });
    },
  };
}

/**
 * @param {Pick<World, 'graph'|'me'|'now'> & {onSignal(from: string, signal: Signal): void,
 *   onCandidate(from: string, key: string, candidate: RTCIceCandidateInit): void}} port
 * @returns {Mailbox}
 */
export function openMailbox({ graph, me, now, onSignal, onCandidate }) {
  /** @type {Set<string>} */ const senders = new Set();
  /** What was written to each peer, as the nulls that take it back. @type {Map<string, Record<string, Record<string, null>>>} */ const written = new Map();
  const souls = listening(graph);
  const inbox = `${NS}/signaling/${me}`;
  let lastTs = 0;
  souls.on(inbox, (fields, states) => newestOf(fields, states).slice(0, MAX_PEERS_WATCHED).forEach(watch));

  /** @param {string} from */
  function watch(from) {
    if (senders.has(from) || from === me || !isPeerId(from)) return;
    senders.add(from);
    if (senders.size > MAX_PEERS_WATCHED) {
      const [oldest] = senders;
      senders.delete(oldest);
      souls.off(`${inbox}/${oldest}`);
    }
    const soul = `${inbox}/${from}`;
    /** @type {Record<string, Fields>} */ const nodes = {};
    const last = { offer: 0, answer: 0 };
    let watching = false;
    const follow = (/** @type {string} */ target) => {
      if (target === `${soul}/offer` || target === `${soul}/answer`) souls.on(target, (fields) => read(target, fields));
      return nodes[target];
    };
    const read = (/** @type {string} */ target, /** @type {Fields} */ fields) => {
      nodes[target] = fields;
      const signal = readSignal(nodes[soul] ?? {}, follow);
      if (signal && signal.ts > last[signal.type]) {
        last[signal.type] = signal.ts;
        // What lay there before we looked is judged by its time; what is written while we watch is new by itself.
        if (watching || Math.abs(now() - signal.ts) <= FRESH_MS) onSignal(from, signal);
      }
      watching = true;
    };
    souls.on(soul, (fields) => read(soul, fields));
    souls.on(`${soul}/candidates`, (fields) => {
      for (const [key, value] of Object.entries(fields).slice(0, MAX_CANDIDATES)) {
        const candidate = typeof value === 'string' && value.length <= MAX_CANDIDATE && parse(value);
        if (candidate?.candidate) onCandidate(from, key, candidate);
      }
    });
  }

  /** @param {string} to @param {string} soul @param {Fields} fields */
  function write(to, soul, fields) {
    const nulls = written.get(to) ?? {};
    nulls[soul] = { ...nulls[soul], ...Object.fromEntries(Object.keys(fields).map((key) => [key, null])) };
    written.set(to, nulls);
    graph.put(soul, fields);
  }

  /** @param {string} to */
  function clear(to) {
    for (const [soul, nulls] of Object.entries(written.get(to) ?? {})) graph.put(soul, nulls);
    written.delete(to);
  }

  return {
    watch,
    clear,

    send(to, type, sdp, form, re) {
      const ts = (lastTs = Math.max(now(), lastTs + 1));
      const soul = `${NS}/signaling/${to}/${me}`;
      /** @type {Fields} */ const reply = re === undefined ? {} : { re };
      if (form === 'link') write(to, `${soul}/${type}`, { type, sdp });
      const value = { json: JSON.stringify({ type, sdp, ts, ...reply, ext: EXTENSIONS }), sdp, link: link(`${soul}/${type}`) };
      /** @type {Fields} */ const described = form === 'flat' ? { sdp } : { [type]: value[form] };
      write(to, soul, { ...described, type, timestamp: ts, ...(form === 'json' ? {} : reply) });
      write(to, `${NS}/signaling/${to}`, { [me]: link(soul) });
      graph.put(`${NS}/signaling`, { [to]: link(`${NS}/signaling/${to}`) });
      return ts;
    },

    sendCandidate: (to, key, candidate) => write(to, `${NS}/signaling/${to}/${me}/candidates`, { [key]: JSON.stringify(candidate) }),

    close() {
      souls.off();
      [...written.keys()].forEach(clear);
    },
  };
}
