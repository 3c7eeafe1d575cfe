// A real gun.js relay on the loopback interface. Options: port (0: any), gun (handed to Gun as they are).
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { puts } from './graph.mjs';
import { emit, options, serve } from './lines.mjs';

const require = createRequire(import.meta.url);
const Gun = require('gun');

const server = createServer((request, response) => response.writeHead(404).end());
const gun = Gun({ web: server, multicast: false, stats: false, ...options.gun });

server.listen(options.port ?? 0, '127.0.0.1', () => emit('listening', { port: server.address().port }));

serve({
  /** The state that the relay's memory holds for a key, with its value; null if it holds none. */
  at: ({ soul, key }) => {
    const node = gun._.graph[soul];
    return node && key in node ? { value: node[key], state: node._['>'][key] } : null;
  },
  graph: ({ souls }) => puts(gun._.graph, souls),
});
