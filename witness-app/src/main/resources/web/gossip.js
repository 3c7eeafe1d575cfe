/** What goes over an open channel: docs/protocol.md, 3, 4, 6 and 8. @import { Counted, Talk, TalkPort, Witness } from './types.js' */
import { bucket, MAX_WITNESSES, PATIENCE_MS, PAUSE_MS, RECEIVED, SENT, SENT_NEW } from './limits.js';
import { bytesOf, parsed, raised, readWitness } from './witness-field.js';

const MAX_MESSAGE = 256 << 10;
const MAX_PIECE = 60_000;
const MAX_ITEMS = 256;
const MAX_BUFFERED = 1 << 20;
const ANSWER_MS = 5_000;
/** What is counted of the witnesses that are refused. @type {Record<string, string>} */
const REFUSALS = {
  expired: 'witness that is over or refused',
  buried: 'witness that is over or refused',
  'crowded-out': 'witness that is over or refused',
  'from-the-future': 'witness from the future',
  'too-many-new': 'too many new witnesses', // it comes again with the answer to a digest, or with the next sync
};

/** @param {Witness[]} witnesses */
export function digestOf(witnesses) {
  const sorted = [...witnesses].sort((a, b) => (a.id < b.id ? -1 : 1));
  const text = sorted.map(({ id, witnessCount, expiresAt }) => `${id}:${witnessCount}:${expiresAt}`).join('\n');
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x5bd1e995);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** @param {TalkPort} port @returns {Talk} */
export function converse({ field, ext, send, buffered, now, monotonic, drop, onFlood }) {
  /** What the other has seen. @type {Map<string, Counted>} */ const shown = new Map();
  /** What it has yet to see, and whether we have witnessed that again. @type {Map<string, boolean>} */ const pending = new Map();
  const origin = field.origin();
  const [received, sent, sentNew] = [RECEIVED, SENT, SENT_NEW].map((allowance) => bucket(allowance, monotonic));
  const counts = ext.includes('counts');
  let asked = false;
  let answerAt = -Infinity;
  /** For how long the other has brought more than it may, less the time that it has not; and when it last did. */
  let excessMs = 0;
  let excessAt = -Infinity;

  /** @param {Counted} witness */
  function note(witness) {
    const known = shown.get(witness.id) ?? witness;
    shown.set(witness.id, { ...raised(known, witness), expiresAt: Math.max(known.expiresAt, witness.expiresAt) });
  }

  /** @param {Counted} witness */
  function isNews(witness) {
    const known = shown.get(witness.id);
    if (!known || known.witnessCount < witness.witnessCount || known.expiresAt < witness.expiresAt) return true;
    return counts && (known.base < witness.base || [...witness.counts].some(([slot, n]) => n > (known.counts.get(slot) ?? 0)));
  }

  /** If more is pending than may be sent now, our own goes first, and then the newest. */
  function arrange() {
    if (pending.size <= Math.min(sent.available(), sentNew.available())) return;
    const ids = field.all().map(({ id }) => id).filter((id) => pending.has(id));
    for (const id of ids.sort((a, b) => Number(field.isOwn(b)) - Number(field.isOwn(a)))) {
      const isOwn = pending.get(id) === true;
      pending.delete(id);
      pending.set(id, isOwn);
    }
  }

  function flush(isSync = false) {
    const most = ext.includes('batch') ? MAX_ITEMS : 1;
    if (!isSync) arrange();
    for (let isMore = isSync || pending.size > 0, isFirst = true; isMore && (isSync || buffered() <= MAX_BUFFERED); isFirst = false) {
      const room = isSync ? Infinity : sent.available();
      /** @type {string[][]} */ const [items, synced] = [[], []];
      let size = 0;
      isMore = false;
      for (const [id, isOwn] of pending) {
        const known = field.get(id);
        if (known && (isSync || isNews(known))) {
          const isKnown = shown.has(id);
          if (items.length + synced.length === room || (!isSync && !isKnown && !sentNew.available())) continue;
          const { base, counts: slots, ...more } = known;
          const witness = { ...more, ...(base > 1 && { base }), ...(slots.size && { counts: Object.fromEntries(slots) }) };
          // Without `counts`, an update would say that we have witnessed it again ourselves.
          const group = isSync || (isKnown && !isOwn && !counts) ? synced : items;
          const item = JSON.stringify(group === synced ? witness : { type: isKnown ? 'witness-update' : 'witness-new', witness, timestamp: now() });
          size += bytesOf(item) + 1;
          isMore = (size > MAX_PIECE && items.length + synced.length > 0) || (group === items && items.length === most);
          if (isMore) break;
          group.push(item);
          if (!isKnown) sentNew.take(1);
          note(known);
        }
        pending.delete(id);
      }
      if (!isSync) sent.take(items.length + synced.length);
      if (synced.length || (isSync && isFirst)) send(`{"type":"witness-sync","witnesses":[${synced}],"timestamp":${now()}}`);
      if (items.length) send(items.length > 1 ? `{"type":"witness-batch","items":[${items}]}` : items[0]);
    }
  }

  /** @param {string} id */
  function tell(id, isOwn = false) {
    if (!pending.size) queueMicrotask(flush);
    pending.set(id, isOwn || pending.get(id) === true);
  }

  /** @param {string} id */
  function forget(id) {
    for (const known of [shown, pending]) known.delete(id);
  }

  function sync() {
    pending.clear();
    field.all().forEach(({ id }) => pending.set(id, false));
    flush(true);
  }

  /** @param {any} raw */
  function merge(raw, again = false) {
    const witness = readWitness(raw);
    if (!witness) return drop('bad witness');
    const { id } = witness;
    note(witness);
    const refusal = REFUSALS[field.merge(witness, origin, again)];
    if (!refusal) return tell(id);
    forget(id);
    drop(refusal);
  }

  /** @param {any} value @returns {any[]} */
  function listOf(value) {
    if (Array.isArray(value)) return value;
    drop('unknown message');
    return [];
  }

  /** @type {Record<string, (message: any) => void>} */
  const types = {
    'witness-sync': ({ witnesses }) => listOf(witnesses).slice(0, MAX_WITNESSES).forEach((witness) => merge(witness)),
    'witness-new': ({ witness }) => merge(witness),
    'witness-update': ({ witness }) => merge(witness, !counts),
  };
  if (ext.includes('ping')) {
    types.ping = ({ t }) => send(JSON.stringify({ type: 'pong', t: Number(t) }));
    types.pong = () => {};
  }
  if (ext.includes('batch')) {
    types['witness-batch'] = ({ items }) => listOf(items).slice(0, MAX_ITEMS).forEach((item, place) => item?.type !== 'witness-batch' && take(item, place));
  }
  if (ext.includes('digest')) {
    types['witness-digest'] = ({ hash }) => {
      const all = field.all();
      if (hash === digestOf(all) || monotonic() < answerAt) return;
      answerAt = monotonic() + ANSWER_MS;
      let size = 0;
      const versions = all.map(({ id, witnessCount, expiresAt }) => JSON.stringify([id, witnessCount, expiresAt]));
      send(`{"type":"witness-versions","versions":[${versions.filter((text) => (size += bytesOf(text) + 1) < MAX_PIECE)}]}`);
    };
    types['witness-versions'] = ({ versions }) => {
      if (!asked || !Array.isArray(versions)) return drop('unknown message');
      asked = false;
      const theirs = new Map(versions.filter(Array.isArray).map(([id, ...version]) => [id, version]));
      for (const witness of field.all()) {
        const { id, witnessCount } = witness;
        const [count, expiry] = theirs.get(id) ?? [0, 0];
        const expiresAt = shown.get(id)?.expiresAt ?? expiry; // what it was shown, it has cut short on purpose
        if (!theirs.has(id)) shown.delete(id);
        else if (count < witnessCount) shown.set(id, { ...witness, expiresAt, witnessCount: count, base: 0, counts: new Map() });
        else if (expiry >= witness.expiresAt) continue;
        tell(id);
      }
    };
  }

  function isWithinRate() {
    if (received.take(1)) return true;
    const since = monotonic() - excessAt;
    excessMs = since < PAUSE_MS ? excessMs + since : Math.max(0, excessMs - since);
    excessAt = monotonic();
    drop('too many messages');
    if (excessMs >= PATIENCE_MS) onFlood();
    return false;
  }

  /** @param {any} message @param {number} [place] in a batch, which has paid for its first item */
  function take(message, place) {
    if (place !== 0 && !isWithinRate()) return;
    if (Object.hasOwn(types, message?.type)) types[message.type](message);
    else drop('unknown message');
  }

  return {
    tell,
    forget,
    sync,
    flush,

    check() {
      if (!ext.includes('digest')) return sync();
      asked = true;
      const all = field.all();
      send(JSON.stringify({ type: 'witness-digest', hash: digestOf(all), size: all.length }));
    },

    receive(data) {
      if (typeof data !== 'string') return drop('not text');
      if (data.length > MAX_MESSAGE) return drop('message too big');
      const message = parsed(data);
      if (message === undefined) return drop('not JSON');
      take(message);
    },
  };
}
