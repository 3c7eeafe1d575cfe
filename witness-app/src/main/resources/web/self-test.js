/** Can this browser do what it takes? Each step has a bound of its own. @import { Page, TestStep } from './types.js' */
import * as api from './api.js';
import { openGraph } from './gun-graph.js';
import { createLink } from './peer-link.js';
import { openMailbox, openPresence } from './signaling.js';
import { randomName } from './witness-field.js';

const QUICK_MS = 5_000;
const PATIENT_MS = 15_000;
const FAREWELL_MS = 500;

/** @template T @param {number} ms @param {() => string} late what to say then @param {(done: (value?: T) => void) => void} start @returns {Promise<T|undefined>} */
const within = (ms, late, start) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(late())), ms);
  start(resolve);
});

/** The first candidate of a kind that comes of these servers. @param {RTCIceServer[]} iceServers @param {string} kind */
async function gather(iceServers, kind) {
  const pc = new RTCPeerConnection({ iceServers });
  /** @type {RTCIceCandidate|undefined} */ let found;
  let refused = '';
  pc.onicecandidateerror = ({ errorText, errorCode }) => (refused = errorText || `error ${errorCode}`);
  pc.createDataChannel('test');
  await pc.setLocalDescription();
  await within(QUICK_MS, () => '', (done) => {
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.type === kind) found = candidate;
      if (!candidate || found) done();
    };
  }).catch(() => (refused ||= 'nothing came in time'));
  pc.close();
  return { found, refused };
}

/** A peer for the time of the test, which connects to the JVM peer and to nobody else. @param {Page} page */
function openGuest({ config, rtc }) {
  const graph = openGraph(config);
  const world = {
    graph, me: `peer_${randomName(Math.random)}_test`, now: () => Date.now(), monotonic: () => performance.now(), random: Math.random, drop() {},
  };
  /** @type {import('./types.js').Link|undefined} */ let link;
  let look = () => {};
  let isAnswered = false;
  const presence = openPresence({ ...world, free: () => 0, onChange: () => look() });
  const mailbox = openMailbox({
    ...world,
    onSignal: (from, signal) => from === link?.peer && link.receive(signal),
    onCandidate: (from, key, candidate) => from === link?.peer && link.candidate(key, candidate),
  });

  /** @param {number} ms @param {() => string} late @param {() => unknown} isSo */
  const until = (ms, late, isSo) => within(ms, late, (done) => {
    look = () => isSo() && done();
    look();
  });

  return {
    relay: () => within(QUICK_MS, () => `It does not answer at ${config.relays}.`, (done) => graph.status(({ connected }) => connected && done())),
    sight: (/** @type {string} */ peer) => until(PATIENT_MS, () => 'Nothing is heard of it through the relay.', () => presence.isHere(peer)),
    open(/** @type {string} */ peer) {
      mailbox.watch(peer);
      link = createLink({
        ...world, mailbox, peer, connect: () => new RTCPeerConnection(rtc), hasPlace: () => true, onState: () => look(), onReady() {}, onDrained() {},
        onMessage(data) {
          isAnswered ||= String(data).startsWith('{"type":"pong"');
          look();
        },
      });
      void link.offer();
      return until(PATIENT_MS, () => `It did not open: ${link?.reason || link?.state}.`, () => link?.state === 'open');
    },
    ping() {
      link?.send(JSON.stringify({ type: 'ping', t: Date.now() }));
      return until(QUICK_MS, () => 'Nothing came back.', () => isAnswered);
    },
    close() {
      link?.close('self-test over');
      presence.close();
      mailbox.close();
      setTimeout(graph.close, FAREWELL_MS); // so that what takes it all back gets out
    },
  };
}

/** What is tried, in order. @param {Page} page @returns {TestStep[]} */
function steps(page) {
  /** @type {ReturnType<typeof openGuest>} */ let guest;
  let jvm = '';

  /** @param {string} scheme @param {string} kind of the candidate that such a server gives */
  const servers = (scheme, kind) => (page.rtc.iceServers ?? []).filter(({ urls }) => String(urls).startsWith(scheme)).map((server) => ({
    title: `${scheme.toUpperCase()} server ${server.urls}`,
    isOptional: true,
    advice: 'Peers in this network can be reached without it, those in others perhaps not. A firewall may block UDP: try another network.',
    async run() {
      const { found, refused } = await gather([server], kind);
      if (!found && refused) throw new Error(`It does not answer: ${refused}.`);
      return found?.address && scheme === 'stun' ? `It sees this browser at ${found.address}.` : 'It answers.';
    },
  }));

  /** @param {() => Promise<unknown>} work @param {string} words */
  const timed = (work, words) => async () => {
    const start = performance.now();
    await work();
    return `${words} ${Math.max(1, Math.round(performance.now() - start))} ms.`;
  };

  return [
    {
      title: 'The program', advice: 'Look at the terminal in which ./witness up was started: it may have ended.',
      run: timed(async () => ({ peerId: jvm } = await api.get('api/status')), 'It answers within'),
    },
    {
      title: 'The relay', advice: 'Its port must be open in the firewall of the machine that runs ./witness up.',
      run: timed(() => (guest = openGuest(page)).relay(), 'It answers within'),
      end: () => guest?.close(),
    },
    {
      title: 'Candidates', advice: 'WebRTC is switched off: look for a setting or an extension of this browser that does so.',
      async run() {
        if (!(await gather([], 'host')).found) throw new Error('This browser finds no address of its own.');
        return 'This browser finds an address of its own.';
      },
    },
    ...servers('stun', 'srflx'),
    ...servers('turn', 'relay'),
    {
      title: 'The JVM peer', advice: 'Reload this page; if that does not help, start ./witness up again.',
      run: timed(() => guest.sight(jvm), 'It came in sight within'),
    },
    {
      title: 'A channel to it', advice: 'A firewall or NAT is in between: try the same network, or start ./witness up with --turn.',
      run: timed(() => guest.open(jvm), 'It opened within'),
    },
    { title: 'A ping over it', advice: 'The connection is very slow or has just broken: test again.', run: timed(() => guest.ping(), 'It came back after') },
  ];
}

/**
 * Runs one step after the other; what cannot work any more is not tried.
 * @param {Page} page @param {(title: string, state: 'runs'|'ok'|'failed'|'skipped', words: string) => void} onStep
 * @returns {Promise<{is: 'well'|'partial'|'broken', words: string}>} the verdict, and what to do next
 */
export async function selfTest(page, onStep) {
  const all = steps(page);
  /** @type {TestStep[]} */ const failed = [];
  const broken = () => failed.find(({ isOptional }) => !isOptional);
  for (const step of all) {
    onStep(step.title, broken() ? 'skipped' : 'runs', broken() ? 'Not tried.' : 'Trying…');
    if (broken()) continue;
    try {
      onStep(step.title, 'ok', await step.run());
    } catch (reason) {
      failed.push(step);
      onStep(step.title, 'failed', reason instanceof Error ? reason.message : String(reason));
    }
  }
  for (const { end } of all) end?.();
  const worst = broken() ?? failed[0];
  if (!worst) return { is: 'well', words: 'All is well: this browser connects to the JVM peer directly. There is nothing to do.' };
  return { is: broken() ? 'broken' : 'partial', words: `${broken() ? 'It does not work yet' : 'It works here'}; what failed: ${worst.title}. ${worst.advice}` };
}
