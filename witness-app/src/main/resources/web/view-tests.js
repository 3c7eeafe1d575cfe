/** What can be tried out: another device, this browser, and how much the mesh takes. @import { Mount, Page } from './types.js' */
import * as api from './api.js';
import { find, setText, stamp } from './templates.js';
import { selfTest } from './self-test.js';
import { MAX_COUNT, MAX_RATE, startStress, stressWords, within } from './stress-run.js';
import { counted } from './words.js';

const FIVE = ['A blackbird sings on the roof.', 'The bus was on time.', 'It smells of rain.', 'Somebody left the light on.', 'The sea is calm.'];

/** @param {HTMLElement} place @param {Page} page */
async function showInvitation(place, { config }) {
  const { url, reachable } = await api.get('api/invitation');
  find(place, '.alone').hidden = reachable;
  find(place, '.open').hidden = !reachable;
  if (!reachable) return;
  setText(place, '.url', url);
  find(place, '.looks').hidden = config.mayWrite;
  const code = Object.assign(new Image(200, 200), { src: await api.picture('api/invitation.svg'), alt: `${url} as a QR code` });
  find(place, '.code').replaceChildren(code);
}

/** @param {HTMLElement} place @param {Page} page */
function offerSelfTest(place, page) {
  const [button, list, verdict] = [find(place, 'button'), find(place, 'ol'), find(place, '.verdict')];
  button.addEventListener('click', async () => {
    button.disabled = true;
    list.replaceChildren();
    setText(place, '.verdict', '');
    /** @type {Map<string, HTMLElement>} */ const items = new Map();
    const { is, words } = await selfTest(page, (title, state, said) => {
      const item = items.get(title) ?? list.appendChild(stamp('step'));
      items.set(title, item);
      item.dataset.state = state;
      setText(item, '.title', title);
      setText(item, '.words', said);
    });
    verdict.dataset.is = is;
    setText(place, '.verdict', words);
    button.disabled = false;
  });
}

/** @param {HTMLElement} place @param {Page} page */
function offerStress(place, page) {
  const form = /** @type {HTMLFormElement} */ (find(place, 'form'));
  const [start, stop, bar] = [find(form, '.primary'), find(form, '.stop'), find(form, 'progress')];
  const [rate, count] = [find(form, '[name=rate]'), find(form, '[name=count]')];
  [rate.max, count.max] = [MAX_RATE, MAX_COUNT];
  /** @type {() => void} */ let end = () => {};
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const asJvm = new FormData(form).get('as') === 'jvm';
    const [from, to] = asJvm ? [...page.sources].reverse() : page.sources;
    [rate.value, count.value] = [within(rate.valueAsNumber, MAX_RATE), within(count.valueAsNumber, MAX_COUNT)];
    [start.disabled, stop.disabled, bar.max] = [true, false, count.valueAsNumber];
    stop.focus();
    end = startStress(from, to, { rate: rate.valueAsNumber, count: count.valueAsNumber }, (progress) => {
      bar.value = progress.sent;
      setText(form, progress.isOver ? '.result' : '.now', stressWords(progress, to.title));
      setText(form, progress.isOver ? '.now' : '.result', '');
      if (!progress.isOver) return;
      if (document.activeElement === stop) start.focus();
      [start.disabled, stop.disabled] = [false, true];
    });
  });
  stop.addEventListener('click', () => end());
}

/** @type {Mount} */
export function mountTests(root, source, page) {
  const place = root.appendChild(stamp('tests'));
  showInvitation(find(place, '.devices'), page).catch((reason) => setText(place, '.devices .error', reason.message));
  offerSelfTest(find(place, '.self-test'), page);
  offerStress(find(place, '.stress'), page);

  const five = find(place, '.five');
  find(five, 'button').addEventListener('click', async () => {
    const [first] = FIVE;
    try {
      for (const text of FIVE) await source.add(text, text === first ? undefined : [...source.state.witnesses.values()].find((witness) => witness.text === first)?.id);
      setText(five, '.result', `${counted(FIVE.length, 'witness', 'witnesses')} added as ${source.title.toLowerCase()}; see them in the field.`);
    } catch (reason) {
      setText(five, '.result', reason instanceof Error ? reason.message : String(reason));
    }
  });
}
