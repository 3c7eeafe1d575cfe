#!/usr/bin/env node
// Our relay as the PANIC suite of gun.js starts one where ROD_PATH names this script:
//
//   panic-relay.mjs start --port N --sled-storage=false [--peers URL,URL | --peers=URL,URL]
//
// A test crashes a relay by ending the process that started it, so the relay is killed when that one is gone. Acks are
// left to the browsers where there are any, because the suite counts them.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string' }, peers: { type: 'string', default: '' } },
  strict: false,
});
const peers = values.peers.split(',').filter(Boolean).flatMap((url) => ['--peer', url]);
const relay = spawn(
  fileURLToPath(new URL('../../../../witness', import.meta.url)),
  ['--no-install', 'relay', '--port', values.port, '--ack', 'alone', '--rate', 'unlimited', ...peers],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);

relay.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('close', () => relay.kill('SIGKILL')).on('error', () => {}).resume();
