/** The page: a witness peer of its own, and beside it what the peer in the JVM sees. @import { Page, PageConfig, View } from './types.js' */
import * as api from './api.js';
import { openGraph } from './gun-graph.js';
import { createProbe } from './link-probe.js';
import { createPeer } from './peer.js';
import { columns, openSwitch, openViews } from './shell.js';
import { browserSource, programSource } from './sources.js';
import { mountField } from './view-field.js';
import { mountHead } from './view-head.js';

const RETRY_MS = 2_000;

/** The tabs of the page, in their order. @type {View[]} */
const views = [
  { name: 'field', title: 'Field', load: async () => mountField },
  { name: 'connections', title: 'Connections', load: async () => (await import('./view-connections.js')).mountConnections },
  { name: 'statistics', title: 'Statistics', load: async () => (await import('./view-statistics.js')).mountStatistics },
  { name: 'log', title: 'Log', load: async () => (await import('./view-log.js')).mountLog },
  { name: 'tests', title: 'Tests', load: async () => (await import('./view-tests.js')).mountTests, ofPage: true },
];

/** @returns {Promise<PageConfig>} */
async function loadConfig() {
  for (;;) {
    const config = await api.get('api/config').catch(() => undefined);
    if (config) return config;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param {PageConfig} config */
function start(config) {
  const { relays, iceServers, iceTransportPolicy, ttlMs } = config;
  const graph = openGraph({ relays });
  const probe = createProbe();
  const rtc = { iceServers, iceTransportPolicy };
  const peer = createPeer({ graph, ttlMs, connect: (id) => probe.watch(id, new RTCPeerConnection(rtc)) });
  /** @type {Page} */
  const page = {
    config,
    sources: [browserSource(peer, graph, probe.measure), programSource()],
    rtc,
    nameOf: (id) => page.sources.find(({ state }) => state.peerId === id)?.title ?? `peer ${id.replace('peer_', '').slice(0, 4)}`,
  };
  /** @type {HTMLElement} */ (document.getElementById('looks-only')).hidden = config.mayWrite;
  columns(/** @type {HTMLElement} */ (document.getElementById('heads')), page, mountHead);
  openViews(views, page);
  openSwitch();

  addEventListener('pagehide', () => {
    peer.close();
    graph.close();
  });
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  Object.assign(window, { witness: { peer, page } });
}

start(await loadConfig());
