/** What a test may have a real gun.js do, in Node and in a page alike. {@code hear} takes what its listeners hear. */
export function commandsOf(gun, hear) {
  const at = (path) => path.reduce((chain, key) => chain.get(key), gun);
  const acked = (write) =>
    new Promise((resolve) => write((ack) => resolve(ack.err ? { err: String(ack.err) } : { ok: ack.ok ?? true })));
  const shown = (data) => (data === undefined ? { absent: true } : { value: plain(data) });

  return {
    put: ({ path, value, state }) => acked((cb) => at(path).put(value, cb, state ? { state } : undefined)),
    // Without a callback gun asks for no ack, which is how most pages write.
    write: ({ path, value, state }) => void at(path).put(value, undefined, state ? { state } : undefined),
    set: ({ path, value }) => void at(path).set(value),
    once: ({ path }) => new Promise((resolve) => at(path).once((data) => resolve(shown(data)))),
    on: ({ path, sub }) => void at(path).on((data, key) => hear({ sub, key, value: plain(data) })),
    map: ({ path, sub }) => void at(path).map().on((data, key) => hear({ sub, key, value: plain(data) })),
    /** How many peers it knows; one that it has lost is none. */
    peers: () => Object.keys(gun._.opt.peers).length,
    /** Names a peer again, as an application does that hears that it is online; gun dials when it has something to say. */
    dial: ({ peer }) => {
      gun.opt({ peers: [peer] });
      gun._.on('out', { dam: 'hi' });
    },
    /** What this client's own graph holds for a key. */
    at: ({ soul, key }) => {
      const node = gun._.graph[soul];
      return node && key in node ? { value: plain(node[key]), state: node._['>'][key] } : null;
    },
  };
}

// Node metadata stays out of what a test compares; a link keeps its soul.
function plain(data) {
  if (data === null || typeof data !== 'object' || data['#']) return data;
  const { _: meta, ...rest } = data;
  return rest;
}
