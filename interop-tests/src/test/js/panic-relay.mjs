#!/usr/bin/env node
// Our relay as the PANIC suite of gun.js starts one where ROD_PATH names this script:
//
//   panic-relay.mjs start --port N --sled-storage=false [--peers URL,URL | --peers=URL,URL]
//
// The suite does not wait for a relay that it starts, and a gun.js that is refused twice never dials again. So the port
// is open at once, and who comes before the JVM has started waits in line for it; no byte is touched on the way. A test
// crashes a relay by ending the process that started it, so the relay is killed when that one is gone. Acks are left to
// the browsers where there are any, because the suite counts them.
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string' }, peers: { type: 'string', default: '' } },
  strict: false,
});
const peers = values.peers.split(',').filter(Boolean).flatMap((url) => ['--peer', url]);
const relay = spawn(
  fileURLToPath(new URL('../../../../witness', import.meta.url)),
  ['--no-install', 'relay', '--port', '0', '--ack', 'alone', '--rate', 'unlimited', ...peers],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
relay.stdout.pipe(process.stdout);

const started = new Promise((resolve) => {
  let told = '';
  relay.stdout.on('data', function listen(text) {
    const address = /ws:\/\/127\.0\.0\.1:(\d+)/.exec((told += text));
    if (address) {
      relay.stdout.off('data', listen);
      resolve(Number(address[1]));
    }
  });
});

const door = createServer({ pauseOnConnect: true, noDelay: true }, async (caller) => {
  const onward = connect({ host: '127.0.0.1', port: await started, noDelay: true });
  pipeline(caller, onward, caller, () => {}); // if one end hangs up, so does the other
});
door.listen(Number(values.port), '127.0.0.1');

relay.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('close', () => relay.kill('SIGKILL')).on('error', () => {}).resume();
