/** Where a witness is written, on its own or in the context of another. @import { Page, Source, Witness } from './types.js' */
import { MAX_OWN_TEXT } from './limits.js';
import { find, setText, stamp } from './templates.js';
import { shortened, timeLeft } from './words.js';

/** @param {HTMLElement} root @param {Source} source @param {number} ttlMs */
export function createComposer(root, source, ttlMs) {
  const form = root.appendChild(stamp('composer'));
  const [field, context, error] = [find(form, 'textarea'), find(form, '.context'), find(form, '.error')];
  /** @type {Witness|undefined} */ let parent;

  field.id = `text-${source.name}`;
  find(form, 'label').htmlFor = field.id;
  find(form, 'label').textContent = `Say it as ${source.name === 'page' ? 'this browser' : 'the JVM peer'}`;

  find(form, '.lives').textContent = `fades after ${timeLeft(ttlMs).replace(' left', '')}`;

  function measure() {
    const left = MAX_OWN_TEXT - field.value.length;
    setText(form, '.counter', `${left} left`);
    find(form, '.counter').classList.toggle('short', left < 20);
    find(form, '.primary').disabled = !field.value.trim();
  }

  /** @param {unknown} [reason] nothing if all is well */
  function complain(reason) {
    error.hidden = reason === undefined;
    error.textContent = reason instanceof Error ? reason.message : String(reason ?? '');
  }

  /** @param {Witness} [witness] nothing if it is to stand on its own */
  function answer(witness) {
    parent = witness;
    context.hidden = !witness;
    setText(context, '.quote', `In answer to “${shortened(witness?.text ?? '')}”`);
  }

  field.addEventListener('input', measure);
  field.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') answer();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    /** @type {HTMLFormElement} */ (form).requestSubmit();
  });
  find(context, 'button').addEventListener('click', () => {
    answer();
    field.focus();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    const to = parent;
    if (!text) return;
    field.value = '';
    answer();
    measure();
    try {
      await source.add(text, to?.id);
      complain();
    } catch (reason) {
      complain(reason);
      if (field.value) return;
      field.value = text;
      answer(to);
      measure();
    }
  });
  measure();

  return {
    complain,
    focus: () => field.focus(),
    /** @param {Witness} witness */
    answer(witness) {
      answer(witness);
      field.focus();
    },
    /** The witness has gone; what is being written stands on its own then. @param {string} id */
    forget: (id) => parent?.id === id && answer(),
  };
}
