/** The mesh as one peer sees it, as a picture. @import { LinkRow, Page, Source } from './types.js' */
import { find, stamp } from './templates.js';
import { wayOf, rttWords } from './words.js';

const MOST_SHOWN = 24;
const SVG = 'http://www.w3.org/2000/svg';
/** Those that matter most come first. */
const ORDER = ['open', 'connecting', 'answering', 'offering', 'backing-off', 'lost', 'discovered'];

/** @param {LinkRow} a @param {LinkRow} b */
export const byState = (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.peer < b.peer ? -1 : 1);

/** How a state is drawn. @param {string} state */
const look = (state) => (['offering', 'answering', 'connecting'].includes(state) ? 'trying' : state);

/**
 * Where the others stand around us, in percent. Sorted by name, so that nobody moves when a state changes.
 * @param {LinkRow[]} rows @returns {(LinkRow & {x: number, y: number})[]}
 */
export function around(rows) {
  const shown = rows.toSorted(byState).slice(0, MOST_SHOWN).sort((a, b) => (a.peer < b.peer ? -1 : 1));
  return shown.map((row, i) => {
    // A single one stands beside us, where our name is not in the way.
    const angle = ((i + 0.5) / shown.length) * 2 * Math.PI - (shown.length === 1 ? Math.PI : Math.PI / 2);
    // Two rings where one would be too dense.
    const far = shown.length > 10 && i % 2 ? 0.68 : 1;
    return { ...row, x: 50 + 38 * far * Math.cos(angle), y: 50 + 35 * far * Math.sin(angle) };
  });
}

/** @param {SVGElement} parent @param {string} name @param {Record<string, string|number>} attributes @param {string} [text] */
export function draw(parent, name, attributes, text) {
  const element = parent.appendChild(document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** @param {HTMLElement} root @param {Source} source @param {Page} page */
export function createGraph(root, source, page) {
  const figure = root.appendChild(stamp('mesh'));
  const picture = find(figure, 'svg');

  return function paint() {
    const { links, status, reachable } = source.state;
    const all = [...links.values()];
    const nodes = around(all);
    picture.replaceChildren();

    for (const { x, y, state, link } of nodes) {
      const way = wayOf(link);
      draw(picture, 'line', { x1: '50%', y1: '50%', x2: `${x}%`, y2: `${y}%`, class: `edge ${look(state)}`, 'data-way': way.short });
      if (state !== 'open') continue;
      const [atX, atY] = [50 + (x - 50) * 0.6, 50 + (y - 50) * 0.6];
      const words = [rttWords(link?.rttMs), way.short === 'TURN' ? 'TURN' : ''].filter(Boolean).join(' · ');
      draw(picture, 'text', { x: `${atX}%`, y: `${atY}%`, class: 'figure' }, words);
    }
    for (const { x, y, peer, state } of nodes) {
      draw(picture, 'circle', { cx: `${x}%`, cy: `${y}%`, r: 9, class: `node ${look(state)}` });
      if (state === 'open') draw(picture, 'circle', { cx: `${x}%`, cy: `${y}%`, r: 3.5, class: 'core' });
      draw(picture, 'text', { x: `${x}%`, y: `${y}%`, dy: y < 50 ? -17 : 26, class: 'name' }, page.nameOf(peer));
    }
    draw(picture, 'circle', { cx: '50%', cy: '50%', r: 15, class: `self ${reachable ? status.mode : 'silent'}` });
    draw(picture, 'circle', { cx: '50%', cy: '50%', r: 6, class: `self core ${reachable ? status.mode : 'silent'}` });
    draw(picture, 'text', { x: '50%', y: '50%', dy: 33, class: 'name own' }, source.title);

    const more = all.length - nodes.length;
    find(figure, '.more').textContent = more ? `${more} more in sight are not drawn.` : '';
    find(figure, '.nobody').hidden = all.length > 0;
  };
}
