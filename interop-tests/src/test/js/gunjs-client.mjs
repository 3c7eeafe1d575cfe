// A real gun.js client. kind "core": the browser's gun/gun.js with native JSON; kind "node": require('gun') with AXE off.
import { createRequire } from 'node:module';
import { puts } from './graph.mjs';
import { commandsOf } from './gunjs-commands.mjs';
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

serve({
  ...commandsOf(gun, (heard) => emit('on', heard)),
  graph: ({ souls }) => puts(gun._.graph, souls),
});

emit('ready');
