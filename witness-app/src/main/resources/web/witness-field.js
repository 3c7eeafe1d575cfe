/**
 * The witnesses that live in this page, and the rules by which those of others are taken in.
 *
 * @typedef {{position: {x: number, y: number}, entropySeed: number}} Metadata
 * @typedef {{id: string, text: string, createdAt: number, expiresAt: number, witnessCount: number, contextOf?: string,
 *   metadata: Metadata}} Witness  times in ms since the epoch, position in percent
 */
export const MAX_OWN_TEXT = 140;
export const MAX_WITNESSES = 200;
const MAX_TEXT = 2000;
const MAX_ID = 128;
const MAX_TOMBSTONES = 1000;
const LIFETIME_MS = 600_000;
const SKEW_MS = 60_000;

/** @param {number} x @param {number} low @param {number} high */
const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

/** `__proto__` is no id: pages of others use ids as keys of objects. @param {unknown} id @returns {id is string} */
const isId = (id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID && id !== '__proto__';

/** A number in [0, 1) that every peer derives alike, for a witness that came without its place. @param {string} text */
function derived(text) {
  let sum = 7;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(31, sum) + text.charCodeAt(i)) >>> 0;
  return (Math.imul(sum, 2654435761) >>> 0) / 2 ** 32;
}

/**
 * Reads a witness from a stranger: what decides is checked, what only adorns is repaired, all else is left behind.
 *
 * @param {any} raw
 * @returns {Witness|undefined}
 */
export function readWitness(raw) {
  const { id, text, createdAt, expiresAt, witnessCount, contextOf, metadata } = raw ?? {};
  if (!isId(id) || typeof text !== 'string' || !text.trim() || text.length > MAX_TEXT) return undefined;
  if (!Number.isFinite(createdAt) || !Number.isFinite(expiresAt) || createdAt > expiresAt) return undefined;
  if (!Number.isSafeInteger(witnessCount) || witnessCount < 1) return undefined;
  const at = (/** @type {'x'|'y'} */ axis) => {
    const given = metadata?.position?.[axis];
    return Number.isFinite(given) ? clamp(given, 0, 100) : 5 + 90 * derived(axis + id);
  };
  const seed = metadata?.entropySeed;
  const entropySeed = Number.isFinite(seed) && seed >= 0 && seed < 1 ? seed : derived(`seed${id}`);
  return {
    id, text, createdAt, expiresAt, witnessCount,
    ...(isId(contextOf) ? { contextOf } : {}),
    metadata: { position: { x: at('x'), y: at('y') }, entropySeed },
  };
}

/** The order of the list, and of who has to go: newest first, ties by id. @param {Witness} a @param {Witness} b */
export const newestFirst = (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);

/**
 * @param {{ttlMs: number, now: () => number, monotonic: () => number, random: () => number,
 *   onChange: (change: 'added'|'updated'|'removed', witness: Witness) => void}} options
 *   lifetimes are measured on the monotonic clock, so that a corrected wall clock neither kills nor keeps anything
 */
