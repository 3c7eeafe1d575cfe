/**
 * Presence and signalling over a graph: who is there, and the offers, answers and candidates they write to each other.
 * Nothing else is ever written.
 *
 * @typedef {import('./gun-graph.js').GraphPort} GraphPort
 * @typedef {import('./gun-graph.js').Fields} Fields
 * @typedef {'json'|'sdp'|'link'|'flat'} Form  how a description was written, and so how it is answered
 * @typedef {{type: 'offer'|'answer', sdp: string, ts: number, form: Form, re?: number, ext: string[]}} Signal
 */
export const NS = 'witness-field-p2p-discovery-v1';
export const EXTENSIONS = Object.freeze(['ping']);
const FRESH_MS = 60_000;
const HEARTBEAT_MS = 30_000;
const EARLY_MS = [2_000, 5_000, 10_000];
const MAX_SDP = 16 << 10;
const MAX_PEERS_WATCHED = 128;
const MAX_ID = 64;

/** @param {string} soul */
const link = (soul) => ({ '#': soul });
/** @param {string} id */
const isPeerId = (id) => id.length <= MAX_ID && /^[a-z0-9][\w-]*$/i.test(id);

/** One data channel section, and of a size that a description has. @param {unknown} sdp @returns {sdp is string} */
export const isDescription = (sdp) =>
  typeof sdp === 'string' && sdp.length <= MAX_SDP && sdp.startsWith('v=0') && /^m=application /m.test(sdp) && sdp.match(/^m=/gm)?.length === 1;

/**
 * Reads the signal in a node, in each of the forms that are in use; undefined while it is incomplete.
 *
 * @param {Record<string, any>} fields
 * @param {(soul: string) => Fields|undefined} follow the node behind a link, as far as it is known
 * @returns {Signal|undefined}
 */
export function readSignal(fields, follow) {
  const { type, timestamp: ts } = fields;
  if ((type !== 'offer' && type !== 'answer') || typeof ts !== 'number') return undefined;
  const value = fields[type];
  /** @type {any} */ let description;
  /** @type {Form} */ let form;
  if (typeof value === 'string' && value.startsWith('v=0')) [form, description] = ['sdp', { type, sdp: value }];
  else if (typeof value === 'string' && value.length <= 2 * MAX_SDP) [form, description] = ['json', parse(value)];
  else if (value?.['#']) [form, description] = ['link', follow(value['#'])];
  else [form, description] = ['flat', { type, sdp: fields.sdp }];
  if (description?.type !== type || (description.ts ?? ts) !== ts || !isDescription(description.sdp)) return undefined;
  const ext = Array.isArray(description.ext) ? description.ext.slice(0, 16) : [];
  const re = form === 'json' ? description.re : fields.re;
  return { type, sdp: description.sdp, ts, form, ext, ...(typeof re === 'number' ? { re } : {}) };
}

/** @param {string} json */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Writes that this peer is here, again and again, until it leaves. @param {{graph: GraphPort, me: string, now: () => number}} port */
export function announce({ graph, me, now }) {
  const beat = () => {
    graph.put(`${NS}/peers/${me}`, { id: me, timestamp: now(), active: true });
    graph.put(`${NS}/peers`, { [me]: link(`${NS}/peers/${me}`) });
  };
  graph.put(NS, { peers: link(`${NS}/peers`), signaling: link(`${NS}/signaling`) });
  beat();
  const early = EARLY_MS.map((ms) => setTimeout(beat, ms));
  const steady = setInterval(beat, HEARTBEAT_MS);
  return () => {
    early.forEach(clearTimeout);
    clearInterval(steady);
    graph.put(`${NS}/peers/${me}`, { active: false, timestamp: now() });
    graph.put(`${NS}/peers`, { [me]: null });
  };
}

/**
 * Watches who is there: the newest of the peers ever listed. A presence is fresh if it changed while we watched or bears
 * a time within 60 s, so a peer with a wrong clock is found too.
 *
 * @param {{graph: GraphPort, me: string, now: () => number, monotonic: () => number, onChange: (id: string) => void}} port
 */
export function watchPresence({ graph, me, now, monotonic, onChange }) {
  /** @type {Map<string, {off: () => void, timestamp?: number, active: boolean, freshUntil: number}>} */ const watched = new Map();

  /** @param {string} id */
  function watch(id) {
    const seen = { off: () => {}, timestamp: /** @type {number|undefined} */ (undefined), active: false, freshUntil: -Infinity };
    watched.set(id, seen);
    seen.off = graph.on(`${NS}/peers/${id}`, ({ timestamp, active }) => {
      if (typeof timestamp !== 'number') return;
      const changed = seen.timestamp !== undefined && seen.timestamp !== timestamp;
      const age = Math.abs(now() - timestamp);
      if (changed) seen.freshUntil = monotonic() + FRESH_MS;
      else if (seen.timestamp === undefined && age < FRESH_MS) seen.freshUntil = monotonic() + FRESH_MS - age;
      seen.timestamp = timestamp;
      seen.active = active === true;
      onChange(id);
    });
  }

  const off = graph.on(`${NS}/peers`, (fields, states) => {
    const listed = Object.keys(fields).filter((id) => id !== me && isPeerId(id) && fields[id] !== null);
    const newest = new Set(listed.sort((a, b) => states[b] - states[a]).slice(0, MAX_PEERS_WATCHED));
    for (const [id, { off }] of watched) {
      if (newest.has(id)) continue;
      off();
      watched.delete(id);
      onChange(id);
    }
    for (const id of newest) if (!watched.has(id)) watch(id);
  });

  /** @param {string} id */
  const isHere = (id) => {
    const seen = watched.get(id);
    return seen !== undefined && seen.active && seen.freshUntil > monotonic();
  };
  return Object.freeze({
    isHere,
    /** The time that a peer gave last: it changes with each sign of life. @param {string} id */
    lastBeat: (id) => watched.get(id)?.timestamp,
    /** Who is here, seen last first. */
    here: () => [...watched.keys()].filter(isHere).sort((a, b) => (watched.get(b)?.timestamp ?? 0) - (watched.get(a)?.timestamp ?? 0)),
    close: () => [off, ...[...watched.values()].map((seen) => seen.off)].forEach((stop) => stop()),
  });
}

