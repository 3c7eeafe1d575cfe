/** The witnesses of one peer, and how to add to them. @import { Desk, View } from './types.js' */
import { createComposer } from './composer.js';
import { createList } from './field-list.js';
import { everySecond, painter } from './painter.js';
import { stamp, find, setText } from './templates.js';

/** @type {View['mount']} */
export function mountField(root, source, { config }) {
  const place = root.appendChild(stamp('field'));
  const composer = createComposer(find(place, '.compose'), source);
  /** @type {string|undefined} */ let selected;

  /** @type {Desk} */
  const desk = {
    selected: () => selected,
    select(id) {
      selected = id;
      later();
    },
    answer(id) {
      const witness = source.state.witnesses.get(id);
      if (witness) composer.answer(witness);
    },
    async reWitness(id) {
      await source.reWitness(id).then(() => composer.complain(), composer.complain);
    },
    focus: composer.focus,
  };
  const list = createList(find(place, '.list'), source, desk, config.ttlMs);

  const later = painter(place, () => {
    const { witnesses } = source.state;
    if (selected !== undefined && !witnesses.has(selected)) selected = undefined;
    list.paint();
    setText(place, '.total', witnesses.size ? String(witnesses.size) : '');
    find(place, '.empty').hidden = witnesses.size > 0;
  });
  source.on((news) => {
    if (news.kind === 'links' || (news.kind === 'event' && news.event.event !== 'witness')) return;
    if (news.kind === 'event' && news.event.event === 'witness' && news.event.change === 'removed') composer.forget(news.event.witness.id);
    later();
  });
  everySecond(later);
}
