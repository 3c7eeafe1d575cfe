// One JSON text per line: commands come on stdin as {"id":n,"do":name,...}, answers and events leave on stdout.
import { createInterface } from 'node:readline';

const out = process.stdout.write.bind(process.stdout);

// stdout belongs to the protocol; gun.js greets there, so whatever a library logs goes to stderr.
console.log = console.info = console.debug = (...args) => console.error(...args);

/** Writes one event line: {"event":name,...fields}. */
export function emit(event, fields = {}) {
  out(JSON.stringify({ event, ...fields }) + '\n');
}

/** Answers each command with what its handler returns; ends the process with stdin, that is, with the test. */
export function serve(handlers) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', async (line) => {
    const { id, do: name, ...args } = JSON.parse(line);
    try {
      const value = await handlers[name](args);
      out(JSON.stringify({ id, value: value === undefined ? null : value }) + '\n');
    } catch (fault) {
      out(JSON.stringify({ id, error: String(fault?.stack ?? fault) }) + '\n');
    }
  });
  lines.on('close', () => process.exit(0));
}

/** The options that the test hands over as the only argument. */
export const options = JSON.parse(process.argv[2] ?? '{}');