export function createField({ ttlMs, now, monotonic, random, onChange }) {
  /** `claimed` is the latest expiry that anybody has stated. @typedef {{witness: Witness, deadline: number, claimed: number}} Held */
  /** @type {Map<string, Held>} */ const held = new Map();
  /** The expiry of each one gone. @type {Map<string, number>} */ const tombstones = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let timer;

  /** @param {'added'|'updated'} change @param {Witness} witness @param {number} claimed */
  function keep(change, witness, claimed) {
    const { id, expiresAt } = Object.freeze(witness);
    held.set(id, { witness, deadline: monotonic() + expiresAt - now(), claimed });
    tombstones.delete(id);
    onChange(change, witness);
    const oldest = held.size > MAX_WITNESSES && list().at(-1);
    if (oldest) remove(oldest);
    schedule();
  }

  /** @param {Witness} witness */
  function remove(witness) {
    const claimed = held.get(witness.id)?.claimed ?? 0;
    held.delete(witness.id);
    tombstones.set(witness.id, claimed);
    if (tombstones.size > MAX_TOMBSTONES) tombstones.delete(/** @type {string} */ (tombstones.keys().next().value));
    onChange('removed', witness);
  }

  function schedule() {
    clearTimeout(timer);
    const next = Math.min(...[...held.values()].map(({ deadline }) => deadline));
    if (next < Infinity) timer = setTimeout(expire, Math.max(1, Math.ceil(next - monotonic())));
  }

  function expire() {
    for (const { witness, deadline } of [...held.values()]) if (deadline <= monotonic()) remove(witness);
    schedule();
  }

  const list = () => [...held.values()].filter(({ deadline }) => deadline > monotonic()).map(({ witness }) => witness).sort(newestFirst);
  const latestExpiry = () => now() + Math.max(ttlMs, LIFETIME_MS) + SKEW_MS;

  return Object.freeze({
    list,
    /** @param {string} id */
    get: (id) => list().find((witness) => witness.id === id),

    /** @param {string} text @param {string} [contextOf] @throws {RangeError} with a message for people */
    add(text, contextOf) {
      const trimmed = String(text).trim();
      if (!trimmed) throw new RangeError('A witness needs a text.');
      if (trimmed.length > MAX_OWN_TEXT) throw new RangeError(`A witness has at most ${MAX_OWN_TEXT} characters.`);
      const parent = contextOf === undefined ? undefined : held.get(contextOf)?.witness.metadata.position;
      const place = (/** @type {'x'|'y'} */ axis) => (parent ? clamp(parent[axis] + random() * 20 - 10, 5, 95) : 5 + random() * 90);
      const createdAt = now();
      const witness = {
        id: `w_${createdAt.toString(36)}_${random().toString(36).slice(2, 11)}`,
        text: trimmed, createdAt, expiresAt: createdAt + ttlMs, witnessCount: 1,
        ...(isId(contextOf) ? { contextOf } : {}),
        metadata: { position: { x: place('x'), y: place('y') }, entropySeed: random() },
      };
      keep('added', witness, witness.expiresAt);
      return witness;
    },

    /** @param {string} id */
    reWitness(id) {
      const known = held.get(id);
      if (!known || known.deadline <= monotonic()) return undefined;
      const expiresAt = Math.max(known.witness.expiresAt, now() + ttlMs);
      const witness = { ...known.witness, witnessCount: known.witness.witnessCount + 1, expiresAt };
      keep('updated', witness, Math.max(known.claimed, expiresAt));
      return witness;
    },

    /**
     * Takes in what another peer has shown. Count and expiry only grow; the count by no more than `allow` grants.
     * @param {Witness} shown @param {(growth: number) => number} allow
     */
    merge(shown, allow) {
      const known = held.get(shown.id);
      const expiresAt = Math.min(shown.expiresAt, latestExpiry());
      if (known) {
        const { witness } = known;
        const growth = allow(Math.max(0, shown.witnessCount - witness.witnessCount));
        const later = shown.expiresAt > known.claimed && expiresAt > witness.expiresAt;
        if (!growth && !later) return;
        const merged = { ...witness, witnessCount: witness.witnessCount + growth, expiresAt: later ? expiresAt : witness.expiresAt };
        return keep('updated', merged, Math.max(known.claimed, shown.expiresAt));
      }
      if (expiresAt <= now() || shown.createdAt > latestExpiry() || shown.expiresAt <= (tombstones.get(shown.id) ?? -Infinity)) return;
      if (held.size >= MAX_WITNESSES && newestFirst(shown, /** @type {Witness} */ (list().at(-1))) > 0) return;
      keep('added', { ...shown, expiresAt, witnessCount: 1 + allow(shown.witnessCount - 1) }, shown.expiresAt);
    },

    close: () => clearTimeout(timer),
  });
}
