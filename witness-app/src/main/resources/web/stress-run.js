/** Many witnesses at a steady rate, and what becomes of them. @import { News, Progress, Source } from './types.js' */
import { median } from './view-statistics.js';

export const MAX_RATE = 50;
export const MAX_COUNT = 500;
const TICK_MS = 50;
const LATEST_MS = 5_000;

/** Between 1 and most, whatever was typed. @param {number} n @param {number} most */
export const within = (n, most) => Math.min(most, Math.max(1, Math.floor(n) || 1));

/**
 * Adds witnesses as one peer and looks for them at the other. They fade like all others.
 * @param {Source} from @param {Source} to @param {{rate: number, count: number}} plan @param {(progress: Progress) => void} onProgress
 * @returns {() => void} stops it
 */
export function startStress(from, to, plan, onProgress) {
  const [rate, count] = [within(plan.rate, MAX_RATE), within(plan.count, MAX_COUNT)];
  const name = Math.random().toString(36).slice(2, 6);
  /** When each was sent, by text, until it has arrived. @type {Map<string, number>} */ const sent = new Map();
  /** @type {Progress} */ const progress = { count, sent: 0, arrived: [], isOver: false };
  const begun = performance.now();
  let endsAt = Infinity;

  const off = to.on((/** @type {News} */ news) => {
    if (news.kind !== 'event' || news.event.event !== 'witness') return;
    const at = sent.get(news.event.witness.text);
    if (at === undefined) return;
    sent.delete(news.event.witness.text);
    progress.arrived.push(performance.now() - at);
  });
  const timer = setInterval(() => {
    // A page in the background is called once a second at most, and then catches up with no more than a second.
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * rate) + 1, progress.sent + rate);
    while (!progress.isOver && endsAt === Infinity && progress.sent < due) add();
    if (progress.sent === count) stop();
    if (progress.arrived.length === progress.sent || performance.now() > endsAt) end();
    onProgress(progress);
  }, TICK_MS);

  function add() {
    const text = `Stress run ${name}, ${++progress.sent} of ${count}`;
    sent.set(text, performance.now());
    from.add(text).catch((refused) => {
      progress.sent--;
      progress.refused = refused.message;
      stop();
    });
  }

  /** No more are sent; what is under way may arrive. */
  function stop() {
    endsAt = Math.min(endsAt, performance.now() + LATEST_MS);
  }

  function end() {
    if (endsAt === Infinity) return;
    progress.isOver = true;
    clearInterval(timer);
    off();
  }

  return stop;
}

/** @param {Progress} progress @param {string} to */
export function stressWords({ count, sent, arrived, isOver, refused }, to) {
  const half = median(arrived);
  const times = half === undefined ? '' : ` Half of them within ${Math.round(half)} ms, the slowest after ${Math.round(Math.max(...arrived))} ms.`;
  const words = `${sent} of ${count} sent, ${arrived.length} arrived at ${to}.`;
  if (refused) return `Refused: ${refused} ${words}`;
  if (!isOver) return words;
  return `${sent < count ? 'Stopped: ' : ''}${words}${times}${arrived.length < sent ? ' The rest did not arrive within 5 s.' : ''}`;
}
