/** The witnesses of one peer: as a field, the one that is chosen, and as a list; and how to add to them. @import { Desk, Mount, News } from './types.js' */
import { createComposer } from './composer.js';
import { createList } from './field-list.js';
import { createMap } from './field-map.js';
import { everySecond, painter } from './painter.js';
import { find, setText, stamp } from './templates.js';
import { counted, seen, shortened, timeLeft } from './words.js';

/** So that a reader of the screen is not talked over. */
const ANNOUNCE_MS = 10_000;

const HINT = 'Choose a witness to keep it alive, or to answer it.';
const NOTHING = 'Nothing here yet. What anybody adds shows up at once, everywhere.';

/** @type {Mount} */
export function mountField(root, source, { config }) {
  const place = root.appendChild(stamp('field'));
  const chosen = find(place, '.chosen');
  const composer = createComposer(find(place, '.compose'), source, config.ttlMs);
  /** @type {string|undefined} */ let selected;

  /** @type {Desk} */
  const desk = {
    selected: () => selected,
    select(id) {
      if (id === selected) return;
      selected = id;
      later();
    },
    act: () => find(chosen, '.re-witness').focus(),
    answer(id) {
      const witness = source.state.witnesses.get(id);
      if (witness) composer.answer(witness);
    },
    reWitness: (id) => source.reWitness(id).then(() => composer.complain(), composer.complain),
    changed: () => later(),
    leave: () => composer.focus(),
  };
  const map = createMap(find(place, '.map-place'), source, desk, config.ttlMs);
  const list = createList(find(place, '.list'), source, desk, config.ttlMs);

  function paintChosen() {
    const witness = source.state.witnesses.get(selected ?? '');
    const parent = source.state.witnesses.get(witness?.contextOf ?? '');
    if (!witness && chosen.contains(document.activeElement)) map.focus();
    chosen.classList.toggle('nothing', !witness);
    setText(chosen, '.text', witness?.text ?? (source.state.witnesses.size ? HINT : NOTHING));
    setText(chosen, '.meta', witness ? `${seen(witness)} · ${timeLeft(witness.expiresAt - Date.now())}` : '');
    setText(chosen, '.reply', parent ? `in answer to “${shortened(parent.text)}”` : '');
    for (const part of ['.reply', '.actions']) find(chosen, part).hidden = part === '.reply' ? !parent : !witness;
  }

  const later = painter(place, () => {
    const { witnesses } = source.state;
    if (selected !== undefined && !witnesses.has(selected)) selected = undefined;
    map.paint();
    list.paint();
    paintChosen();
    setText(place, '.total', witnesses.size ? String(witnesses.size) : '');
  });

  find(chosen, '.re-witness').addEventListener('click', () => selected !== undefined && desk.reWitness(selected));
  find(chosen, '.answer').addEventListener('click', () => selected !== undefined && desk.answer(selected));
  chosen.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && map.focus());

  let news = 0;
  setInterval(() => {
    // Side by side, one of the two speaks for both.
    const speaks = source.name === 'page' || document.body.dataset.view === source.name;
    if (news && speaks && place.offsetParent) setText(place, '.announce', `${counted(news, 'new witness', 'new witnesses')}, ${source.state.witnesses.size} in all`);
    news = 0;
  }, ANNOUNCE_MS);

  source.on((/** @type {News} */ told) => {
    if (told.kind === 'links' || told.kind === 'figures') return;
    if (told.kind === 'event') {
      if (told.event.event !== 'witness') return;
      if (told.event.change === 'removed') composer.forget(told.event.witness.id);
      if (told.event.change === 'added' && !told.isPast) news++;
    }
    later();
  });
  everySecond(painter(place, () => {
    map.tick();
    list.tick();
    paintChosen();
  }));
}
