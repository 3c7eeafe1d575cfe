/**
 * A small Gun client: it speaks the wire format of gun.js 0.2020.1241 with one or several relays, keeps the souls that
 * were asked for or written here, and nothing else. All of it is bounded.
 * @import { Entry, Fields, GraphStatus, Listener } from './types.js'
 */
import { canonical, decide, hash, isUnsafeName, isValue, stateClock } from './ham.js';
import { dialRelay } from './relay-socket.js';

const LIMITS = Object.freeze({
  frameChars: 8 << 20,
  batch: 4096,
  nameChars: 1024,
  writeChars: 48 << 10,
  souls: 4096,
  keysOfSoul: 4096,
  ownSouls: 256,
  ownKeysOfSoul: 1024,
  ids: 10_000,
  deferred: 1024,
  deferMs: 60_000,
  answersPerSecond: 500,
  messagesInFrame: 64,
  keysInPut: 64,
  unwanted: 1000,
  lastingMs: 60_000,
});
/** @param {{keys(): Iterator<string>}} bounded the next to leave a full map or set */
const oldest = (bounded) => /** @type {string} */ (bounded.keys().next().value);
const ID_CHARS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXZabcdefghijklmnopqrstuvwxyz';

/**
 * Opens a graph. `status` and `on` call their listeners from timers and socket events, never inside the call itself.
 *
 * @param {{relays: string[], now?: () => number, random?: () => number, WebSocket?: typeof WebSocket}} options
 */
