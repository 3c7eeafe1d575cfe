/** The head of a column: how this peer is connected, to be understood at a glance. @import { Mount } from './types.js' */
import { painter } from './painter.js';
import { find, setText, stamp } from './templates.js';
import { counted, modeWords } from './words.js';

/** @type {Mount} */
export function mountHead(root, source) {
  const head = root.appendChild(stamp('head'));
  find(head, 'h2').textContent = source.title;

  source.on(painter(head, () => {
    const { reachable, peerId, status } = source.state;
    const [title, words] = modeWords(source.state);
    head.dataset.mode = reachable ? status.mode : 'silent';
    setText(head, '.mode', title);
    setText(head, '.words', words);
    setText(head, '.peer-id', peerId);
    for (const [name, n, noun] of /** @type {[string, number, string][]} */ ([
      ['known', status.peerCount, 'peer'],
      ['open', status.webrtcConnections, 'channel'],
    ])) {
      setText(head, `.figures .${name} dd`, String(n));
      setText(head, `.figures .${name} dt`, `${counted(n, noun).replace(/^\d+ /, '')} ${name}`);
    }
    setText(head, '.figures .relay dd', status.relayConnected ? 'up' : 'down');
    find(head, '.figures .relay').dataset.up = String(status.relayConnected);
  }));
}
