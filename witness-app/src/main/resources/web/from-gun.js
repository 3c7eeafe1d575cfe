/** The graph of a page that has gun.js 0.2020.1241. @param {any} gun @returns {import('./types.js').GraphPort} */
export const fromGun = (gun) => ({
  put: (soul, fields) => void gun.get(soul).put({ ...fields }),

  on(soul, listener) {
    let isOff = false;
    let off = () => {};
    gun.get(soul).on((/** @type {any[]} */ ...[node, , , event]) => {
      off = () => event.off();
      if (isOff) return off();
      const { _, ...fields } = Object(node);
      const states = { ..._?.['>'] };
      if (_) queueMicrotask(() => isOff || listener(fields, states));
    });
    return () => {
      isOff = true;
      off();
    };
  },

  status(listener) {
    let isOff = false;
    const tell = () => {
      const peers = Object.values(gun.back('opt.peers') ?? {});
      const relays = peers.map(({ url = '', wire }) => ({ url, state: wire?.readyState === 1 ? 'up' : 'down', reason: '' }));
      if (!isOff) listener({ connected: relays.some(({ state }) => state === 'up'), relays });
    };
    for (const event of ['hi', 'bye']) {
      gun.on(event, /** @this {any} @param {any} peer */ function (peer) {
        this.to.next(peer);
        queueMicrotask(tell);
      });
    }
    queueMicrotask(tell);
    return () => void (isOff = true);
  },
});
