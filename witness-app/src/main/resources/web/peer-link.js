/**
 * The connection to one other peer, attempt after attempt: docs/protocol.md, 2 and 6 (ping).
 * @import { Form, Link, LinkState, Mailbox, Signal, World } from './types.js'
 * @typedef {ReturnType<typeof setTimeout>} Timer
 * @typedef {{pc: RTCPeerConnection, offers: boolean, channel?: RTCDataChannel, sent: number[], heard?: Signal, settled?: boolean,
 *   found: number, deadline?: Timer, later?: Timer}} Attempt
 */
const ATTEMPT_MS = 10_000;
const GATHERING_MS = 1_000;
const OTHER_FORM_MS = 6_000;
const LARGER_WAITS_MS = 5_000;
const ASK_MS = 2_250;
const UNANSWERED_PINGS = 3;
const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
const MAX_CANDIDATES = 64;

/** @param {string} sdp */
const fingerprint = (sdp) => sdp.match(/^a=fingerprint:\s*(.*?)\s*$/im)?.[1].toLowerCase();

/** Resolves when all candidates are found, or after a second. @param {RTCPeerConnection} pc @returns {Promise<void>} */
const gathered = (pc) =>
  new Promise((resolve) => {
    const check = () => pc.iceGatheringState === 'complete' && resolve();
    pc.addEventListener('icegatheringstatechange', check);
    setTimeout(resolve, GATHERING_MS);
    check();
  });

/**
 * @param {Pick<World, 'me'|'iceServers'|'random'|'monotonic'> & {peer: string, mailbox: Mailbox, hasPlace(): boolean, onState(): void,
 *   onReady(): void, onMessage(data: unknown): void, onDrained(): void}} port
 * @returns {Link}
 */
