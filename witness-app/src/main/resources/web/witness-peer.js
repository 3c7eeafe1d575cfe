/**
 * The store of the deployed pages, on a peer that connects: the same names, the same shapes, for any framework that knows
 * subscribable stores. Nothing happens before `initializeStore`, so it can be imported on a server too.
 * @import { Peer, Status, Store, StoreOptions, Witness } from './types.js'
 */
import { createPeer } from './peer.js';

export { createPeer };

/** Where the deployed pages meet. */
const DEPLOYMENT = {
  relays: ['wss://the-witness-field-production.up.railway.app/gun'],
  iceServers: [{ urls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'] }],
};

/** @template T @param {T} value @returns {Store<T>} */
function store(value) {
  /** @type {Set<{listener: (value: T) => void}>} */ const subscriptions = new Set();
  return {
    subscribe(listener) {
      const mine = { listener };
      subscriptions.add(mine);
      listener(value);
      return () => void subscriptions.delete(mine);
    },
    set(next) {
      value = next;
      for (const { listener } of [...subscriptions]) listener(value);
    },
  };
}

/** Those alive, newest first. */
export const witnesses = store(/** @type {Witness[]} */ ([]));
export const connectionStatus = store(/** @type {Status} */ ({ mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false }));
/** @type {Promise<Peer>|undefined} */ let running;

/** Starts the peer of this page, once; it leaves with the page. @param {StoreOptions} [options] */
export function initializeStore(options) {
  running ??= start(options);
}

/** @param {StoreOptions} [options] */
async function start(options = {}) {
  const { relays = DEPLOYMENT.relays, graph = (await import('./gun-graph.js')).openGraph({ relays }) } = options;
  const peer = createPeer({ ...DEPLOYMENT, ...options, graph });
  peer.on(({ event }) => {
    if (event === 'status') connectionStatus.set(peer.status());
    if (event === 'witness') witnesses.set(peer.witnesses());
  });
  connectionStatus.set(peer.status());
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
