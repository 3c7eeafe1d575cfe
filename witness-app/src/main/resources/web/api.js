/** The program that serves this page, over HTTP. Every address is relative, so the page may live under any path. */

/** @param {string} path @param {RequestInit} [request] @returns {Promise<any>} what it answers; a rejection carries a message for people */
async function call(path, request) {
  const response = await fetch(path, request).catch(() => undefined);
  if (!response) throw new Error('The program is not answering.');
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `Refused with status ${response.status}.`);
  return body;
}

/** @param {string} path */
export const get = (path) => call(path);

/** @param {string} path @param {object} [body] */
export const post = (path, body = {}) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** The events of the peer in the program. */
export const events = () => new EventSource('api/events');
