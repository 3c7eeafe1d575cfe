/**
 * The witnesses that live in this page: docs/protocol.md, 5 and 7.
 * @import { Admission, Counted, Field, FieldPort, Held, Origin, Raise, Tally, Witness } from './types.js'
 */
import {
  bucket, GROWTH_GRACE_MS, GROWTH_OF_LINK, GROWTH_OF_WITNESS, LIFETIME_MS, MAX_OWN_TEXT, MAX_TOMBSTONES, MAX_WITNESSES, NEW_OF_LINK, OWN_KEPT,
  SKEW_MS, SLOT_INTERVAL_MS,
} from './limits.js';

const MAX_TEXT = 2000;
const MAX_ID = 128;
const MAX_UNKNOWN_BYTES = 2048;
const MAX_SLOTS = 64;
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
  const slots = Object.entries(objectOf(counts)).filter(([slot, n]) => /^[0-9a-z]{1,16}$/.test(slot) && isCount(n)).slice(0, MAX_SLOTS);
  const read = {
    ...more, id, text, createdAt: Math.trunc(createdAt), expiresAt: Math.trunc(expiresAt), witnessCount,
    ...(isId(contextOf) && { contextOf }),
    metadata: { ...moreData, position: { x, y }, entropySeed },
    base: isCount(base) ? base : 1, counts: new Map(slots.sort()),
  };
  return { ...read, witnessCount: Math.max(witnessCount, Math.min(explained(read), MAX_NUMBER)) };
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

/** A peer without a slot has witnessed it again and shows its count. @type {Raise} */
function raisedAgain(mine, shown, most = MAX_NUMBER) {
  const heard = raised(mine, { ...shown, witnessCount: 1 }, most);
  const { witnessCount } = heard;
  if (shown.witnessCount <= witnessCount || witnessCount >= most) return heard;
  const base = heard.base + witnessCount - explained(heard) + 1;
  return { ...heard, base, witnessCount: Math.max(witnessCount + 1, Math.min(shown.witnessCount, most)) };
}

/** What is left if no slot may count more than its owner can have by now. @param {Counted} shown @param {number} most */
function withSlotsUpTo(shown, most) {
  const cut = { ...shown, counts: new Map([...shown.counts].map(([slot, n]) => [slot, Math.min(n, most)])) };
  cut.witnessCount = Math.max(explained(cut), shown.witnessCount + explained(cut) - explained(shown));
  return cut;
}

/** @param {Tally} tally @param {Tally} before */
const hasGrown = (tally, before) =>
  tally.witnessCount > before.witnessCount || tally.base > before.base || [...tally.counts].some(([slot, n]) => n > (before.counts.get(slot) ?? 0));

/** @param {{order: number, id: string}} a @param {{order: number, id: string}} b */
export const newestFirst = (a, b) => b.order - a.order || (a.id < b.id ? -1 : 1);

