/** The two peers that the page shows. @import { LinkDetail, Page, Peer, Source } from './types.js' */
import * as api from './api.js';
import { keepFigures } from './figures.js';
import { createModel } from './model.js';

const RETRY_MS = 2_000;
const FADED = 'It has faded already.';

/**
 * The peer in this browser.
 * @param {Peer} peer @param {import('./types.js').GraphPort} graph @param {() => Promise<Map<string, LinkDetail>>} measure
 * @returns {Source}
 */
export function browserSource(peer, graph, measure) {
  const model = createModel();
  model.restart();
  model.tell({ v: 1, at: Date.now(), event: 'status', peerId: peer.id, ...peer.status() }, true);
  peer.on((event) => model.tell(event));
  graph.status?.(({ relays }) => model.relays(relays));
  let own = 0;
  keepFigures(model, measure, () => own);
  return {
    name: 'page',
    title: 'This browser',
    state: model.state,
    on: model.on,
    async add(text, contextOf) {
      peer.add(text, contextOf);
      own++;
    },
    async reWitness(id) {
      if (!peer.reWitness(id)) throw new Error(FADED);
    },
    measure: async () => model.measured(await measure()),
  };
}

/** The peer in the program that serves this page. @returns {Source} */
export function programSource() {
  const model = createModel();
  follow(model);
  return {
    name: 'jvm',
    title: 'JVM peer',
    state: model.state,
    on: model.on,
    add: (text, contextOf) => api.post('api/witnesses', { text, contextOf }),
    reWitness: (id) => api.post(`api/witnesses/${encodeURIComponent(id)}/rewitness`),
    async measure() {
      const { peers } = await api.get('api/status').catch(() => ({ peers: [] }));
      model.measured(new Map(peers.map((/** @type {any} */ { peer, link }) => [peer, link])));
    },
  };
}

/** Hears the program, for ever. @param {import('./types.js').Model} model */
function follow(model) {
  const stream = api.events();
  /** The number of the last event that is over; what the server tells of the present comes without one, and so under this. */ let past = 0;
  stream.onopen = () => model.restart();
  stream.onmessage = ({ data, lastEventId }) => {
    const event = JSON.parse(data);
    if (event.event === 'history') {
      past = Number(lastEventId);
      model.past(event.events);
    } else if (event.event === 'statistics') {
      model.figures(event);
    } else {
      model.tell(event, Number(lastEventId) <= past);
    }
  };
  stream.onerror = () => {
    model.silent();
    if (stream.readyState !== EventSource.CLOSED) return; // the browser retries by itself
    setTimeout(() => follow(model), RETRY_MS);
  };
}
