/** The witnesses that live in this page: docs/protocol.md, 5 and 7. @import { Counted, Field, FieldPort, Held, Raise, Tally, Witness } from './types.js' */
export const MAX_OWN_TEXT = 140;
export const MAX_WITNESSES = 200;
const MAX_TEXT = 2000;
const MAX_ID = 128;
const MAX_UNKNOWN_BYTES = 2048;
const MAX_SLOTS = 64;
const MAX_TOMBSTONES = 1000;
const LIFETIME_MS = 600_000;
const SKEW_MS = 60_000;
const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

/** @param {string} text */
export const bytesOf = (text) => new TextEncoder().encode(text).length;

/** @param {string} json @returns {any} undefined where it is none */
export function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** @param {() => number} random */
export const randomName = (random) => random().toString(36).slice(2, 11) || '0';

/** @param {number} x @param {number} low @param {number} high */
const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

/** @param {any} id */
const isId = (id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID && id !== '__proto__';
/** @param {any} n */
const isCount = (n) => Number.isSafeInteger(n) && n >= 1;

/** @param {string} text */
function derived(text) {
  let sum = 7;
  for (let i = 0; i < text.length; i++) sum = Math.imul(31, sum) + text.charCodeAt(i);
  return (Math.imul(sum, 0x9e3779b1) >>> 0) / 2 ** 32;
}

/** @param {any} value @returns {Record<string, any>} */
const objectOf = (value) => (Object(value) === value && !Array.isArray(value) ? value : {});

/** @param {any} value @param {number} depth @returns {boolean} */
const isSane = (value, depth) =>
  Object(value) === value
    ? depth > 0 && Object.entries(value).every(([name, member]) => name !== '__proto__' && isSane(member, depth - 1))
    : typeof value !== 'number' || Number.isFinite(value);

/** @param {object} members */
const saneOf = (members) => Object.fromEntries(Object.entries(members).filter(([name, member]) => isSane({ [name]: member }, 5)));

/** @param {any} raw from a stranger @returns {Counted|undefined} */
export function readWitness(raw) {
  const { id, text, createdAt, expiresAt, witnessCount, contextOf, metadata, base, counts, ...unknown } = raw ?? {};
  if (!isId(id) || typeof text !== 'string' || !text.trim() || text.length > MAX_TEXT) return;
  if (![createdAt, expiresAt].every(Number.isFinite) || createdAt < 0 || createdAt > expiresAt || expiresAt > MAX_NUMBER) return;
  if (!isCount(witnessCount)) return;
  const { position, entropySeed: seed, ...unknownData } = objectOf(metadata);
  const [x, y] = ['x', 'y'].map((axis) => (Number.isFinite(position?.[axis]) ? clamp(position[axis], 0, 100) : 5 + 90 * derived(axis + id)));
  const entropySeed = typeof seed === 'number' && seed >= 0 && seed < 1 ? seed : derived(`seed${id}`);
  let [more, moreData] = [unknown, unknownData].map(saneOf);
  if (bytesOf(JSON.stringify(more) + JSON.stringify(moreData)) > MAX_UNKNOWN_BYTES) more = moreData = {};
  const slots = Object.entries(objectOf(counts)).filter(([slot, n]) => /^[0-9a-z]{1,16}$/.test(slot) && isCount(n));
  const bare = {
    ...more, id, text, createdAt: Math.trunc(createdAt), expiresAt: Math.trunc(expiresAt), witnessCount,
    ...(isId(contextOf) && { contextOf }),
    metadata: { ...moreData, position: { x, y }, entropySeed },
    base: isCount(base) ? base : 1, counts: new Map(),
  };
  return raised(bare, { ...bare, counts: new Map(slots) });
}

/** @param {Counted} counted @returns {Witness} */
export const plain = ({ base, counts, ...witness }) => witness;

/** @param {Tally} tally */
const explained = ({ base, counts }) => [...counts.values()].reduce((sum, n) => sum + n, base);

/** @type {Raise} */
export function raised(mine, shown, most = MAX_NUMBER) {
  let room = Math.max(0, most - explained(mine));
  const raise = (/** @type {number} */ from, /** @type {number} */ to) => {
    const by = clamp(to - from, 0, room);
    room -= by;
    return from + by;
  };
  const merged = { ...mine, base: raise(mine.base, shown.base), counts: new Map(mine.counts) };
  for (const [slot, n] of [...shown.counts].sort()) {
    const known = mine.counts.get(slot) ?? 0;
    const count = known || merged.counts.size < MAX_SLOTS ? raise(known, n) : 0;
    if (count) merged.counts.set(slot, count);
  }
  merged.witnessCount = Math.max(mine.witnessCount, explained(merged), Math.min(shown.witnessCount, most));
  return merged;
}

/** @param {Witness} a @param {Witness} b */
export const newestFirst = (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);

/** @param {FieldPort} port @returns {Field} */
export function createField({ ttlMs, now, monotonic, random, onChange }) {
  /** @type {Map<string, Held>} */ const held = new Map();
  /** The latest expiry stated. @type {Map<string, number>} */ const tombstones = new Map();
  let timer = 0;

  /** @param {Counted} witness @param {number} claimed @param {string} [slot] */
  function keep(witness, claimed, slot) {
    const { id, expiresAt } = witness;
    const known = held.get(id);
    const deadline = known?.witness.expiresAt === expiresAt ? known.deadline : monotonic() + expiresAt - now();
    held.set(id, { witness, deadline, claimed: Math.max(claimed, known?.claimed ?? 0), slot: slot ?? known?.slot });
    tombstones.delete(id);
    onChange(known ? 'updated' : 'added', plain(witness), slot !== undefined);
    if (held.size > MAX_WITNESSES) remove(/** @type {Counted} */ (all().at(-1)));
    expire();
    return plain(witness);
  }

  /** @param {Counted} witness @param {number} [claimed] if it is over */
  function remove(witness, claimed) {
    held.delete(witness.id);
    if (claimed !== undefined) tombstones.set(witness.id, claimed);
    const [oldest] = tombstones.keys();
    if (tombstones.size > MAX_TOMBSTONES) tombstones.delete(oldest);
    onChange('removed', plain(witness), false);
  }

  function expire() {
    for (const entry of held.values()) if (!isAlive(entry)) remove(entry.witness, entry.claimed);
    clearTimeout(timer);
    const next = Math.min(...[...held.values()].map(({ deadline }) => deadline));
    if (held.size) timer = setTimeout(expire, Math.ceil(next - monotonic()));
  }

  const isAlive = (/** @type {Held} */ { deadline }) => deadline > monotonic();
  const alive = (id = '') => [held.get(id)].find((entry) => entry && isAlive(entry));
  const all = () => [...held.values()].filter(isAlive).map(({ witness }) => witness).sort(newestFirst);
  const latestExpiry = () => now() + Math.max(ttlMs, LIFETIME_MS) + SKEW_MS;

  return {
    all,
    list: () => all().map(plain),
    get: (id) => alive(id)?.witness,

    add(text, contextOf) {
      const trimmed = String(text).trim();
      if (!trimmed) throw new RangeError('A witness needs a text.');
      if (trimmed.length > MAX_OWN_TEXT) throw new RangeError(`A witness has at most ${MAX_OWN_TEXT} characters.`);
      const parent = alive(contextOf)?.witness.metadata.position;
      const [x, y] = [parent?.x ?? 50, parent?.y ?? 50].map((near) => clamp(near + (2 * random() - 1) * (parent ? 10 : 45), 5, 95));
      const createdAt = now();
      const expiresAt = createdAt + ttlMs;
      return keep({
        id: `w_${createdAt.toString(36)}_${randomName(random)}`,
        text: trimmed, createdAt, expiresAt, witnessCount: 1,
        ...(isId(contextOf) && { contextOf }),
        metadata: { position: { x, y }, entropySeed: random() },
        base: 1, counts: new Map(),
      }, expiresAt);
    },

    reWitness(id) {
      const known = alive(id);
      if (!known || known.witness.witnessCount === MAX_NUMBER) return;
      const { witness, slot = randomName(random) } = known;
      const expiresAt = Math.max(witness.expiresAt, now() + ttlMs);
      const again = { ...witness, expiresAt, counts: new Map(witness.counts), witnessCount: witness.witnessCount + 1 };
      const mine = again.counts.get(slot) ?? 0;
      if (mine || again.counts.size < MAX_SLOTS) again.counts.set(slot, mine + 1);
      again.base += again.witnessCount - explained(again);
      return keep(again, expiresAt, slot);
    },

    merge(shown, allow, again) {
      const { id, createdAt, witnessCount } = shown;
      const known = held.get(id);
      const expiresAt = Math.min(shown.expiresAt, latestExpiry());
      if (!known) {
        if (expiresAt <= now() || createdAt > latestExpiry() || shown.expiresAt <= (tombstones.get(id) ?? -1)) return;
        const oldest = held.size < MAX_WITNESSES ? undefined : all().at(-1);
        if (oldest && newestFirst(shown, oldest) > 0) return;
      }
      const mine = known?.witness ?? { ...shown, expiresAt, witnessCount: 1, base: 1, counts: new Map() };
      const heard = raised(mine, { ...shown, witnessCount: 1 });
      const unheard = known && again && witnessCount > heard.witnessCount;
      const tally = unheard ? { ...shown, base: heard.base + heard.witnessCount - explained(heard) + 1 } : shown;
      const growth = raised(mine, tally).witnessCount - mine.witnessCount;
      const merged = raised(mine, tally, mine.witnessCount + (growth && allow(growth)));
      const later = known && shown.expiresAt > known.claimed && expiresAt > mine.expiresAt;
      if (later) merged.expiresAt = expiresAt;
      const grown = merged.witnessCount > mine.witnessCount || explained(merged) > explained(mine);
      if (!known || later || grown) keep(merged, shown.expiresAt);
    },

    close: () => clearTimeout(timer),
  };
}
