/** The page: a witness peer of its own, and beside it what the peer in the JVM sees. */
import { openGraph } from './gun-graph.js';
import { createPanel } from './panel.js';
import { createPeer } from './witness-peer.js';

const RETRY_MS = 2_000;

/** The peer in the JVM, as its server tells of it. @param {ReturnType<typeof createPanel>} panel @param {(event: any) => void} onEvent */
function followJvm(panel, onEvent) {
  const source = new EventSource('api/events');
  source.onopen = () => panel.clear();
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    panel.show(event);
    onEvent(event);
  };
  source.onerror = () => {
    panel.showStatus('offline', 'The program is not answering, trying again');
    if (source.readyState !== EventSource.CLOSED) return; // the browser retries by itself
    setTimeout(() => followJvm(panel, onEvent), RETRY_MS);
  };
}

/** @param {string} path @param {object} [body] */
async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  }).catch(() => undefined);
  if (!response) throw new Error('The program is not answering.');
  if (response.ok) return;
  const { error } = await response.json().catch(() => ({}));
  throw new Error(error ?? (response.status === 404 ? 'It has faded already.' : `Refused with status ${response.status}.`));
}

async function loadConfig() {
  for (;;) {
    const response = await fetch('api/config').catch(() => undefined);
    if (response?.ok) return response.json();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param {{relays: string[], iceServers: RTCIceServer[], ttlMs: number}} config */
function start({ relays, iceServers, ttlMs }) {
  const graph = openGraph({ relays });
  const peer = createPeer({ graph, iceServers, ttlMs });
  /** @type {Map<string, string>} */ const names = new Map([[peer.id, 'this page']]);
  const nameOf = (/** @type {string} */ id) => names.get(id);

  const mine = createPanel({
    title: 'This page',
    label: 'Add a witness as this page',
    lifetimeMs: ttlMs,
    nameOf,
    actions: {
      add: async (text, contextOf) => peer.add(text, contextOf),
      async reWitness(id) {
        if (!peer.reWitness(id)) throw new Error('It has faded already.');
      },
    },
  });
  const jvm = createPanel({
    title: 'The JVM peer',
    label: 'Add a witness as the JVM peer',
    lifetimeMs: ttlMs,
    nameOf,
    actions: {
      add: (text, contextOf) => post('api/witnesses', { text, contextOf }),
      reWitness: (id) => post(`api/witnesses/${encodeURIComponent(id)}/rewitness`),
    },
  });
  document.getElementById('panels')?.replaceChildren(mine.root, jvm.root);

  mine.show({ event: 'status', peerId: peer.id, ...peer.status() });
  peer.on((event) => mine.show(event));
  followJvm(jvm, (event) => {
    if (event.event !== 'status' || names.has(event.peerId)) return;
    names.set(event.peerId, 'the JVM peer');
    for (const link of peer.links()) if (link.peer === event.peerId) mine.show({ event: 'peer', ...link });
  });

  addEventListener('pagehide', () => {
    peer.close();
    graph.close();
  });
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  Object.assign(window, { witness: { peer } });
}

start(await loadConfig());