export function openGraph({ relays, now = () => Date.now(), random = Math.random, WebSocket = globalThis.WebSocket }) {
  /** @type {Map<string, Map<string, Entry>>} */ const nodes = new Map();
  /** @type {Map<string, Set<Listener>>} */ const listeners = new Map();
  /** The keys written here, longest unwritten first. @type {Map<string, Set<string>>} */ const own = new Map();
  /** @type {Set<string>} */ const seen = new Set();
  /** @type {Set<ReturnType<typeof setTimeout>>} */ const deferred = new Set();
  /** @type {Set<(status: GraphStatus) => void>} */ const statusListeners = new Set();
  /** @type {Record<string, number>} */ const dropped = Object.create(null);
  const clock = stateClock(now);
  const pid = newId();
  let closed = false;
  let answers = { second: 0, count: 0 };
  /**
   * `asked`: the souls that this connection tells of; `unacked`: by own soul the keys that it has not confirmed, with the id of their put.
   * @typedef {{socket: import('./relay-socket.js').RelaySocket, pid: string, since: number, asked: Set<string>,
   *   unacked: Map<string, Map<string, string>>}} Relay
   */
  /** @type {Relay[]} */ const links = [];

  for (const url of new Set(relays)) {
    /** @type {Relay} */ const relay = { socket: /** @type {any} */ (undefined), pid: '', since: 0, asked: new Set(), unacked: new Map() };
    links.push(relay);
    relay.socket = dialRelay(url, {
      WebSocket,
      random,
      onOpen: () => catchUp(relay),
      onText: (text) => hear(relay, text),
      onState: () => queueMicrotask(tellStatus),
    });
  }

  function newId() {
    let id = '';
    while (id.length < 9) id += ID_CHARS[Math.floor(random() * ID_CHARS.length)];
    return id;
  }

  /** @param {string} kind */
  function drop(kind) {
    dropped[kind] = (dropped[kind] ?? 0) + 1;
  }

  /** @param {string} id true if it was new */
  function remember(id) {
    if (seen.has(id)) return false;
    seen.add(id);
    if (seen.size > LIMITS.ids) seen.delete(oldest(seen));
    return true;
  }

  // ---- sending

  /** @param {object} message */
  function stamped(message) {
    const id = newId();
    remember(id);
    return { '#': id, ...message };
  }

  /** @param {Relay} relay @param {object[]} messages */
  function sendAll(relay, messages) {
    for (let i = 0; i < messages.length; i += LIMITS.messagesInFrame) {
      relay.socket.send(JSON.stringify(messages.slice(i, i + LIMITS.messagesInFrame)));
    }
  }

  /** @param {string} soul @param {Iterable<string>} keys */
  function wireNode(soul, keys) {
    const states = Object.create(null);
    const node = Object.assign(Object.create(null), { _: { '#': soul, '>': states } });
    for (const key of [...keys].sort()) {
      const entry = nodes.get(soul)?.get(key);
      if (entry) [node[key], states[key]] = [entry.value, entry.state];
    }
    return node;
  }

  /** A fresh connection hears our questions again, and the writes not confirmed. @param {Relay} relay */
  function catchUp(relay) {
    relay.since = now();
    relay.asked = new Set(listeners.keys());
    sendAll(relay, [...relay.asked].map((soul) => stamped({ get: { '#': soul } })));
    for (const [soul, keys] of relay.unacked) write(relay, soul, [...keys.keys()]);
  }

  /** A connection tells of each soul for ever; of what is unwanted, a new one does not.
   * @param {Relay} relay @param {string} soul */
  function ask({ socket, asked, since }, soul) {
    if (socket.send(JSON.stringify(stamped({ get: { '#': soul } }))) && asked.size < LIMITS.ids) asked.add(soul);
    if (asked.size - listeners.size >= LIMITS.unwanted && now() - since >= LIMITS.lastingMs) socket.renew();
  }

  /** @param {Relay} relay @param {string} soul @param {string[]} keys */
  function write(relay, soul, keys) {
    const pending = relay.unacked.get(soul) ?? new Map();
    relay.unacked.set(soul, pending);
    for (let i = 0; i < keys.length; i += LIMITS.keysInPut) {
      const some = keys.slice(i, i + LIMITS.keysInPut);
      const message = stamped({ put: { [soul]: wireNode(soul, some) } });
      for (const key of some) pending.set(key, message['#']);
      relay.socket.send(JSON.stringify(message));
    }
  }

  // ---- hearing

  /** @param {Relay} relay @param {string} text */
  function hear(relay, text) {
    if (text.length > LIMITS.frameChars) return drop('frame too big');
    const frame = parse(text);
    if (frame === undefined) return drop('not JSON');
    for (const part of Array.isArray(frame) ? frame.slice(0, LIMITS.batch) : [frame]) {
      const message = typeof part === 'string' ? parse(part) : part;
      if (typeof message === 'object' && message && !Array.isArray(message)) receive(relay, message);
    }
  }

  /** @param {string} text */
  function parse(text) {
    if (text[0] !== '{' && text[0] !== '[') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      // A relay on gun.js writes a state that overflowed as a bare -Infinity; only that key is lost then.
      try {
        return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => (token[0] === '"' ? token : 'null')));
      } catch {
        return undefined;
      }
    }
  }

  /** @param {Relay} relay @param {any} message */
  function receive(relay, message) {
    const { '#': id, '@': to, dam, put, get } = message;
    if (id !== undefined && (typeof id !== 'string' || id.length > LIMITS.nameChars || isUnsafeName(id))) return drop('bad id');
    if (id && !remember(id)) return;
    if (dam !== undefined) {
      if (dam === '?') greet(relay, id, to, message.pid);
    } else if (typeof put === 'object' && put) {
      hearPut(relay, message);
    } else if (typeof get === 'object' && get) {
      if (id) answer(relay, id, get, message['##']);
    } else if (typeof to === 'string' && message.ok && !message.err) {
      confirm(relay, to);
    }
  }

  /** @param {Relay} relay @param {string|undefined} id @param {unknown} to @param {unknown} remotePid */
  function greet(relay, id, to, remotePid) {
    if (id && to === undefined) relay.socket.send(JSON.stringify(stamped({ dam: '?', pid, '@': id })));
    if (typeof remotePid !== 'string') return;
    // A relay that keeps its graph in memory forgot, on its restart, even what it had confirmed.
    if (relay.pid && relay.pid !== remotePid) {
      for (const [soul, keys] of own) write(relay, soul, [...keys].filter((key) => isLive(soul, key)));
    }
    relay.pid = remotePid;
  }

  /** @param {string} soul @param {string} key */
  const isLive = (soul, key) => (nodes.get(soul)?.get(key)?.value ?? null) !== null;

  /** @param {Relay} relay @param {string} putId */
  function confirm(relay, putId) {
    for (const [soul, pending] of relay.unacked) {
      for (const [key, id] of pending) {
        if (id !== putId) continue;
        pending.delete(key);
        if (!isLive(soul, key) && links.every(({ unacked }) => !unacked.get(soul)?.has(key))) disown(soul, key);
      }
    }
  }

  /** @param {string} soul @param {string} key */
  function disown(soul, key) {
    own.get(soul)?.delete(key);
    for (const { unacked } of links) unacked.get(soul)?.delete(key);
    if (!own.get(soul)?.size) disownSoul(soul);
  }

  /** @param {string} soul */
  function disownSoul(soul) {
    own.delete(soul);
    for (const { unacked } of links) unacked.delete(soul);
    if (!listeners.has(soul)) nodes.delete(soul);
  }

  /** @param {string} soul @param {string[]} keys */
  function claim(soul, keys) {
    const mine = own.get(soul) ?? new Set();
    own.delete(soul);
    own.set(soul, mine);
    if (own.size > LIMITS.ownSouls) disownSoul(oldest(own));
    for (const key of keys) {
      mine.delete(key);
      mine.add(key);
    }
    while (mine.size > LIMITS.ownKeysOfSoul) disown(soul, oldest(mine));
  }

  /** A put is taken whole or not at all; of a reply the valid keys are kept. @param {Relay} relay @param {any} message */
  function hearPut(relay, message) {
    const isReply = message['@'] !== undefined;
    /** @type {[string, string, Entry][]} */ const writes = [];
    for (const [soul, node] of Object.entries(message.put)) {
      const valid = readNode(soul, node, (key, entry) => writes.push([soul, key, entry]));
      if (valid) continue;
      drop(isReply ? 'bad key in a reply' : 'bad put');
      if (!isReply) return reply(relay, message['#'], { err: 'not a valid graph' });
    }
    const held = writes.filter(([soul]) => listeners.has(soul) || own.has(soul));
    const changed = new Set(held.filter(([soul, key, entry]) => merge(soul, key, entry)).map(([soul]) => soul));
    changed.forEach(notify);
    const chance = Number(message.ok?.['@']) / Number(message.ok?.['/']);
    if (held.length && random() < chance) reply(relay, message['#'], { ok: { '': 1 } });
  }

  /** @param {string} soul @param {any} node @param {(key: string, entry: Entry) => void} accept */
  function readNode(soul, node, accept) {
    if (!soul || soul.length > LIMITS.nameChars || isUnsafeName(soul) || node?._?.['#'] !== soul) return false;
    let valid = true;
    for (const [key, value] of Object.entries(node)) {
      if (key === '_') continue;
      const states = node._['>'];
      const state = typeof states === 'object' && states && Object.hasOwn(states, key) ? states[key] : undefined;
      const fits = key !== '' && key !== '__proto__' && key.length <= LIMITS.nameChars;
      if (fits && typeof state === 'number' && Number.isFinite(state) && isValue(value)) accept(key, { value, state });
      else valid = false;
    }
    return valid;
  }

  /** True if the graph has changed. A state of this very millisecond may have a fraction, hence `+ 1`.
   * @param {string} soul @param {string} key @param {Entry} entry @param {number} machine */
  function merge(soul, key, entry, machine = now() + 1) {
    const node = nodes.get(soul) ?? new Map();
    const verdict = decide(machine, entry, node.get(key));
    if (verdict === 'defer') defer(soul, key, entry);
    if (verdict !== 'merge') return false;
    if (!nodes.has(soul)) nodes.set(soul, node);
    node.delete(key);
    node.set(key, entry);
    if (node.size > LIMITS.keysOfSoul) node.delete(oldest(node));
    return true;
  }

  /** @param {string} soul @param {string} key @param {Entry} entry */
  function defer(soul, key, entry) {
    const wait = Math.ceil(entry.state - now());
    if (wait > LIMITS.deferMs || deferred.size >= LIMITS.deferred) return drop('state in the future');
    const timer = setTimeout(() => {
      deferred.delete(timer);
      if ((listeners.has(soul) || own.has(soul)) && merge(soul, key, entry)) notify(soul);
    }, wait);
    deferred.add(timer);
  }

  /** @param {Relay} relay @param {string|undefined} id @param {object} body */
  function reply(relay, id, body) {
    const second = Math.floor(now() / 1000);
    if (answers.second !== second) answers = { second, count: 0 };
    if (!id || ++answers.count > LIMITS.answersPerSecond) return;
    relay.socket.send(JSON.stringify(stamped({ '@': id, ...body })));
  }

  /** @param {Relay} relay @param {string} id @param {any} get @param {unknown} knownHash */
  function answer(relay, id, get, knownHash) {
    const { '#': soul, '.': key } = get;
    if (typeof soul !== 'string' || !soul || isUnsafeName(soul)) return drop('bad get');
    const node = nodes.get(soul);
    if (!node || (typeof key === 'string' && !node.has(key))) return reply(relay, id, {});
    const put = { [soul]: wireNode(soul, typeof key === 'string' ? [key] : node.keys()) };
    const contentHash = hash(canonical(put));
    if (contentHash !== knownHash) reply(relay, id, { put, '##': contentHash });
  }

  // ---- the port

  /** @param {string} soul */
  function notify(soul) {
    for (const listener of listeners.get(soul) ?? []) tell(soul, listener);
  }

  /** @param {string} soul @param {Listener} listener */
  function tell(soul, listener) {
    const node = nodes.get(soul);
    if (!node || !listeners.get(soul)?.has(listener)) return;
    const { _, ...fields } = wireNode(soul, node.keys());
    listener(Object.assign(Object.create(null), fields), _['>']);
  }

  function tellStatus() {
    if (closed) return;
    for (const listener of statusListeners) listener(currentStatus());
  }

  function currentStatus() {
    return {
      connected: links.some(({ socket }) => socket.state === 'up'),
      relays: links.map(({ socket: { url, state, reason } }) => ({ url, state, reason })),
    };
  }

  return Object.freeze({
    /**
     * Writes fields under one state; re-sent to each relay until that relay has confirmed it.
     * @param {string} soul @param {Fields} fields @throws {RangeError} if a name or a value may not go out
     */
    put(soul, fields) {
      if (closed) return;
      const keys = Object.keys(fields).sort();
      const fits = soul && !isUnsafeName(soul) && keys.every((key) => key !== '' && key !== '_' && key !== '__proto__' && isValue(fields[key]));
      if (!fits || JSON.stringify(fields).length > LIMITS.writeChars) throw new RangeError(`cannot be written to ${soul}`);
      claim(soul, keys);
      const state = clock();
      for (const key of keys) merge(soul, key, { value: fields[key], state }, state);
      queueMicrotask(() => notify(soul));
      for (const relay of links) write(relay, soul, keys);
    },

    /**
     * Calls the listener with the whole node as it is known, at once and after each change, until `off` is called.
     * @param {string} soul @param {Listener} listener @returns {() => void} off
     */
    on(soul, listener) {
      let group = listeners.get(soul);
      if (!group) {
        if (isUnsafeName(soul) || listeners.size >= LIMITS.souls) throw new RangeError(`cannot listen to ${soul}`);
        listeners.set(soul, (group = new Set()));
        links.forEach((relay) => ask(relay, soul));
      }
      const mine = group;
      mine.add(listener);
      queueMicrotask(() => tell(soul, listener));
      return () => {
        mine.delete(listener);
        if (mine.size || listeners.get(soul) !== mine) return;
        listeners.delete(soul);
        if (!own.has(soul)) nodes.delete(soul);
      };
    },

    /** @param {(status: GraphStatus) => void} listener */
    status(listener) {
      statusListeners.add(listener);
      queueMicrotask(() => statusListeners.has(listener) && listener(currentStatus()));
      return () => void statusListeners.delete(listener);
    },

    /** Messages refused, by kind. */
    dropped: () => ({ ...dropped }),

    close() {
      closed = true;
      deferred.forEach(clearTimeout);
      links.forEach(({ socket }) => socket.close());
      listeners.clear();
      nodes.clear();
    },
  });
}
