/**
 * One peer on the page: its status, its witnesses, its links, and a way to add to them. The peer in this page and the one
 * in the JVM tell the same events, so both are shown by the same panel.
 *
 * @typedef {import('./types.js').Witness} Witness
 * @typedef {{add(text: string, contextOf?: string): Promise<unknown>, reWitness(id: string): Promise<unknown>}} Actions
 *   what a panel can do to its peer; a rejection carries a message for people
 */
import { MAX_OWN_TEXT, newestFirst } from './witness-field.js';

const LOST_STAYS_MS = 20_000;
const SHORT = 60;
const LINK_WORDS = new Map([
  ['discovered', 'in sight'],
  ['offering', 'offering'],
  ['answering', 'answering'],
  ['connecting', 'connecting'],
  ['open', 'open'],
  ['lost', 'lost'],
  ['backing-off', 'will try again'],
]);

/** @param {string} id @returns {DocumentFragment} */
const stamp = (id) => /** @type {any} */ (document.importNode(/** @type {HTMLTemplateElement} */ (document.getElementById(`${id}-template`)).content, true));

/** @param {ParentNode} root @param {string} selector @returns {any} */
const find = (root, selector) => root.querySelector(selector);

/** @param {number} n @param {string} noun */
const counted = (n, noun) => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** @param {string} text */
const shortened = (text) => (text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text);

/** @param {number} ms */
function timeLeft(ms) {
  if (ms >= 90_000) return `${Math.round(ms / 60_000)} min left`;
  return `${Math.max(0, Math.ceil(ms / 1000))} s left`;
}

/** @param {{mode: string, webrtcConnections: number, relayConnected: boolean}} status */
function statusWords({ mode, webrtcConnections, relayConnected }) {
  if (mode === 'p2p') return `Connected directly to ${counted(webrtcConnections, 'peer')}${relayConnected ? '' : ', without a relay'}`;
  if (mode === 'relay') return 'On the relay, waiting for another peer';
  return 'No relay within reach, trying again';
}

/**
 * @param {{title: string, label: string, lifetimeMs: number, nameOf: (peer: string) => string|undefined, actions: Actions}} options
 */
