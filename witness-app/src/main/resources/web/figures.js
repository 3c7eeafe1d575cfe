/** What the peer in this browser has done, in the words of the JVM peer's own statistics. @import { Figures, LinkDetail, Model } from './types.js' */
const SECONDS = 120;

/**
 * Counts on each second.
 * @param {Model} model @param {() => Promise<Map<string, LinkDetail>>} measure @param {() => number} own how many witnesses were made here
 */
export function keepFigures(model, measure, own) {
  /** @type {Map<string, LinkDetail>} */ let before = new Map();
  const messages = { in: 0, out: 0 };
  /** @type {Figures['perSecond']} */ const perSecond = { in: [], out: [] };

  setInterval(async () => {
    const links = await measure().catch(() => before);
    for (const way of /** @type {const} */ (['in', 'out'])) {
      const field = way === 'in' ? 'messagesIn' : 'messagesOut';
      let grown = 0;
      for (const [peer, { [field]: now = 0 }] of links) {
        const { [field]: then = 0 } = before.get(peer) ?? {};
        grown += now < then ? now : now - then; // a new connection begins at 0
      }
      messages[way] += grown;
      perSecond[way] = [...perSecond[way], grown].slice(-SECONDS);
    }
    before = links;
    const { added, attempts, opened, connectMs, failures } = model.state.counters;
    model.figures({
      witnesses: { own: own(), remote: Math.max(0, added - own()) },
      messages: { ...messages }, attempts, opened, connectMillis: connectMs, failures, perSecond,
    });
  }, 1000);
}
