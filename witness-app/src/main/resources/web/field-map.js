/** The witnesses as a quiet field: each where it was said, fading with its age. @import { Desk, Placed, Source, Witness } from './types.js' */
import { placeLabels } from './label-places.js';
import { find, stamp } from './templates.js';
import { newestFirst } from './witness-field.js';
import { seen, timeLeft } from './words.js';

const LEAVING_MS = 700;
const RAISED_MS = 1_400;
const REACH_PX = 28;
const LABEL_HEIGHT = 20;
const WIDE_PX = 440;
const SVG = 'http://www.w3.org/2000/svg';
const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
let isRulerSet = false;

/** @typedef {{witness: Placed, spot: HTMLElement, wide: number, thread?: SVGElement}} Shown `wide`: of its text, px */

/** @param {Witness} witness the more often seen, the larger; px */
const radius = ({ witnessCount }) => Math.min(15, 5 + 2.5 * Math.log2(witnessCount));

/** @param {HTMLElement} root @param {Source} source @param {Desk} desk @param {number} ttlMs */
export function createMap(root, source, desk, ttlMs) {
  const map = root.appendChild(stamp('map'));
  const [spots, threads] = [find(map, '.spots'), find(map, '.threads')];
  /** @type {Map<string, Shown>} */ const shown = new Map();
  let size = { width: 0, height: 0 };
  let isPlaced = false;

  spots.setAttribute('aria-label', `Witnesses in the field, as ${source.title} has them`);
  new ResizeObserver(([{ contentRect }]) => {
    size = contentRect;
    isPlaced = false;
    desk.changed();
  }).observe(spots);

  // ---- what stands where

  /** @param {Witness} witness */
  function newSpot(witness) {
    const spot = stamp('spot');
    const { x, y } = witness.metadata.position;
    spot.id = `${source.name}-${witness.id}`;
    find(spot, '.label').textContent = witness.text;
    spot.style.left = `${x}%`;
    spot.style.top = `${y}%`;
    spots.append(spot);
    return spot;
  }

  /** A dashed line to what it answers. @param {Witness} child */
  function newThread(child) {
    const parent = source.state.witnesses.get(child.contextOf ?? '');
    if (!parent) return undefined;
    const line = threads.appendChild(document.createElementNS(SVG, 'line'));
    for (const [end, { metadata: { position } }] of [child, parent].entries()) {
      line.setAttribute(`x${end + 1}`, `${position.x}%`);
      line.setAttribute(`y${end + 1}`, `${position.y}%`);
    }
    return line;
  }

  /** @param {Placed} witness @param {Shown} [known] */
  function show(witness, known) {
    const spot = known?.spot ?? newSpot(witness);
    spot.style.setProperty('--r', `${radius(witness)}px`);
    find(spot, '.unseen').textContent = `, ${seen(witness)}, ${timeLeft(witness.expiresAt - Date.now())}`;
    if (known && witness.witnessCount > known.witness.witnessCount) {
      spot.classList.remove('raised');
      void spot.offsetWidth; // restarts the animation
      spot.classList.add('raised');
      setTimeout(() => spot.classList.remove('raised'), RAISED_MS);
    }
    shown.set(witness.id, { witness, spot, wide: known?.wide ?? widthOf(witness.text), thread: known?.thread ?? newThread(witness) });
    age(witness, spot);
  }

  /** @param {string} text */
  function widthOf(text) {
    if (!isRulerSet) ruler.font = getComputedStyle(spots).font;
    isRulerSet = true;
    return ruler.measureText(text).width + 2;
  }

  /** @param {Shown} gone */
  function hide({ witness, spot, thread }) {
    shown.delete(witness.id);
    thread?.remove();
    spot.removeAttribute('role');
    spot.setAttribute('aria-hidden', 'true');
    spot.classList.add('leaving');
    setTimeout(() => spot.remove(), LEAVING_MS);
    for (const other of shown.values()) {
      if (other.witness.contextOf !== witness.id) continue;
      other.thread?.remove();
      other.thread = undefined;
    }
  }

  function place() {
    const { width, height } = size;
    const most = width < WIDE_PX ? 144 : 240;
    spots.style.setProperty('--most', `${most}px`);
    const ordered = [...shown.values()].sort((a, b) => newestFirst(a.witness, b.witness));
    const chosen = shown.get(desk.selected() ?? '');
    const measured = (chosen ? [chosen, ...ordered.filter((other) => other !== chosen)] : ordered).map(({ witness, wide }) => {
      const { x, y } = witness.metadata.position;
      return {
        id: witness.id, x: (x / 100) * width, y: (y / 100) * height, r: radius(witness) + 1,
        width: Math.min(most, wide), height: LABEL_HEIGHT,
      };
    });
    const places = placeLabels(measured, width, height);
    for (const { witness, spot } of ordered) spot.dataset.side = places.get(witness.id) ?? 'none';
    isPlaced = true;
  }

  function paint() {
    const { witnesses } = source.state;
    for (const entry of shown.values()) if (!witnesses.has(entry.witness.id)) hide(entry);
    for (const witness of witnesses.values()) {
      const known = shown.get(witness.id);
      if (known?.witness === witness) continue;
      if (known?.witness.witnessCount !== witness.witnessCount) isPlaced = false;
      show(witness, known);
    }
    const selected = desk.selected();
    for (const [id, { spot, thread, witness }] of shown) {
      const isChosen = id === selected;
      spot.setAttribute('aria-selected', String(isChosen));
      thread?.classList.toggle('chosen', isChosen || witness.contextOf === selected);
    }
    const active = shown.get(selected ?? '')?.spot;
    if (active) spots.setAttribute('aria-activedescendant', active.id);
    else spots.removeAttribute('aria-activedescendant');
    if (!isPlaced) place();
  }

  /** @param {Witness} witness @param {HTMLElement} spot */
  function age({ expiresAt }, spot) {
    spot.style.setProperty('--life', Math.min(1, Math.max(0, (expiresAt - Date.now()) / ttlMs)).toFixed(3));
  }

  // ---- choosing one

  /** What is nearest to a point of the map, within reach of a finger. @param {PointerEvent|MouseEvent} event @returns {string|undefined} */
  function nearest({ clientX, clientY }) {
    const { left, top, width, height } = spots.getBoundingClientRect();
    const away = [...shown].map(([id, { witness }]) => {
      const { x, y } = witness.metadata.position;
      return { id, far: Math.hypot(left + (x / 100) * width - clientX, top + (y / 100) * height - clientY) - radius(witness) };
    });
    const [first] = away.sort((a, b) => a.far - b.far);
    return first?.far < REACH_PX ? first.id : undefined;
  }

  /**
   * The next one in a direction, rather ahead than aside; each press gets further, so everything is within reach.
   * @param {number} dx @param {number} dy @returns {string|undefined}
   */
  function towards(dx, dy) {
    const from = shown.get(desk.selected() ?? '')?.witness.metadata.position;
    if (!from) return byAge()[0];
    const ahead = [...shown].map(([id, { witness: { metadata: { position } } }]) => {
      const [x, y] = [position.x - from.x, position.y - from.y];
      const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
      return { id, along, aside, far: along + 2 * aside };
    });
    const next = ahead.filter(({ along }) => along > 0).sort((a, b) => Number(a.aside > 2 * a.along) - Number(b.aside > 2 * b.along) || a.far - b.far);
    return next[0]?.id;
  }

  const byAge = () => [...shown.values()].map(({ witness }) => witness).sort(newestFirst).map(({ id }) => id);

  /** @param {number} by */
  function step(by) {
    const all = byAge();
    return all[Math.min(all.length - 1, Math.max(0, all.indexOf(desk.selected() ?? '') + by))];
  }

  /** @type {Record<string, () => string|undefined>} */
  const keys = {
    ArrowRight: () => towards(1, 0),
    ArrowLeft: () => towards(-1, 0),
    ArrowDown: () => towards(0, 1),
    ArrowUp: () => towards(0, -1),
    PageDown: () => step(1),
    PageUp: () => step(-1),
    Home: () => byAge()[0],
    End: () => byAge().at(-1),
  };

  map.addEventListener('click', (event) => {
    const hit = /** @type {Element} */ (event.target).closest('.spot');
    const id = event.detail ? nearest(event) : hit?.id.slice(source.name.length + 1);
    desk.select(id === desk.selected() ? undefined : id);
  });
  map.addEventListener('pointermove', (event) => {
    const id = event.pointerType === 'mouse' ? nearest(event) : undefined;
    for (const [other, { spot }] of shown) spot.classList.toggle('near', other === id);
    map.classList.toggle('pointing', id !== undefined);
  });
  map.addEventListener('pointerleave', () => {
    for (const { spot } of shown.values()) spot.classList.remove('near');
  });
  spots.addEventListener('focus', () => {
    if (desk.selected() === undefined && spots.matches(':focus-visible')) desk.select(byAge()[0]);
  });
  spots.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' || event.key === ' ') desk.act();
    else if (event.key === 'Escape') desk.select(undefined);
    else if (Object.hasOwn(keys, event.key)) desk.select(keys[event.key]() ?? desk.selected());
    else return;
    event.preventDefault();
  });

  return {
    paint,
    /** Lets them age. */
    tick: () => shown.forEach(({ witness, spot }) => age(witness, spot)),
    focus: () => spots.focus(),
  };
}
