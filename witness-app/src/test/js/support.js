import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The vectors recorded from the real gun.js, shared with the Java tests. @param {string} name */
export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../../../gun-java/src/test/resources/vectors/${name}.json`, import.meta.url), 'utf8'));

/** The cases that the Java tests read too. @param {string} name */
export const cases = (name) => JSON.parse(readFileSync(new URL(`../resources/cases/${name}.json`, import.meta.url), 'utf8')).cases;

/** The modules under test, from where the page loads them. @param {string} name */
export const web = (name) => import(new URL(`../../main/resources/web/${name}`, import.meta.url).href);

export const webFolder = fileURLToPath(new URL('../../main/resources/web', import.meta.url));
/** @param {string} name */
export const source = (name) => readFileSync(`${webFolder}/${name}`, 'utf8');

/** The modules that come with some: what they import, and what those import in turn. @param {string[]} names */
export function loadedWith(names, isDynamicToo = false) {
  const loaded = new Set(names);
  const imports = isDynamicToo ? /(?:^(?:import|export) .*from |await import\()'\.\/(.*?\.js)'/gm : /^(?:import|export) .*from '\.\/(.*?\.js)'/gm;
  for (const name of loaded) for (const [, imported] of source(name).matchAll(imports)) loaded.add(imported);
  return [...loaded].sort();
}

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

/**
 * Takes over `setTimeout`, `setInterval` and `Date.now`: time stands still until the test lets it pass.
 * @param {number} start ms since the epoch
 */
export function virtualTime(start) {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const realNow = Date.now;
  /** @type {Map<number, {at: number, every: number, run: () => void}>} */ const due = new Map();
  let now = start;
  let ids = 0;

  const plan = (/** @type {boolean} */ again) => (/** @type {() => void} */ run, ms = 0) => {
    const wait = Math.max(1, ms);
    due.set(++ids, { at: now + wait, every: again ? wait : 0, run });
    return ids;
  };
  const cancel = (/** @type {number} */ id) => void due.delete(id);
  Object.assign(globalThis, { setTimeout: plan(false), setInterval: plan(true), clearTimeout: cancel, clearInterval: cancel });
  Date.now = () => now;

  return {
    /** Lets time pass, with all that falls due in it. @param {number} ms */
    tick(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(([, { at }]) => at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b);
        if (!next) break;
        const [id, timer] = next;
        now = timer.at;
        if (timer.every) timer.at += timer.every;
        else due.delete(id);
        timer.run();
      }
      now = end;
    },
    /** How many timers are running. */
    pending: () => due.size,
    restore() {
      Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
      Date.now = realNow;
    },
  };
}
