/** What one peer has seen happen: the last 200 events, newest first. @import { Mount, News, Page, SourceEvent } from './types.js' */
import { painter } from './painter.js';
import { find, setText, stamp } from './templates.js';
import { counted, linkWords, modeWords, seen } from './words.js';

const CHANGES = { added: 'came', updated: 'witnessed again', removed: 'faded' };

/** An event in a line. @param {SourceEvent} event @param {Page} page */
export function eventWords(event, page) {
  if (event.event === 'witness') return `${CHANGES[event.change]}: “${event.witness.text}”, ${seen(event.witness)}`;
  if (event.event === 'peer') return `${page.nameOf(event.peer)}: ${[linkWords(event.state), event.reason].filter(Boolean).join(', ')}`;
  if (event.event === 'log') return event.text;
  const { webrtcConnections, peerCount, relayConnected } = event;
  const [mode] = modeWords({ reachable: true, status: event });
  return `${mode}: ${counted(webrtcConnections, 'channel')} open, ${counted(peerCount, 'peer')} known, relay ${relayConnected ? 'up' : 'down'}`;
}

/** @param {number} at ms since the epoch */
const clock = (at) => new Date(at).toLocaleTimeString(undefined, { hour12: false });

/** Hands a file to whoever sits here. @param {string} name @param {object} content */
function download(name, content) {
  const text = JSON.stringify(content, (_, value) => (value instanceof Map ? [...value.values()] : value), 2);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @type {Mount} */
export function mountLog(root, source, page) {
  const place = root.appendChild(stamp('log'));
  const [kind, text, list] = [find(place, 'select'), find(place, 'input'), find(place, 'ol')];
  /** @type {WeakMap<SourceEvent, HTMLElement>} */ const items = new WeakMap();

  /** @param {SourceEvent} event */
  function itemOf(event) {
    const known = items.get(event);
    if (known) return known;
    const item = stamp('event');
    item.dataset.kind = event.event;
    find(item, 'time').dateTime = new Date(event.at).toISOString();
    setText(item, 'time', clock(event.at));
    setText(item, '.what', eventWords(event, page));
    items.set(event, item);
    return item;
  }

  const later = painter(place, () => {
    const wanted = text.value.trim().toLowerCase();
    const shown = source.state.log
      .filter(({ event }) => !kind.value || event === kind.value)
      .filter((event) => !wanted || eventWords(event, page).toLowerCase().includes(wanted));
    list.replaceChildren(...shown.reverse().map(itemOf));
    setText(place, '.total', `${shown.length} of ${source.state.log.length}`);
    find(place, '.empty').hidden = shown.length > 0;
  });
  for (const control of [kind, text]) control.addEventListener('input', later);
  find(place, 'button').addEventListener('click', () => {
    const exportedAt = new Date().toISOString();
    download(`witness-${source.name}-${exportedAt.replace(/\W/g, '')}.json`, { exportedAt, seenBy: source.title, ...source.state });
  });
  source.on((/** @type {News} */ { kind: told }) => (told === 'event' || told === 'all') && later());
}
