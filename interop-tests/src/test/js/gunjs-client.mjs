// A real gun.js client. kind "core": the browser's gun/gun.js with native JSON; kind "node": require('gun') with AXE off.
import { createRequire } from 'node:module';
import { puts } from './graph.mjs';
import { emit, options, serve } from './lines.mjs';

const require = createRequire(import.meta.url);

function openCore() {
  const WebSocket = createRequire(require.resolve('gun/gun.js'))('ws');
  const Gun = require('gun/gun.js');
  return Gun({ peers: options.peers, WebSocket, ...options.gun });
}

function openNode() {
  const Gun = require('gun');
  return Gun({ peers: options.peers, axe: false, multicast: false, stats: false, ...options.gun });
}

const gun = options.kind === 'node' ? openNode() : openCore();
const at = (path) => path.reduce((chain, key) => chain.get(key), gun);
const shown = (data) => (data === undefined ? { absent: true } : { value: plain(data) });

// Node metadata stays out of what a test compares; a link keeps its soul.
function plain(data) {
  if (data === null || typeof data !== 'object' || data['#']) return data;
  const { _: meta, ...rest } = data;
  return rest;
}

const acked = (write) =>
  new Promise((resolve) => write((ack) => resolve(ack.err ? { err: String(ack.err) } : { ok: ack.ok ?? true })));

serve({
  put: ({ path, value, state }) => acked((cb) => at(path).put(value, cb, state ? { state } : undefined)),
  // Without a callback gun asks for no ack, which is how most pages write.
  write: ({ path, value, state }) => void at(path).put(value, undefined, state ? { state } : undefined),
  set: ({ path, value }) => acked((cb) => at(path).set(value, cb)),
  once: ({ path }) => new Promise((resolve) => at(path).once((data) => resolve(shown(data)))),
  on: ({ path, sub }) => {
    at(path).on((data, key) => emit('on', { sub, key, value: plain(data) }));
  },
  map: ({ path, sub }) => {
    at(path).map().on((data, key) => emit('on', { sub, key, value: plain(data) }));
  },
  /** What this client's own graph holds for a key. */
  at: ({ soul, key }) => {
    const node = gun._.graph[soul];
    return node && key in node ? { value: plain(node[key]), state: node._['>'][key] } : null;
  },
  graph: ({ souls }) => puts(gun._.graph, souls),
});

emit('ready');
