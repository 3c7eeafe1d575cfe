/** What one peer has done so far, as pictures. @import { Mount } from './types.js' */
import { painter } from './painter.js';
import { draw } from './mesh-graph.js';
import { find, setText, stamp } from './templates.js';
import { counted } from './words.js';

const SECONDS = 120;
const HEIGHT = 60;
/** Upper bounds of the columns of the histogram, ms. @type {[number, string][]} */
const STEPS = [[100, 'under 0.1 s'], [250, 'to 0.25 s'], [500, 'to 0.5 s'], [1_000, 'to 1 s'], [2_000, 'to 2 s'], [5_000, 'to 5 s'], [Infinity, 'longer']];

/** How many of the samples fall under each step. @param {number[]} samples @returns {[string, number][]} */
export const histogram = (samples) =>
  STEPS.map(([most, name], i) => [name, samples.filter((ms) => ms < most && (i === 0 || ms >= STEPS[i - 1][0])).length]);

/** @param {number[]} samples */
export const median = (samples) => samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];

/** Bars whose lengths say what their figures say. @param {HTMLElement} list @param {[string, number][]} rows */
function paintBars(list, rows) {
  const most = Math.max(1, ...rows.map(([, n]) => n));
  list.replaceChildren(...rows.map(([name, n]) => {
    const item = stamp('bar');
    setText(item, '.bar-name', name);
    setText(item, '.n', String(n));
    find(item, '.length').style.width = `${(n / most) * 100}%`;
    return item;
  }));
}

/** @param {SVGElement} picture @param {{in: number[], out: number[]}} perSecond */
function paintRates(picture, perSecond) {
  const most = Math.max(4, ...perSecond.in, ...perSecond.out);
  const last = (/** @type {number[]} */ list) => list.at(-1) ?? 0;
  picture.replaceChildren();
  for (const way of /** @type {const} */ (['in', 'out'])) {
    const points = perSecond[way].map((n, i, { length }) => `${SECONDS - length + i + 1},${HEIGHT - (n / most) * HEIGHT}`);
    draw(picture, 'polyline', { points: points.join(' '), class: way });
  }
  picture.setAttribute('aria-label', `Messages a second in the last two minutes: now ${last(perSecond.in)} in and ${last(perSecond.out)} out, at most ${most}`);
  return most;
}

/** @type {Mount} */
export function mountStatistics(root, source) {
  const place = root.appendChild(stamp('statistics'));

  source.on(painter(place, () => {
    const { figures } = source.state;
    find(place, '.empty').hidden = figures !== undefined;
    find(place, '.all').hidden = !figures;
    if (!figures) return;
    const { witnesses, messages, perSecond, connectMillis, attempts, opened, failures } = figures;
    const most = paintRates(find(place, 'svg'), perSecond);
    setText(place, '.scale', `at most ${most} a second`);
    for (const way of /** @type {const} */ (['in', 'out'])) setText(place, `.${way}-words`, `${way}: ${perSecond[way].at(-1) ?? 0} a second, ${messages[way]} in all`);
    paintBars(find(place, '.witness-bars'), [['made here', witnesses.own], ['from others', witnesses.remote]]);
    paintBars(find(place, '.histogram'), histogram(connectMillis));
    const middle = connectMillis.length ? `; the median time is ${Math.round(median(connectMillis))} ms` : '';
    setText(place, '.connect-words', `${counted(attempts, 'attempt')}, ${opened} led to a channel${middle}.`);
    const reasons = Object.entries(failures).sort(([, a], [, b]) => b - a);
    paintBars(find(place, '.reasons'), reasons.map(([reason, n]) => [reason.replaceAll('-', ' '), n]));
    find(place, '.fine').hidden = reasons.length > 0;
  }));
}
