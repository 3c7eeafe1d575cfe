/**
 * The store of the deployed pages, on a peer that connects: the same names, the same shapes, for any framework that knows
 * subscribable stores. Nothing happens before `initializeStore`, so it can be imported on a server too.
 * @import { Peer, Readable, Status, StoreOptions, Witness } from './types.js'
 */
import { createPeer } from './peer.js';

export { createPeer };

/** Where the deployed pages meet. */
const DEPLOYMENT = {
  relays: ['wss://the-witness-field-production.up.railway.app/gun'],
  iceServers: [{ urls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'] }],
};

/** A value that can be subscribed to. @template T @param {T} value */
function store(value) {
  /** @type {Set<{listener: (value: T) => void}>} */ const subscriptions = new Set();
  /** @type {Readable<T>} */
  const readable = {
    subscribe(listener) {
      const mine = { listener };
      subscriptions.add(mine);
      listener(value);
      return () => void subscriptions.delete(mine);
    },
  };
  const set = (/** @type {T} */ next) => {
    value = next;
    for (const { listener } of [...subscriptions]) listener(value);
  };
  return { readable, set };
}

const list = store(/** @type {Witness[]} */ ([]));
const status = store(/** @type {Status} */ ({ mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false }));
/** Those alive, newest first. */
export const witnesses = list.readable;
export const connectionStatus = status.readable;
/** @type {Promise<Peer>|undefined} */ let running;

/** Starts the peer of this page, once; it leaves with the page. @param {StoreOptions} [options] */
export function initializeStore(options) {
  running ??= start(options);
}

/** @param {StoreOptions} [options] @returns {Promise<Peer>} */
async function start(options = {}) {
  const { relays = DEPLOYMENT.relays, graph = (await import('./gun-graph.js')).openGraph({ relays }) } = options;
  const peer = createPeer({ ...DEPLOYMENT, ...options, graph });
  let isDue = false;
  const show = () => {
    isDue = false;
    list.set(peer.witnesses());
  };
  peer.on(({ event }) => {
    if (event === 'status') status.set(peer.status());
    if (event !== 'witness' || isDue) return;
    isDue = true;
    queueMicrotask(show);
  });
  status.set(peer.status());
  addEventListener('pagehide', () => {
    peer.close();
    addEventListener('pageshow', () => (running = start({ ...options, graph })), { once: true });
  }, { once: true });
  return peer;
}

/** @param {string} text @param {string} [contextOf] id of the witness it replies to @returns {Promise<Witness|null>} null if refused */
export async function addWitness(text, contextOf) {
  try {
    return (await running)?.add(text, contextOf) ?? null;
  } catch (refused) {
    console.warn(`Not added: ${refused}`);
    return null;
  }
}

/** @param {string} id @returns {Promise<boolean>} false if it is not alive here */
export const reWitness = async (id) => Boolean((await running)?.reWitness(id));

/** @param {Witness[]} some */
export const getActiveWitnesses = (some) => some.filter(({ expiresAt }) => expiresAt > Date.now());
