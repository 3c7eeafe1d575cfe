/** The witnesses as a list, newest first. @import { Desk, Source, Witness } from './types.js' */
import { find, setText, stamp } from './templates.js';
import { newestFirst } from './witness-field.js';
import { seen, shortened, timeLeft } from './words.js';

/** @param {HTMLElement} root @param {Source} source @param {Desk} desk @param {number} ttlMs */
export function createList(root, source, desk, ttlMs) {
  const list = root.appendChild(stamp('witnesses'));
  /** @type {Map<string, {item: HTMLElement, witness: Witness}>} */ const shown = new Map();

  /** @param {Witness} witness */
  function newItem(witness) {
    const item = stamp('witness');
    item.dataset.id = witness.id;
    find(item, '.text').textContent = witness.text;
    find(item, '.answer').setAttribute('aria-label', `Answer: ${shortened(witness.text)}`);
    find(item, '.answer').addEventListener('click', () => desk.answer(witness.id));
    find(item, '.re-witness').setAttribute('aria-label', `Witness again: ${shortened(witness.text)}`);
    find(item, '.re-witness').addEventListener('click', () => desk.reWitness(witness.id));
    return item;
  }

  /** @param {Witness} witness @param {HTMLElement} item */
  function fill(witness, item) {
    const parent = source.state.witnesses.get(witness.contextOf ?? '');
    setText(item, '.count', String(witness.witnessCount));
    setText(item, '.seen', seen(witness));
    setText(item, '.reply', parent ? `in answer to “${shortened(parent.text)}”` : '');
    find(item, '.reply').hidden = !parent;
  }

  function paint() {
    const all = [...source.state.witnesses.values()].sort(newestFirst);
    for (const [id, { item }] of shown) {
      if (source.state.witnesses.has(id)) continue;
      if (item.contains(document.activeElement)) desk.leave();
      item.remove();
      shown.delete(id);
    }
    /** @type {Element|null} */ let next = list.firstElementChild;
    for (const witness of all) {
      const known = shown.get(witness.id);
      const item = known?.item ?? newItem(witness);
      if (known?.witness !== witness) {
        fill(witness, item);
        age(witness, item);
      }
      shown.set(witness.id, { item, witness });
      if (item === next) next = next.nextElementSibling;
      else list.insertBefore(item, next);
      item.classList.toggle('selected', desk.selected() === witness.id);
    }
  }

  /** @param {Witness} witness @param {HTMLElement} item */
  function age({ expiresAt }, item) {
    const ms = expiresAt - Date.now();
    setText(item, '.left', timeLeft(ms));
    item.style.setProperty('--life', Math.min(1, Math.max(0, ms / ttlMs)).toFixed(3));
    item.classList.toggle('fading', ms < ttlMs / 10);
  }

  return {
    paint,
    /** Lets them age. */
    tick: () => shown.forEach(({ witness, item }) => age(witness, item)),
  };
}
