/**
 * Who is there, and the letters between them: docs/protocol.md, 1 and 2.
 * @import { Fields, Form, Mailbox, MailboxPort, Presence, PresencePort, ReadSignal, Seen, Watching } from './types.js'
 */
import { MAX_PEERS_WATCHED } from './limits.js';
import { readCandidate, readDescription } from './sdp.js';
import { parsed } from './witness-field.js';

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
const UNUSABLE = 'candidate that cannot be used';

/** @param {string} soul */
const link = (soul) => ({ '#': soul });

/** @type {ReadSignal} */
export function readSignal(letter, follow) {
  const { type, timestamp: ts, sdp } = letter;
  if ((type !== 'offer' && type !== 'answer') || typeof ts !== 'number') return;
  const value = letter[type];
  /** @type {[Form, any]} */ let [form, description] = ['flat', { type, sdp }];
  if (value?.['#']) [form, description] = ['link', follow(value['#'])];
  else if (typeof value === 'string') [form, description] = value.startsWith('v=0') ? ['sdp', { type, sdp: value }] : ['json', parsed(value.slice(0, 2 * MAX_SDP))];
  if (description?.type !== type || (description.ts ?? ts) !== ts || typeof description.sdp !== 'string' || description.sdp.length > MAX_SDP) return;
  const re = form === 'json' ? description.re : letter.re;
  const ext = Array.isArray(description.ext) ? description.ext.slice(0, 16) : [];
  return { type, sdp: description.sdp, ts, form, ext, ...(typeof re === 'number' && { re }) };
}

/** @type {Watching} */
function watching(graph, soul, me, worth, listen) {
  /** @type {Map<string, () => void>} */ const offs = new Map();

  /** @param {string} id */
  const isOther = (id) => id !== me && /^[a-z0-9][\w-]{0,63}$/i.test(id);

  /** @param {string} id */
  function watch(id) {
    if (!isOther(id)) return;
    const off = offs.get(id) ?? listen(id);
    offs.delete(id);
    offs.set(id, off);
    if (offs.size <= MAX_PEERS_WATCHED) return;
    // Anybody can list a thousand names. So the newest comes in, but for it goes one that was merely listed.
    const others = [...offs.keys()].slice(0, -1);
    const least = others.reduce((least, each) => (worth(each) < worth(least) ? each : least));
    offs.get(least)?.();
    offs.delete(least);
  }

  /** @type {Record<string, number>} */ let before = {};
  const off = graph.on(soul, (fields, states) => {
    const listed = Object.keys(fields).filter((id) => fields[id] !== null && states[id] !== before[id] && isOther(id));
    before = { ...states };
    listed.sort((a, b) => states[a] - states[b]).slice(-MAX_PEERS_WATCHED).forEach(watch);
  });
  return { watch, close: () => [off, ...offs.values()].forEach((each) => each()) };
}

/** @param {PresencePort} port @returns {Presence} */
export function openPresence({ graph, me, now, monotonic, free, worth = () => 0, onChange }) {
  /** @type {Map<string, Seen>} */ const seen = new Map();
  const all = `${NS}/peers`;
  const mine = `${all}/${me}`;
  const beat = () => {
    graph.put(mine, { id: me, timestamp: now(), active: true, free: free() });
    graph.put(all, { [me]: link(mine) });
  };
  graph.put(NS, { peers: link(all), signaling: link(`${NS}/signaling`) });
  beat();
  const timers = [...EARLY_MS.map((ms) => setTimeout(beat, ms)), setInterval(beat, HEARTBEAT_MS)];
  const silence = (/** @type {string} */ id) => monotonic() - (seen.get(id)?.at ?? -Infinity);

  const others = watching(graph, all, me, worth, (id) => {
    const off = graph.on(`${all}/${id}`, ({ timestamp, active, free }) => {
      const before = seen.get(id);
      if (typeof timestamp !== 'number') return;
      const age = before ? 0 : Math.abs(now() - timestamp);
      const at = before?.timestamp === timestamp ? before.at : age > FRESH_MS ? -Infinity : monotonic() - age;
      const isChanging = before !== undefined && (before.isChanging || before.timestamp !== timestamp);
      seen.set(id, { timestamp, here: active === true, free: free !== 0, at, isChanging });
      onChange(id);
    });
    return () => {
      off();
      seen.delete(id);
    };
  });

  return {
    isHere: (id) => seen.get(id)?.here === true && silence(id) < LAPSE_MS,
    isChanging: (id) => seen.get(id)?.isChanging === true && silence(id) < LAPSE_MS,
    silence: (id) => Math.floor(silence(id) / VIVID_MS),
    isFree: (id) => seen.get(id)?.free !== false,
    close() {
      timers.forEach(clearTimeout);
      others.close();
      graph.put(mine, { active: false, timestamp: now() });
      graph.put(all, { [me]: null });
    },
  };
}