export function createLink({ me, peer, iceServers, random, monotonic, mailbox, hasPlace, onState, onReady, onMessage, onDrained }) {
  const lead = me < peer ? 0 : LARGER_WAITS_MS;
  /** Candidates that came before their description. @type {Map<string, RTCIceCandidateInit>} */ const early = new Map();
  /** @type {Attempt|undefined} */ let current;
  /** @type {Timer|undefined} */ let pause;

  /** @type {Link} */
  const self = {
    peer, state: 'discovered', reason: '', since: monotonic(), failures: 0, ext: [],
    isReady: () => !current && !pause,
    isBusy: () => Boolean(current),
    buffered: () => current?.channel?.bufferedAmount ?? 0,

    async offer() {
      const attempt = begin(true);
      await trying(attempt, 'offer', async () => {
        adopt(attempt, attempt.pc.createDataChannel('witnesses', { ordered: true }));
        await attempt.pc.setLocalDescription(await attempt.pc.createOffer());
        await write(attempt, 'json');
        attempt.later = setTimeout(() => attempt.heard || write(attempt, 'link'), OTHER_FORM_MS);
      });
    },

    async receive(signal) {
      const attempt = current;
      const heard = attempt?.heard;
      if (signal.type === 'answer') {
        if (!attempt?.offers || heard || (signal.re !== undefined && !attempt.sent.includes(signal.re))) return;
        if (!hasPlace()) return fail(attempt, 'no place left');
        become('connecting');
        return trying(attempt, 'answer refused', () => settle(attempt, signal));
      }
      if (heard && (signal.ts < heard.ts || fingerprint(heard.sdp) === fingerprint(signal.sdp))) return;
      if (attempt ? attempt.offers && !heard && me < peer : !hasPlace()) return;
      if (attempt) discard(attempt, self.state === 'open' ? 'lost' : 'discovered', 'replaced by a new offer');
      const fresh = begin(false);
      await trying(fresh, 'offer refused', async () => {
        await settle(fresh, signal);
        await fresh.pc.setLocalDescription(await fresh.pc.createAnswer());
        await write(fresh, signal.form, signal.ts);
        if (fresh === current && self.state === 'answering') become('connecting');
      });
    },

    candidate(key, candidate) {
      if (!current?.settled) early.set(key, candidate);
      else if (current.heard?.ts === Number.parseInt(key, 10)) current.pc.addIceCandidate(candidate).catch(() => {}); // one bad candidate is no reason to give up
      if (early.size > MAX_CANDIDATES) early.delete([...early.keys()][0]);
    },

    send: (text) => void (current?.channel?.readyState === 'open' && current.channel.send(text)),
    abandon: (why) => current && fail(current, why),
    close(why) {
      if (current) discard(current, 'lost', why);
      rest(0);
    },
  };
  rest(lead);
  return self;

  /** @param {LinkState} state */
  function become(state, reason = '') {
    Object.assign(self, { state, reason, since: monotonic() });
    onState();
  }

  /** @param {number} ms */
  function rest(ms) {
    clearTimeout(pause);
    pause = ms ? setTimeout(awake, ms) : undefined;
  }

  function awake() {
    pause = undefined;
    if (self.state !== 'discovered') become('discovered', self.reason);
    onReady();
  }

  /** @param {boolean} offers */
  function begin(offers) {
    rest(0);
    const pc = new RTCPeerConnection({ iceServers });
    /** @type {Attempt} */ const attempt = { pc, offers, sent: [], found: 0 };
    current = attempt;
    become(offers ? 'offering' : 'answering');
    expectOpen(attempt);
    pc.onicecandidate = ({ candidate }) => {
      const ts = attempt.sent.at(-1);
      if (!candidate?.candidate || attempt !== current || !ts || attempt.found >= MAX_CANDIDATES) return;
      mailbox.sendCandidate(peer, `${ts}_${++attempt.found}`, candidate);
    };
    pc.onconnectionstatechange = () => pc.connectionState === 'failed' && fail(attempt, 'connection failed');
    pc.ondatachannel = ({ channel }) => channel.label === 'witnesses' && adopt(attempt, channel);
    return attempt;
  }

  /** @param {Attempt} attempt @param {string} what @param {() => Promise<void>} steps */
  async function trying(attempt, what, steps) {
    try {
      await steps();
    } catch (error) {
      fail(attempt, `${what}: ${error}`);
    }
  }

  /** @param {Attempt} attempt @param {number} ms @param {() => void} then */
  function within(attempt, ms, then) {
    clearTimeout(attempt.deadline);
    attempt.deadline = setTimeout(then, ms);
  }

  /** @param {Attempt} attempt */
  function expectOpen(attempt) {
    within(attempt, ATTEMPT_MS, () => fail(attempt, 'not connected in time'));
  }

  /** @param {Attempt} attempt @param {Form} form @param {number} [re] */
  async function write(attempt, form, re) {
    await gathered(attempt.pc);
    const description = attempt.pc.localDescription;
    if (attempt !== current || !description) return;
    attempt.sent.push(mailbox.send(peer, attempt.offers ? 'offer' : 'answer', description.sdp, form, re));
    if (self.state !== 'open') expectOpen(attempt);
  }

  /** @param {Attempt} attempt @param {Signal} heard */
  async function settle(attempt, heard) {
    attempt.heard = heard;
    await attempt.pc.setRemoteDescription({ type: heard.type, sdp: heard.sdp });
    attempt.settled = true;
    for (const [key, candidate] of early) self.candidate(key, candidate);
    early.clear();
  }

  /** @param {Attempt} attempt @param {RTCDataChannel} channel */
  function adopt(attempt, channel) {
    channel.onopen = () => {
      if (attempt !== current || self.state === 'open') return;
      attempt.channel = channel;
      clearTimeout(attempt.deadline);
      mailbox.clear(peer);
      Object.assign(self, { failures: 0, ext: attempt.heard?.ext ?? [] });
      listen(attempt);
      become('open');
    };
    channel.onmessage = ({ data }) => {
      if (attempt !== current) return;
      listen(attempt);
      onMessage(data);
    };
    channel.bufferedAmountLowThreshold = 1 << 16;
    channel.onbufferedamountlow = () => attempt === current && onDrained();
    channel.onclose = () => channel === attempt.channel && fail(attempt, 'channel closed');
    if (channel.readyState === 'open') channel.onopen(new Event('open'));
  }

  /** Asks whether the other is there once it has been silent for a while. It counts questions, not time: a page that was
   * asleep has asked none. @param {Attempt} attempt */
  function listen(attempt, unanswered = 0) {
    if (!self.ext.includes('ping')) return;
    within(attempt, ASK_MS, () => {
      if (unanswered === UNANSWERED_PINGS) return fail(attempt, 'no answer to pings');
      self.send(JSON.stringify({ type: 'ping', t: Date.now() }));
      listen(attempt, unanswered + 1);
    });
  }

  /** @param {Attempt} attempt @param {LinkState} next @param {string} why */
  function discard(attempt, next, why) {
    current = undefined;
    clearTimeout(attempt.deadline);
    clearTimeout(attempt.later);
    attempt.pc.close();
    mailbox.clear(peer);
    become(next, why);
  }

  /** @param {Attempt} attempt @param {string} why */
  function fail(attempt, why) {
    if (attempt !== current) return;
    const bound = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** Math.min(++self.failures, 10));
    rest(MIN_PAUSE_MS + random() * (bound - MIN_PAUSE_MS) + lead);
    discard(attempt, self.state === 'open' ? 'lost' : 'backing-off', why);
  }
}
