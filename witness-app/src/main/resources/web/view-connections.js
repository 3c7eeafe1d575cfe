/** Whom one peer knows, how it reaches them, and what went wrong. @import { LinkRow, Mount } from './types.js' */
import { byState, createGraph } from './mesh-graph.js';
import { painter, everySecond } from './painter.js';
import { find, setText, stamp } from './templates.js';
import { ago, counted, linkWords, reasonWords, relayWords, rttWords, wayOf } from './words.js';

const MEASURE_MS = 1_900;

/** @type {Mount} */
export function mountConnections(root, source, page) {
  const place = root.appendChild(stamp('connections'));
  const paintGraph = createGraph(find(place, '.graph'), source, page);
  const [table, failures, relays] = [find(place, 'tbody'), find(place, '.failures'), find(place, '.relays')];
  /** @type {Map<string, HTMLElement>} */ const rows = new Map();

  /** @param {LinkRow} row @param {HTMLElement} item */
  function fill({ peer, state, reason, at, link }, item) {
    const way = wayOf(link);
    item.dataset.state = state;
    setText(item, '.name', page.nameOf(peer));
    find(item, '.name').title = peer;
    setText(item, '.state .word', linkWords(state));
    setText(item, '.since', ago(Date.now() - at).replace(' ago', ''));
    setText(item, '.rtt', (state === 'open' && rttWords(link?.rttMs)) || '–');
    setText(item, '.kind', state === 'open' ? way.words : reason && state !== 'discovered' ? reason : '–');
    setText(item, '.candidates', state === 'open' ? way.candidates : '');
  }

  function paintTable() {
    const all = [...source.state.links.values()].sort(byState);
    for (const [peer, item] of rows) {
      if (source.state.links.has(peer)) continue;
      item.remove();
      rows.delete(peer);
    }
    for (const [i, row] of all.entries()) {
      const item = rows.get(row.peer) ?? stamp('link');
      rows.set(row.peer, item);
      fill(row, item);
      if (table.children[i] !== item) table.insertBefore(item, table.children[i] ?? null);
    }
    find(place, 'table').hidden = !all.length;
  }

  function paintFailures() {
    failures.replaceChildren(...source.state.failures.slice(0, 8).map(({ at, peer, reason }) => {
      const item = stamp('failure');
      setText(item, '.who', peer === undefined ? source.title : page.nameOf(peer));
      setText(item, '.when', ago(Date.now() - at));
      setText(item, '.why', reasonWords(reason));
      find(item, '.why').title = reason;
      return item;
    }));
    find(place, '.fine').hidden = source.state.failures.length > 0;
  }

  function paintRelays() {
    const { relays: known, status, reachable } = source.state;
    const views = known.length ? known : [{ url: 'its relay', state: status.relayConnected ? 'up' : 'down', reason: '' }];
    relays.replaceChildren(...(reachable ? views : []).map(({ url, state, reason }) => {
      const item = stamp('relay');
      item.dataset.state = state;
      setText(item, '.url', url);
      setText(item, '.word', [state, relayWords(reason)].filter(Boolean).join(', '));
      return item;
    }));
  }

  let measuredAt = -MEASURE_MS;

  const later = painter(place, () => {
    // Here, so that nothing is measured while nobody looks.
    if (performance.now() - measuredAt >= MEASURE_MS) {
      measuredAt = performance.now();
      void source.measure();
    }
    paintGraph();
    paintTable();
    paintFailures();
    paintRelays();
    setText(place, '.total', counted(source.state.links.size, 'peer'));
  });
  for (const either of page.sources) either.on(later); // both, for their names
  everySecond(later);
}
