/** What the page says in plain words. @import { SourceState, Witness } from './types.js' */

/** @param {number} n @param {string} noun @param {string} [plural] */
export const counted = (n, noun, plural = `${noun}s`) => `${n} ${n === 1 ? noun : plural}`;

/** @param {string} text @param {number} [most] UTF-16 units */
export const shortened = (text, most = 60) => (text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text);

/** @param {number} ms */
export function timeLeft(ms) {
  if (ms >= 90_000) return `${Math.round(ms / 60_000)} min left`;
  return `${Math.max(0, Math.ceil(ms / 1000))} s left`;
}

/** @param {number} ms */
export function ago(ms) {
  if (ms < 2_000) return 'now';
  if (ms < 90_000) return `${Math.round(ms / 1000)} s ago`;
  return `${Math.round(ms / 60_000)} min ago`;
}

/** @param {Witness} witness */
export const seen = ({ witnessCount }) => (witnessCount === 1 ? 'seen once' : `seen ${witnessCount} times`);

/** The mode as a title and a sentence for somebody who has never seen it. @param {Pick<SourceState, 'reachable'|'status'>} state */
export function modeWords({ reachable, status }) {
  const { mode, webrtcConnections, relayConnected, fallback } = status;
  if (!reachable) return ['No answer', 'The program is not answering. Trying again by itself.'];
  if (mode === 'p2p') {
    const words = `Texts go directly to ${counted(webrtcConnections, 'peer')}.`;
    return ['P2P', relayConnected ? words : `${words} Newcomers need a relay.`];
  }
  if (fallback === 'active') return ['Relay fallback', 'Texts go through the relay, where everybody can read them.'];
  if (mode === 'relay') return ['Relay fallback', 'Only the relay is there. Texts wait for a direct channel.'];
  return ['Offline', 'No relay and no peer within reach. Trying again by itself.'];
}

/** The state of a link. */
const STATES = new Map([
  ['discovered', 'in sight'],
  ['offering', 'calling'],
  ['answering', 'answering'],
  ['connecting', 'connecting'],
  ['open', 'open'],
  ['lost', 'lost'],
  ['backing-off', 'pausing'],
]);
/** @param {string} state */
export const linkWords = (state) => STATES.get(state) ?? state;

/** What a reason begins with, and what it means. @type {[string, string][]} */
const REASONS = [
  ['not connected in time', 'Both know of each other, but no way between them opened within 10 s. A firewall or NAT may be in between; a TURN server helps.'],
  ['no way to the other side', 'No network path to it was found, or the path broke. A firewall or NAT may be in between; a TURN server helps.'],
  ['connection failed', 'No network path to it was found, or the path broke. A firewall or NAT may be in between; a TURN server helps.'],
  ['no answer to our offer', 'It did not answer our call. It may have left, be full, or be asleep.'],
  ['no answer to pings', 'It fell silent: two pings in a row were not answered.'],
  ['no offer in time', 'We could not prepare a call in time. This machine may be very busy.'],
  ['sent too many messages', 'It sent more messages than a peer may, for too long. It can come back in a minute.'],
  ['channel closed', 'It closed the channel, most likely because its page was closed.'],
  ['the other side closed', 'It closed the channel, most likely because its page was closed.'],
  ['no place left', 'We have as many channels as we can take.'],
  ['sending failed', 'A text could not be sent over the channel.'],
  ['offer refused', 'Its call could not be read.'],
  ['answer refused', 'Its answer could not be read.'],
  ['refused', 'Its description of itself was not accepted.'],
  ['the relay is out of reach', 'The relay is out of reach. Open channels go on; new peers are not found until it is back.'],
  ['the program is not answering', 'The program stopped answering. It may have been stopped or be starting again.'],
];
/** @param {string} reason as a peer states it */
export const reasonWords = (reason) => REASONS.find(([start]) => reason.startsWith(start))?.[1] ?? `${reason[0]?.toUpperCase() ?? ''}${reason.slice(1)}.`;

/** The way that a link takes, as far as it is known. @param {import('./types.js').LinkDetail} [link] */
export function wayOf({ local, remote } = {}) {
  if (!local || !remote) return { short: '', words: '–', candidates: '' };
  const candidates = `(${local} to ${remote})`;
  if (local === 'relay' || remote === 'relay') return { short: 'TURN', words: 'through TURN', candidates };
  return { short: 'direct', words: 'direct', candidates };
}

/** Why a relay is down. Browsers do not say more than 1006 of whatever goes wrong. @param {string} reason */
export const relayWords = (reason) => (reason === 'closed with code 1006' ? 'not reachable' : reason);

/** @param {number} [ms] */
export const rttWords = (ms) => (ms === undefined ? '' : ms < 1 ? '<1 ms' : `${Math.round(ms)} ms`);
