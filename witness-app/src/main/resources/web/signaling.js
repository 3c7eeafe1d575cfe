/**
 * Presence and signalling over a graph: who is there, and the offers, answers and candidates they write to each other.
 * Nothing else is ever written: docs/protocol.md, 1 and 2.
 * @import { Fields, Form, GraphPort, Mailbox, MailboxPort, Presence, PresencePort, Seen, Signal } from './types.js'
 */
import { firstOf } from './witness-field.js';

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

/**
 * Listens to those who are listed in a node, the newest of them, and to whom it is told to besides; of too many, the one
 * listed longest ago is left out.
 * @param {GraphPort} graph @param {string} soul @param {string} me @param {(id: string) => () => void} listen returns what ends it
 */
function watching(graph, soul, me, listen) {
  /** @type {Map<string, () => void>} */ const offs = new Map();
  const isOther = (/** @type {string} */ id) => id !== me && /^[a-z0-9][\w-]{0,63}$/i.test(id);
  const watch = (/** @type {string} */ id) => {
    if (!isOther(id)) return;
    const off = offs.get(id) ?? listen(id);
    offs.delete(id);
    offs.set(id, off);
    if (offs.size > MAX_PEERS_WATCHED) end(firstOf(offs));
  };
  const end = (/** @type {string} */ id) => {
    offs.get(id)?.();
    offs.delete(id);
  };
  const off = graph.on(soul, (fields, states) => {
    const listed = Object.keys(fields).filter((id) => fields[id] !== null && isOther(id)).sort((a, b) => states[a] - states[b]);
    listed.slice(-MAX_PEERS_WATCHED).forEach(watch);
  });
  const close = () => [off, ...offs.values()].forEach((each) => each());
  return { watch, close };
}

/** Says that this peer is here, again and again, and watches who else is. @param {PresencePort} port @returns {Presence} */
export function openPresence({ graph, me, now, monotonic, free, onChange }) {
  /** @type {Map<string, Seen>} */ const seen = new Map();
  const all = `${NS}/peers`;
  const beat = () => {
    graph.put(`${all}/${me}`, { id: me, timestamp: now(), active: true, free: free() });
    graph.put(all, { [me]: link(`${all}/${me}`) });
  };
  graph.put(NS, { peers: link(all), signaling: link(`${NS}/signaling`) });
  beat();
  const timers = [...EARLY_MS.map((ms) => setTimeout(beat, ms)), setInterval(beat, HEARTBEAT_MS)];
  const silence = (/** @type {string} */ id) => monotonic() - (seen.get(id)?.at ?? -Infinity);

  const others = watching(graph, all, me, (id) => {
    const off = graph.on(`${all}/${id}`, ({ timestamp, active, free }) => {
      const before = seen.get(id);
      if (typeof timestamp !== 'number') return;
      // Clocks may be wrong: who changes while we watch is alive, whatever the time it bears.
      const age = before ? 0 : Math.abs(now() - timestamp);
      const at = before?.timestamp === timestamp ? before.at : age > FRESH_MS ? -Infinity : monotonic() - age;
      seen.set(id, { timestamp, here: active === true, free: free !== 0, at });
      onChange(id);
    });
    return () => {
      off();
      seen.delete(id);
    };
  });

  return {
    isHere: (id) => Boolean(seen.get(id)?.here) && silence(id) < LAPSE_MS,
    silence: (id) => Math.floor(silence(id) / VIVID_MS),
    isFree: (id) => seen.get(id)?.free !== false,
    close() {
      timers.forEach(clearTimeout);
      others.close();
      graph.put(`${all}/${me}`, { active: false, timestamp: now() });
      graph.put(all, { [me]: null });
    },
  };
}

/** @param {MailboxPort} port @returns {Mailbox} */
export function openMailbox({ graph, me, now, onSignal, onCandidate }) {
  /** What was written to each peer, as the nulls that take it back. @type {Map<string, Record<string, Record<string, null>>>} */ const written = new Map();
  const inbox = `${NS}/signaling/${me}`;
  let lastTs = 0;

  const letters = watching(graph, inbox, me, (from) => {
    const soul = `${inbox}/${from}`;
    /** @type {Record<string, Fields>} */ const nodes = {};
    /** @type {Map<string, () => void>} */ const offs = new Map();
    const last = { offer: 0, answer: 0 };
    /** @type {unknown} */ let found;
    const on = (/** @type {string} */ target, /** @type {(fields: Fields) => void} */ listener) => offs.has(target) || offs.set(target, graph.on(target, listener));
    const read = (/** @type {string} */ target) => (/** @type {Fields} */ fields) => {
      nodes[target] = fields;
      const signal = readSignal(nodes[soul] ?? {}, (linked) => {
        if ([`${soul}/offer`, `${soul}/answer`].includes(linked)) on(linked, read(linked));
        return nodes[linked];
      });
      found ??= fields.timestamp ?? 0;
      if (!signal || signal.ts <= last[signal.type]) return;
      last[signal.type] = signal.ts;
      // What lay there before we looked is judged by its time; what is written while we watch is new by itself.
      if (signal.ts !== found || Math.abs(now() - signal.ts) <= FRESH_MS) onSignal(from, signal);
    };
    on(soul, read(soul));
    on(`${soul}/candidates`, (fields) => {
      const written = Object.entries(fields).filter(([, value]) => typeof value === 'string' && value.length <= MAX_CANDIDATE);
      for (const [key, value] of written.slice(-MAX_CANDIDATES)) {
        const candidate = parse(String(value));
        if (candidate?.candidate) onCandidate(from, key, candidate);
      }
    });
    return () => offs.forEach((off) => off());
  });

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
    watch: letters.watch,
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
      letters.close();
      [...written.keys()].forEach(clear);
    },
  };
}
