/**
 * A WebSocket to one relay that is dialled again for ever, with full jitter between half a second and 30 s.
 *
 * A relay sends `[]` every 20 s, so a connection that is silent for 65 s is taken for dead.
 *
 * @typedef {'connecting'|'up'|'down'} RelayState
 * @typedef {{state: RelayState, url: string, reason: string, send(text: string): boolean, renew(): unknown, close(): void}} RelaySocket
 */
const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const SILENCE_MS = 65_000;
const MAX_UNSENT_BYTES = 1 << 20;

/**
 * @param {string} relay address with ws:, wss:, http: or https:
 * @param {{WebSocket: typeof WebSocket, random: () => number, onOpen: () => void, onText: (text: string) => void,
 *   onState: () => void}} port
 * @returns {RelaySocket}
 */
export function dialRelay(relay, { WebSocket, random, onOpen, onText, onState }) {
  const url = relay.replace(/^http/, 'ws');
  /** @type {WebSocket|undefined} */ let socket;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let timer;
  let failures = 0;
  let closed = false;
  const self = { state: /** @type {RelayState} */ ('down'), url, reason: '', send, close, renew: () => socket && drop(socket, 'dialled anew') };

  /** @param {RelayState} state @param {string} reason */
  function become(state, reason) {
    self.state = state;
    self.reason = reason;
    onState();
  }

  function dial() {
    become('connecting', '');
    const mine = (socket = new WebSocket(url));
    expectSignOfLife(mine);
    mine.onopen = () => {
      if (mine !== socket) return;
      become('up', '');
      onOpen();
    };
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      failures = 0;
      expectSignOfLife(mine);
      if (typeof data === 'string') onText(data);
    };
    mine.onclose = ({ code }) => drop(mine, code === 1000 ? 'closed by the relay' : `closed with code ${code}`);
  }

  /** @param {WebSocket} mine */
  function expectSignOfLife(mine) {
    clearTimeout(timer);
    timer = setTimeout(() => drop(mine, 'silent for 65 s'), SILENCE_MS);
  }

  /** @param {WebSocket} mine @param {string} reason */
  function drop(mine, reason) {
    if (mine !== socket || closed) return;
    socket = undefined;
    mine.close();
    clearTimeout(timer);
    const bound = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** Math.min(++failures, 10));
    timer = setTimeout(dial, MIN_DELAY_MS + random() * (bound - MIN_DELAY_MS));
    become('down', reason);
  }

  /** False if the text did not go out; a relay that takes nothing in any more is given up and dialled anew. @param {string} text */
  function send(text) {
    if (!socket || self.state !== 'up') return false;
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
      drop(socket, 'the relay reads too slowly');
      return false;
    }
    socket.send(text);
    return true;
  }

  function close() {
    closed = true;
    clearTimeout(timer);
    socket?.close();
    socket = undefined;
    become('down', 'closed');
  }

  dial();
  return self;
}