/** @param {FieldPort} port @returns {Field} */
export function createField({ ttlMs, now, monotonic, random, onChange }) {
  /** @type {Map<string, Held>} */ const held = new Map();
  /** How those that expired were then. @type {Map<string, Counted>} */ const tombstones = new Map();
  let timer = 0;

  /** @param {Counted} witness as it is from now on @param {Held} entry @param {boolean} [isOwn] whether it changed by our doing */
  function keep(witness, entry, isOwn = false) {
    const { id, expiresAt } = witness;
    const isKnown = held.has(id);
    const deadline = isKnown && entry.witness.expiresAt === expiresAt ? entry.deadline : monotonic() + expiresAt - now();
    held.set(id, { ...entry, witness, deadline });
    tombstones.delete(id);
    onChange(isKnown ? 'updated' : 'added', plain(witness), isOwn);
    const oldest = held.size > MAX_WITNESSES && expendable();
    if (oldest) remove(oldest);
    expire();
    return plain(witness);
  }

  /** What a claim ahead of our clock must not do is to place a witness before those that are made meanwhile. @type {(witness: Counted, isOwn: boolean) => Held} */
  const entryOf = (witness, isOwn) => ({
    id: witness.id, order: Math.min(witness.createdAt, now()), isOwn, witness, deadline: 0,
    grewAt: monotonic(), growth: bucket(GROWTH_OF_WITNESS, monotonic), growthOf: new WeakMap(),
  });

  /** The oldest that may give way: any of others, but not the newest of our own. */
  function expendable() {
    const entries = [...held.values()].sort(newestFirst);
    const kept = new Set(entries.filter(({ isOwn }) => isOwn).slice(0, OWN_KEPT));
    return entries.filter((entry) => !kept.has(entry)).at(-1);
  }

  /** @param {Held} entry */
  function remove({ id, witness, deadline }) {
    held.delete(id);
    if (deadline <= monotonic()) tombstones.set(id, witness);
    const [oldest] = tombstones.keys();
    if (tombstones.size > MAX_TOMBSTONES) tombstones.delete(oldest);
    onChange('removed', plain(witness), false);
  }

  function expire() {
    for (const entry of held.values()) if (!isAlive(entry)) remove(entry);
    clearTimeout(timer);
    const next = Math.min(...[...held.values()].map(({ deadline }) => deadline));
    if (held.size) timer = setTimeout(expire, Math.ceil(next - monotonic()));
  }

  const isAlive = (/** @type {Held} */ { deadline }) => deadline > monotonic();
  const alive = (id = '') => [held.get(id)].find((entry) => entry && isAlive(entry));
  const all = () => [...held.values()].filter(isAlive).sort(newestFirst).map(({ witness }) => witness);

  /** Why a witness that is unknown here is not taken in. @type {(shown: Held, origin: Origin) => Admission|undefined} */
  function refusal(shown, origin) {
    const { createdAt, expiresAt, witnessCount } = shown.witness;
    if (createdAt > now() + SKEW_MS) return 'from-the-future';
    const buried = tombstones.get(shown.id);
    if (buried && (expiresAt <= buried.expiresAt || witnessCount <= buried.witnessCount)) return 'buried';
    if (held.size >= MAX_WITNESSES) {
      const oldest = expendable();
      if (!oldest || newestFirst(shown, oldest) > 0) return 'crowded-out';
    }
    if (!origin.fresh.take(1)) return 'too-many-new';
  }

  return {
    all,
    list: () => all().map(plain),
    get: (id) => alive(id)?.witness,
    isOwn: (id) => alive(id)?.isOwn === true,
    origin: () => ({ fresh: bucket(NEW_OF_LINK, monotonic) }),

    add(text, contextOf) {
      const trimmed = String(text).trim();
      if (!trimmed) throw new RangeError('A witness needs a text.');
      if (trimmed.length > MAX_OWN_TEXT) throw new RangeError(`A witness has at most ${MAX_OWN_TEXT} characters.`);
      const parent = alive(contextOf)?.witness.metadata.position;
      const [x, y] = [parent?.x ?? 50, parent?.y ?? 50].map((near) => clamp(near + (2 * random() - 1) * (parent ? 10 : 45), 5, 95));
      const createdAt = now();
      const made = {
        id: `w_${createdAt.toString(36)}_${randomName(random)}`,
        text: trimmed, createdAt, expiresAt: createdAt + ttlMs, witnessCount: 1,
        ...(isId(contextOf) && { contextOf }),
        metadata: { position: { x, y }, entropySeed: random() },
        base: 1, counts: new Map(),
      };
      return keep(made, entryOf(made, true));
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
      return keep(again, { ...known, slot, grewAt: monotonic() }, true);
    },

    merge(shown, origin, isAgain = false) {
      const { id } = shown;
      if (shown.expiresAt <= now()) return 'expired';
      const known = alive(id);
      if (!known && held.has(id)) expire();
      const expiresAt = Math.min(shown.expiresAt, now() + Math.max(ttlMs, LIFETIME_MS) + SKEW_MS);
      const entry = known ?? entryOf(shown, false);
      const refused = known ? undefined : refusal(entry, origin);
      if (refused) return refused;

      const mine = known?.witness ?? { ...shown, expiresAt, witnessCount: 1, base: 1, counts: new Map() };
      const raise = known && isAgain ? raisedAgain : raised;
      const credible = withSlotsUpTo(shown, 1 + Math.floor(Math.max(0, now() + SKEW_MS - mine.createdAt) / SLOT_INTERVAL_MS));
      const full = raise(mine, credible);
      const ofLink = entry.growthOf.get(origin) ?? bucket(GROWTH_OF_LINK, monotonic);
      entry.growthOf.set(origin, ofLink);
      const granted = entry.growth.take(Math.min(full.witnessCount - mine.witnessCount, ofLink.available()));
      ofLink.take(granted);
      const merged = raise(mine, credible, mine.witnessCount + granted);
      if (hasGrown(full, mine)) entry.grewAt = monotonic();
      // Who only wants to keep a text alive has to raise its count, which people see.
      const isLater = expiresAt > mine.expiresAt && monotonic() - entry.grewAt <= GROWTH_GRACE_MS;
      if (isLater) merged.expiresAt = expiresAt;
      if (known && !isLater && !hasGrown(merged, mine)) return 'unchanged';
      keep(merged, entry);
      return known ? 'updated' : 'added';
    },

    close: () => clearTimeout(timer),
  };
}