/**
 * The letters between this peer and the others: an inbox of our own, and one node in the inbox of each addressee.
 *
 * @param {{graph: GraphPort, me: string, now: () => number, onSignal: (from: string, signal: Signal) => void,
 *   onCandidate: (from: string, ts: number, candidate: RTCIceCandidateInit) => void}} port
 */
export function openMailbox({ graph, me, now, onSignal, onCandidate }) {
  /** @type {Map<string, {offs: Map<string, () => void>, last: Record<string, number>, candidates: Set<string>}>} */ const senders = new Map();
  let lastTs = 0;
  const inbox = graph.on(`${NS}/signaling/${me}`, (fields, states) => {
    const newest = Object.keys(fields).filter((from) => fields[from] !== null).sort((a, b) => states[b] - states[a]);
    newest.slice(0, MAX_PEERS_WATCHED).forEach(watch);
  });

  /** Listens for what a peer writes to us. @param {string} from */
  function watch(from) {
    if (senders.has(from) || from === me || !isPeerId(from)) return;
    const sender = { offs: new Map(), last: Object.create(null), candidates: new Set() };
    senders.set(from, sender);
    if (senders.size > MAX_PEERS_WATCHED) forget(/** @type {string} */ (senders.keys().next().value));
    const soul = `${NS}/signaling/${me}/${from}`;
    /** @type {Map<string, Fields>} */ const linked = new Map();
    /** @type {Fields} */ let node = {};
    let watching = false;
    const read = () => {
      const signal = readSignal(node, (target) => {
        if (!linked.has(target) && linked.size < 4 && target.startsWith(`${NS}/`)) {
          linked.set(target, {});
          sender.offs.set(target, graph.on(target, (fields) => {
            linked.set(target, fields);
            read();
          }));
        }
        return linked.get(target);
      });
      if (!signal || signal.ts <= (sender.last[signal.type] ?? 0)) return;
      sender.last[signal.type] = signal.ts;
      // What lay there before we looked is judged by its time; what is written while we watch is new by itself.
      if (watching || Math.abs(now() - signal.ts) <= FRESH_MS) onSignal(from, signal);
    };
    sender.offs.set(soul, graph.on(soul, (fields) => {
      node = fields;
      read();
      watching = true;
    }));
    sender.offs.set(`${soul}/candidates`, graph.on(`${soul}/candidates`, (fields) => {
      for (const [key, value] of Object.entries(fields)) {
        const candidate = typeof value === 'string' && value.length <= 2048 ? parse(value) : undefined;
        if (!candidate?.candidate || sender.candidates.has(key) || sender.candidates.size >= 256) continue;
        sender.candidates.add(key);
        onCandidate(from, Number.parseInt(key, 10), candidate);
      }
    }));
  }

  /** @param {string} from */
  function forget(from) {
    senders.get(from)?.offs.forEach((off) => off());
    senders.delete(from);
  }

  /** @type {Map<string, Record<string, Record<string, null>>>} what was written to each peer, as the nulls that take it back */
  const written = new Map();

  /** @param {string} to @param {string} soul @param {Fields} fields */
  function write(to, soul, fields) {
    const nulls = written.get(to) ?? {};
    nulls[soul] = Object.assign(nulls[soul] ?? {}, Object.fromEntries(Object.keys(fields).map((key) => [key, null])));
    written.set(to, nulls);
    graph.put(soul, fields);
  }

  /** Takes back all that we wrote to a peer. @param {string} to */
  function clear(to) {
    for (const [soul, nulls] of Object.entries(written.get(to) ?? {})) graph.put(soul, nulls);
    written.delete(to);
  }

  return Object.freeze({
    watch,
    clear,

    /** @param {string} to @param {'offer'|'answer'} type @param {string} sdp @param {Form} form @param {number} [re] @returns {number} its timestamp */
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

    /** A candidate found after its description was sent. @param {string} to @param {string} key @param {RTCIceCandidate} candidate */
    sendCandidate(to, key, candidate) {
      write(to, `${NS}/signaling/${to}/${me}/candidates`, { [key]: JSON.stringify(candidate) });
    },

    close() {
      inbox();
      [...senders.keys()].forEach(forget);
      [...written.keys()].forEach(clear);
    },
  });
}
