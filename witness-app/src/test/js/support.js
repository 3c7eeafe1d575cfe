import { readFileSync } from 'node:fs';

/** The vectors recorded from the real gun.js, shared with the Java tests. @param {string} name */
export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../../../gun-java/src/test/resources/vectors/${name}.json`, import.meta.url), 'utf8'));

/** The modules under test, from where the page loads them. @param {string} name */
export const web = (name) => import(new URL(`../../main/resources/web/${name}`, import.meta.url).href);

/** mulberry32; the seed is printed so that a failure can be replayed with SEED=... */
export function seededRandom() {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`# SEED=${seed}`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets everything that was queued for "as soon as possible" happen. */
export async function settle() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** The browser's WebSocket with the wire in the test's hands: each socket dialled is listed in `sockets`. */
export function scriptedWebSocket() {
  /** @type {any[]} */ const sockets = [];
  class ScriptedWebSocket {
    bufferedAmount = 0;
    /** @type {any[]} */ sent = [];
    isClosed = false;

    /** @param {string} url */
    constructor(url) {
      this.url = url;
      sockets.push(this);
    }

    /** @param {string} text */
    send(text) {
      this.sent.push(...[JSON.parse(text)].flat());
    }

    close() {
      this.isClosed = true;
    }

    accept() {
      /** @type {any} */ (this).onopen();
    }

    /** @param {unknown} frame */
    hear(frame) {
      /** @type {any} */ (this).onmessage({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
    }

    breakOff(code = 1006) {
      /** @type {any} */ (this).onclose({ code });
    }

    puts = () => this.sent.filter(({ put }) => put);
    gets = () => this.sent.filter(({ get }) => get).map(({ get }) => get['#']);
  }
  return { WebSocket: /** @type {any} */ (ScriptedWebSocket), sockets };
}