/** @param {MailboxPort} port @returns {Mailbox} */
export function openMailbox({ graph, me, now, worth = () => 0, drop, onSignal, onCandidate }) {
  /** What takes back what each peer was written. @type {Map<string, Record<string, Fields>>} */ const nulls = new Map();
  const all = `${NS}/signaling`;
  let lastTs = 0;

  const letters = watching(graph, `${all}/${me}`, me, worth, (from) => {
    const letter = `${all}/${me}/${from}`;
    /** @type {Record<string, Fields>} */ const nodes = { [letter]: {} };
    /** @type {Record<string, () => void>} */ const offs = {};
    const last = { offer: 0, answer: 0 };
    /** The keys of candidates that were counted as dropped. @type {Set<string>} */ let refused = new Set();
    /** @type {unknown} */ let found;

    /** @param {string} soul */
    function read(soul) {
      offs[soul] ??= graph.on(soul, (fields) => {
        nodes[soul] = fields;
        const signal = readSignal(nodes[letter], (linked) => {
          if ([`${letter}/offer`, `${letter}/answer`].includes(linked)) read(linked);
          return nodes[linked];
        });
        found ??= fields.timestamp ?? 0;
        if (!signal || signal.ts <= last[signal.type]) return;
        last[signal.type] = signal.ts;
        // What is written while we watch is new, whatever its time.
        if (signal.ts === found && Math.abs(now() - signal.ts) > FRESH_MS) return;
        try {
          const described = readDescription(signal.type, signal.sdp);
          for (let i = 0; i < described.unusable; i++) drop(UNUSABLE);
          onSignal(from, { ...signal, ...described });
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          drop(`description: ${error.message}`);
        }
      });
    }

    read(letter);
    offs.candidates = graph.on(`${letter}/candidates`, (fields) => {
      const texts = Object.entries(fields).filter(([, value]) => typeof value === 'string' && value.length <= MAX_CANDIDATE);
      /** @type {Set<string>} */ const unusable = new Set();
      for (const [key, text] of texts.slice(-MAX_CANDIDATES)) {
        const { candidate, sdpMid, sdpMLineIndex } = parsed(String(text)) ?? {};
        const read = readCandidate(candidate);
        if (read) onCandidate(from, key, { ...read, sdpMid, sdpMLineIndex });
        else if (candidate && !refused.has(key)) drop(UNUSABLE);
        if (candidate && !read) unusable.add(key);
      }
      refused = unusable;
    });
    return () => Object.values(offs).forEach((off) => off());
  });

  /** @param {string} to @param {string} path below the inbox of that peer @param {Fields} fields */
  function write(to, path, fields) {
    const soul = `${all}/${to}${path}`;
    const mine = nulls.get(to) ?? {};
    mine[soul] ??= {};
    for (const key of Object.keys(fields)) mine[soul][key] = null;
    nulls.set(to, mine);
    graph.put(soul, fields);
  }

  /** @param {string} to */
  function clear(to) {
    for (const [soul, fields] of Object.entries(nulls.get(to) ?? {})) graph.put(soul, fields);
    nulls.delete(to);
  }

  return {
    watch: letters.watch,
    clear,

    send(to, type, sdp, form, re) {
      const ts = (lastTs = Math.max(now(), lastTs + 1));
      const inbox = `${all}/${to}`;
      const node = `/${me}/${type}`;
      if (form === 'link') write(to, node, { type, sdp });
      const written = { json: JSON.stringify({ type, sdp, ts, re, ext: EXTENSIONS }), sdp, link: link(inbox + node), flat: sdp };
      const reply = form !== 'json' && re !== undefined && { re };
      write(to, `/${me}`, { [form === 'flat' ? 'sdp' : type]: written[form], type, timestamp: ts, ...reply });
      write(to, '', { [me]: link(`${inbox}/${me}`) });
      graph.put(all, { [to]: link(inbox) });
      return ts;
    },

    sendCandidate: (to, key, candidate) => write(to, `/${me}/candidates`, { [key]: JSON.stringify(candidate) }),

    close() {
      letters.close();
      [...nulls.keys()].forEach(clear);
    },
  };
}