export function createPanel({ title, label, lifetimeMs, nameOf, actions }) {
  const root = /** @type {HTMLElement} */ (stamp('panel').firstElementChild);
  const [composer, list, links] = [find(root, '.composer'), find(root, '.witnesses'), find(root, '.links ul')];
  const [field, error, context] = [find(composer, 'textarea'), find(composer, '.error'), find(composer, '.context')];
  /** @type {Map<string, {witness: Witness, item: HTMLElement}>} */ const shown = new Map();
  /** @type {Map<string, {item: HTMLElement, state: string, at: number}>} */ const neighbours = new Map();
  /** @type {string|undefined} */ let replyTo;

  find(root, 'h2').textContent = title;
  find(composer, 'label').textContent = label;
  field.id = `text-${title.toLowerCase().replace(/\W+/g, '-')}`;
  find(composer, 'label').htmlFor = field.id;

  // ---- the composer

  function measure() {
    find(composer, '.counter').textContent = `${MAX_OWN_TEXT - field.value.length} left`;
    find(composer, '.primary').disabled = !field.value.trim();
  }

  /** @param {string|undefined} id */
  function reply(id) {
    replyTo = id;
    context.hidden = id === undefined;
    find(context, '.quote').textContent = `In reply to “${shortened(shown.get(id ?? '')?.witness.text ?? '')}”`;
    field.focus();
  }

  /** @param {Promise<unknown>} done */
  async function report(done) {
    try {
      await done;
      error.hidden = true;
      return true;
    } catch (reason) {
      error.textContent = reason instanceof Error ? reason.message : String(reason);
      error.hidden = false;
      return false;
    }
  }

  field.addEventListener('input', measure);
  field.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  find(context, 'button').addEventListener('click', () => reply(undefined));
  composer.addEventListener('submit', async (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = '';
    measure();
    if (await report(actions.add(text, replyTo))) {
      if (replyTo !== undefined) reply(undefined);
    } else if (!field.value) {
      field.value = text;
      measure();
    }
  });

  // ---- witnesses

  /** @param {Witness} witness */
  function showWitness(witness) {
    const known = shown.get(witness.id);
    const item = known?.item ?? newItem(witness);
    find(item, '.count').textContent = String(witness.witnessCount);
    find(item, '.seen').textContent = witness.witnessCount === 1 ? 'seen once' : `seen ${witness.witnessCount} times`;
    find(item, '.re-witness').setAttribute('aria-label', `Witness again: ${shortened(witness.text)}`);
    if (known && known.witness.witnessCount !== witness.witnessCount) {
      item.classList.remove('raised');
      void item.offsetWidth; // restarts the animation
      item.classList.add('raised');
    }
    shown.set(witness.id, { witness, item });
    showAge(witness, item);
  }

  /** @param {Witness} witness */
  function newItem(witness) {
    const item = /** @type {HTMLElement} */ (stamp('witness').firstElementChild);
    find(item, '.text').textContent = witness.text;
    const parent = witness.contextOf === undefined ? undefined : shown.get(witness.contextOf)?.witness;
    if (parent) {
      find(item, '.reply').textContent = `on “${shortened(parent.text)}”`;
      find(item, '.reply').hidden = false;
    }
    find(item, '.re-witness').addEventListener('click', () => report(actions.reWitness(witness.id)));
    find(item, '.quiet').setAttribute('aria-label', `Reply to: ${shortened(witness.text)}`);
    find(item, '.quiet').addEventListener('click', () => reply(witness.id));
    const next = [...shown.values()].filter((other) => newestFirst(witness, other.witness) < 0).sort((a, b) => newestFirst(a.witness, b.witness))[0];
    list.insertBefore(item, next?.item ?? null);
    return item;
  }

  /** @param {Witness} witness @param {HTMLElement} item */
  function showAge({ expiresAt }, item) {
    const ms = expiresAt - Date.now();
    const words = timeLeft(ms);
    const left = find(item, '.left');
    if (left.textContent !== words) left.textContent = words;
    item.style.setProperty('--life', String(Math.min(1, Math.max(0, ms / lifetimeMs))));
    item.classList.toggle('fading', ms < lifetimeMs / 10);
  }

  /** @param {string} id */
  function hideWitness(id) {
    const known = shown.get(id);
    if (!known) return;
    if (known.item.contains(document.activeElement)) field.focus();
    known.item.remove();
    shown.delete(id);
    if (replyTo === id) reply(undefined);
  }

  // ---- links

  /** @param {{peer: string, state: string, reason: string}} event */
  function showLink({ peer, state, reason }) {
    const item = neighbours.get(peer)?.item ?? links.appendChild(/** @type {HTMLElement} */ (stamp('link').firstElementChild));
    neighbours.set(peer, { item, state, at: Date.now() });
    item.dataset.state = state;
    const name = find(item, '.name');
    name.textContent = nameOf(peer) ?? peer;
    name.classList.toggle('raw', nameOf(peer) === undefined);
    name.title = peer;
    find(item, '.state').textContent = [LINK_WORDS.get(state) ?? state, reason].filter(Boolean).join(': ');
  }

  function showTotals() {
    find(root, 'h3 .total').textContent = shown.size ? String(shown.size) : '';
    list.nextElementSibling.hidden = shown.size > 0;
    const open = [...neighbours.values()].filter(({ state }) => state === 'open').length;
    find(root, '.links .total').textContent = neighbours.size ? `${open} open` : '';
    links.nextElementSibling.hidden = neighbours.size > 0;
  }

  /** @param {string} mode @param {string} words */
  function showStatus(mode, words) {
    root.dataset.mode = mode;
    const place = find(root, '.status .words');
    if (place.textContent !== words) place.textContent = words;
  }

  setInterval(() => {
    for (const { witness, item } of shown.values()) showAge(witness, item);
    for (const [peer, { item, state, at }] of neighbours) {
      if (state !== 'lost' || Date.now() - at < LOST_STAYS_MS) continue;
      item.remove();
      neighbours.delete(peer);
    }
    showTotals();
  }, 1000);
  showTotals();

  return Object.freeze({
    root,
    showStatus,

    /** Shows one event of the peer. @param {any} event */
    show(event) {
      if (event.event === 'status') {
        find(root, '.peer-id').textContent = event.peerId;
        showStatus(event.mode, statusWords(event));
      } else if (event.event === 'peer') {
        showLink(event);
      } else if (event.event === 'witness') {
        if (event.change === 'removed') hideWitness(event.witness.id);
        else showWitness(event.witness);
      }
      showTotals();
    },

    /** Forgets all, before a peer tells its story anew. */
    clear() {
      for (const id of [...shown.keys()]) hideWitness(id);
      links.replaceChildren();
      neighbours.clear();
      showTotals();
    },

    /** @param {string} words */
    complain: (words) => report(Promise.reject(words)),
  });
}
