// Merges writes into the graph of a gun.js without network and store, and prints how many a second. Arguments: ms of the
// warm-up, ms of the measurement, whether AXE is on.
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

console.log = () => {};
const Gun = createRequire(import.meta.url)('gun');

const [warmUp, measured, axe] = process.argv.slice(2);
const off = { ws: false, multicast: false, localStorage: false, radisk: false, rfs: false, stats: false };
const gun = Gun({ ...off, axe: axe === 'true', file: join(tmpdir(), `gunjs-merges-${process.pid}`) });

const SOULS = 1000;
const KEYS = 7;
const BATCH = 500;
const base = Date.now() - 1e7;
let count = 0;

function merge(number) {
  const soul = 's' + (number % SOULS);
  const key = 'k' + (number % KEYS);
  const node = { _: { '#': soul, '>': { [key]: base + number * 0.01 } }, [key]: 'value-' + number };
  gun._.on('in', { '#': 'm' + number + 'z', put: { [soul]: node } });
}

async function run(millis) {
  const began = performance.now();
  const before = count;
  while (performance.now() - began < millis) {
    for (let i = 0; i < BATCH; i++) merge(count++);
    await new Promise((resolve) => setImmediate(resolve)); // gun.js clears up between turns
  }
  return ((count - before) / (performance.now() - began)) * 1000;
}

await run(Number(warmUp));
const rate = await run(Number(measured));
const last = count - 1;
if (gun._.graph['s' + (last % SOULS)]['k' + (last % KEYS)] !== 'value-' + last) {
  process.stdout.write('the last write is not in the graph\n');
  process.exit(1);
}
process.stdout.write(rate + '\n');
process.exit(0);
