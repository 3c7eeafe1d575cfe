/**
 * How Gun settles conflicts: pure functions over values, states and texts.
 * Rule: `ham()` in src/root.js, `State` in src/state.js and `String.hash` in src/shim.js of gun.js 0.2020.1241.
 * @import { Entry, Value } from './types.js'
 */

/** @param {unknown} value @returns {value is {'#': string}} */
export function isLink(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const soul = /** @type {Record<string, unknown>} */ (value)['#'];
  return typeof soul === 'string' && soul !== '' && Object.keys(value).length === 1;
}

/** @param {unknown} value @returns {value is Value} */
export function isValue(value) {
  return value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value) || isLink(value);
}

/** Names that hurt the JavaScript behind a relay when used as a soul or a message id. @param {string} name */
export const isUnsafeName = (name) => name in Object.prototype || name === 'prototype';

/**
 * Judges one incoming entry. Equal states are decided by the JSON texts, compared by UTF-16 units.
 *
 * @param {number} machine this machine's clock
 * @param {Entry} incoming
 * @param {Entry|undefined} known
 * @returns {'defer'|'ignore'|'merge'}
 */
export function decide(machine, incoming, known) {
  if (incoming.state > machine) return 'defer';
  if (!known || incoming.state > known.state) return 'merge';
  if (incoming.state < known.state) return 'ignore';
  return JSON.stringify(incoming.value) <= JSON.stringify(known.value) ? 'ignore' : 'merge';
}

/** A clock that never repeats a state: writes of one millisecond get fractions of it. @param {() => number} now */
export function stateClock(now) {
  let last = -Infinity;
  let writes = 0;
  return () => {
    const time = now();
    if (time > last + writes / 999) [last, writes] = [time, 0];
    else writes += 1;
    return last + writes / 999;
  };
}

/** JSON with the keys of every object sorted: the text that `##` is the hash of. @param {any} value @returns {string} */
export function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** The same as Java's String.hashCode. @param {string} text */
export function hash(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(31, sum) + text.charCodeAt(i)) | 0;
  return sum;
}
