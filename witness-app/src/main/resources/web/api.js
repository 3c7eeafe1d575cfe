/** The program that serves this page, over HTTP. Every address is relative, so the page may live under any path. */

/** What a write must show; kept for the tab, out of sight. It came in the part of the address that browsers send to nobody. */
const KEY = 'witness-token';
const [, token] = location.hash.match(/^#token=([\w-]+)$/) ?? [];
if (token) {
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname + location.search);
}

/** @param {string} path @param {RequestInit} [request] @returns {Promise<Response>} a rejection carries a message for people */
async function call(path, request) {
  const shown = sessionStorage.getItem(KEY);
  const headers = { ...request?.headers, ...(shown && { authorization: `Bearer ${shown}` }) };
  const response = await fetch(path, { ...request, headers }).catch(() => undefined);
  if (!response) throw new Error('The program is not answering.');
  if (response.ok) return response;
  const { error } = await response.json().catch(() => ({}));
  throw new Error(error ?? `Refused with status ${response.status}.`);
}

/** @param {string} path @returns {Promise<any>} */
export const get = async (path) => (await call(path)).json();

/** @param {string} path @returns {Promise<string>} an address for the picture at that path */
export const picture = async (path) => URL.createObjectURL(await (await call(path)).blob());

/** @param {string} path @param {object} [body] @returns {Promise<any>} */
export const post = async (path, body = {}) =>
  (await call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();

/** The events of the peer in the program. */
export const events = () => new EventSource('api/events');
