/** The store of the deployed pages, on a peer that connects: docs/javascript.md. @import { DeployedStore, Peer, Store, StoreOptions } from './types.js' */
import { createPeer } from './peer.js';

export { createPeer };

const DEPLOYMENT = {
  relays: ['wss://the-witness-field-production.up.railway.app/gun'],
  iceServers: [{ urls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'] }],
};

/** @template T @param {T} value @returns {Store<T>} */
function store(value) {
  /** @type {Set<() => void>} */ const subscriptions = new Set();
  return {
    subscribe(listener) {
      const tell = () => listener(value);
      subscriptions.add(tell);
      tell();
      return () => void subscriptions.delete(tell);
    },
    set(next) {
      value = next;
      [...subscriptions].forEach((tell) => tell());
    },
  };
}

/** @type {DeployedStore['witnesses']} */ export const witnesses = store([]);
/** @type {DeployedStore['connectionStatus']} */
export const connectionStatus = store({ mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false });
/** @type {Promise<Peer>|undefined} */ let running;

/** @type {DeployedStore['initializeStore']} */
export const initializeStore = (options) => void (running ??= start(options));

/** @param {StoreOptions} options */
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

/** @type {DeployedStore['addWitness']} */
export async function addWitness(text, contextOf) {
  try {
    return (await running)?.add(text, contextOf) ?? null;
  } catch (refused) {
    console.warn(`Not added: ${refused}`);
    return null;
  }
}

/** @type {DeployedStore['reWitness']} */
export const reWitness = async (id) => Boolean((await running)?.reWitness(id));

/** @type {DeployedStore['getActiveWitnesses']} */
export const getActiveWitnesses = (some) => some.filter(({ expiresAt }) => expiresAt > Date.now());
