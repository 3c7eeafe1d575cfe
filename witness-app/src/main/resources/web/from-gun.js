/**
 * The graph port over the real gun.js: the same peer on an instance that the page already has.
 * Every soul is addressed as a root key, so that no write has to wait for a look-up of its path.
 */

/**
 * @param {any} gun an instance of gun.js 0.2020.1241
 * @returns {import('./gun-graph.js').GraphPort}
 */
export function fromGun(gun) {
  return Object.freeze({
    put(soul, fields) {
      gun.get(soul).put({ ...fields });
    },

    on(soul, listener) {
      /** @type {{off(): void}|undefined} */ let subscription;
      let off = false;
      gun.get(soul).on((/** @type {any} */ node, /** @type {string} */ _key, /** @type {any} */ _message, /** @type {any} */ event) => {
        subscription = event;
        if (off) return event.off();
        if (typeof node !== 'object' || node === null) return;
        const { _, ...fields } = node;
        const states = { ..._?.['>'] };
        queueMicrotask(() => off || listener(fields, states));
      });
      return () => {
        off = true;
        subscription?.off();
      };
    },

    status(listener) {
      let off = false;
      const tell = () => {
        if (off) return;
        const relays = Object.values(gun.back('opt.peers') ?? {}).map((/** @type {any} */ { url = '', wire }) => ({
          url,
          state: wire?.readyState === 1 ? 'up' : 'down',
          reason: '',
        }));
        listener({ connected: relays.some(({ state }) => state === 'up'), relays });
      };
      for (const event of ['hi', 'bye']) {
        gun.on(event, /** @this {any} */ function (/** @type {any} */ peer) {
          this.to.next(peer);
          queueMicrotask(tell);
        });
      }
      queueMicrotask(tell);
      return () => {
        off = true;
      };
    },
  });
}
