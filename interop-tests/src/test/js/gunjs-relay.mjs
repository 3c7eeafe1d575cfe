// A real gun.js relay on the loopback interface. Options: port (0: any), peers, gun (handed to Gun as they are).
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { puts } from './graph.mjs';
import { emit, options, serve } from './lines.mjs';

const require = createRequire(import.meta.url);
const Gun = require('gun');

const server = createServer((request, response) => response.writeHead(404).end());
const gun = Gun({ web: server, peers: options.peers, multicast: false, stats: false, ...options.gun });

// A relay of gun.js's dials its peers when it has something to say to them, and not before.
if (options.peers.length > 0) gun._.on('out', { dam: 'hi' });

server.listen(options.port, '127.0.0.1', () => emit('listening', { port: server.address().port }));

serve({
  /** How many connections are open, whoever dialled. */
  connections: () => Object.values(gun._.opt.peers).filter((peer) => peer.wire?.readyState === 1).length,
  /** The state that the relay's memory holds for a key, with its value; null if it holds none. */
  at: ({ soul, key }) => {
    const node = gun._.graph[soul];
    return node && key in node ? { value: node[key], state: node._['>'][key] } : null;
  },
  graph: ({ souls }) => puts(gun._.graph, souls),
  /** What gun.js's own parser makes of a text, by which it reads what it is told and what it has stored. */
  parse: ({ text }) =>
    new Promise((resolve, reject) => JSON.parseAsync(text, (fault, value) => (fault ? reject(fault) : resolve(value)))),
});
