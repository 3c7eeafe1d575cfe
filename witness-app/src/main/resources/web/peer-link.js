/**
 * The connection to one other peer: offers, answers, glare, time-outs, liveness, and new attempts after a pause.
 *
 * The peer with the smaller id offers; the larger one waits 5 s and then offers itself. An attempt has 10 s, started again
 * by each description that we send.
 *
 * @typedef {import('./signaling.js').Signal} Signal
 * @typedef {import('./signaling.js').Form} Form
 * @typedef {'discovered'|'offering'|'answering'|'connecting'|'open'|'lost'|'backing-off'} LinkState
 * @typedef {ReturnType<typeof setTimeout>} Timer
 * @typedef {{pc: RTCPeerConnection, offers: boolean, channel?: RTCDataChannel, sent: number[], heard?: Signal, settled: boolean,
 *   queued: [number, RTCIceCandidateInit][], found: RTCIceCandidate[], pings: number, timers: Timer[], deadline?: Timer}} Attempt
 */
const ATTEMPT_MS = 10_000;
const GATHERING_MS = 1_000;
const OTHER_FORM_MS = 6_000;
const LARGER_WAITS_MS = 5_000;
const PING_MS = 2_500;
const UNANSWERED_PINGS = 3;
const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
const MAX_CANDIDATES = 64;

/** @param {string|undefined} sdp */
const fingerprint = (sdp) => sdp?.match(/^a=fingerprint:\s*(.*?)\s*$/im)?.[1].toLowerCase();

/** Resolves when all candidates are found, or after a second. @param {RTCPeerConnection} pc @returns {Promise<void>} */
const gathered = (pc) =>
  new Promise((resolve) => {
    const check = () => pc.iceGatheringState === 'complete' && resolve();
    pc.addEventListener('icegatheringstatechange', check);
    setTimeout(resolve, GATHERING_MS);
    check();
  });

/**
 * @param {{me: string, peer: string, iceServers: RTCIceServer[], random: () => number,
 *   mailbox: ReturnType<typeof import('./signaling.js').openMailbox>, mayOffer: () => boolean, hasPlace: () => boolean,
 *   onState: (state: LinkState, reason: string) => void, onMessage: (text: string) => void, onDrained: () => void}} port
 */
export function createLink({ me, peer, iceServers, random, mailbox, mayOffer, hasPlace, onState, onMessage, onDrained }) {
  /** @type {Attempt|undefined} */ let current;
  /** @type {Timer|undefined} */ let pause;
  let state = /** @type {LinkState} */ ('discovered');
  let reason = '';
  let failures = 0;
  let closed = false;

  /** @param {LinkState} next @param {string} [why] */
  function become(next, why = '') {
    state = next;
    reason = why;
    onState(next, why);
  }

  /** Tries to connect unless something is under way already. */
  function start() {
    if (closed || current || pause || !mayOffer()) return;
    if (me < peer) return void offer();
    rest(LARGER_WAITS_MS, () => mayOffer() && void offer());
  }

  /** @param {number} ms @param {() => void} then */
  function rest(ms, then) {
    clearTimeout(pause);
    pause = setTimeout(() => {
      pause = undefined;
      then();
    }, ms);
  }

  /** @param {boolean} offers */
  function begin(offers) {
    clearTimeout(pause);
    pause = undefined;
    const pc = new RTCPeerConnection({ iceServers });
    /** @type {Attempt} */ const attempt = { pc, offers, sent: [], queued: [], found: [], settled: false, pings: 0, timers: [] };
    current = attempt;
    become(offers ? 'offering' : 'answering');
    expectWithin(attempt);
    pc.onicecandidate = ({ candidate }) => {
      const ts = attempt.sent.at(-1);
      if (!candidate?.candidate || attempt !== current || ts === undefined || attempt.found.length >= MAX_CANDIDATES) return;
      mailbox.sendCandidate(peer, `${ts}_${attempt.found.push(candidate)}`, candidate);
    };
    pc.onconnectionstatechange = () => pc.connectionState === 'failed' && fail(attempt, 'connection failed');
    pc.ondatachannel = ({ channel }) => channel.label === 'witnesses' && adopt(attempt, channel);
    return attempt;
  }

  /** @param {Attempt} attempt */
  function expectWithin(attempt) {
    clearTimeout(attempt.deadline);
    attempt.deadline = setTimeout(() => fail(attempt, 'not connected in time'), ATTEMPT_MS);
  }

  async function offer() {
    const attempt = begin(true);
    try {
      adopt(attempt, attempt.pc.createDataChannel('witnesses', { ordered: true }));
      await attempt.pc.setLocalDescription(await attempt.pc.createOffer());
      await gathered(attempt.pc);
      write(attempt, 'json');
      attempt.timers.push(setTimeout(() => attempt.heard || write(attempt, 'link'), OTHER_FORM_MS));
    } catch (error) {
      fail(attempt, `offer: ${error}`);
    }
  }

  /** @param {Signal} offered */
  async function answer(offered) {
    const attempt = begin(false);
    attempt.heard = offered;
    try {
      await settle(attempt, offered);
      await attempt.pc.setLocalDescription(await attempt.pc.createAnswer());
      await gathered(attempt.pc);
      write(attempt, offered.form, offered.ts);
    } catch (error) {
      fail(attempt, `offer refused: ${error}`);
    }
  }

  /** @param {Attempt} attempt @param {Form} form @param {number} [re] */
  function write(attempt, form, re) {
    const description = attempt.pc.localDescription;
    if (attempt !== current || !description) return;
    attempt.sent.push(mailbox.send(peer, attempt.offers ? 'offer' : 'answer', description.sdp, form, re));
    if (!attempt.offers && state === 'answering') become('connecting');
    if (state !== 'open') expectWithin(attempt);
  }

  /** @param {Attempt} attempt @param {Signal} heard */
  async function settle(attempt, heard) {
    await attempt.pc.setRemoteDescription({ type: heard.type, sdp: heard.sdp });
    attempt.settled = true;
    for (const [ts, candidate] of attempt.queued.splice(0)) addCandidate(attempt, ts, candidate);
  }

  /** @param {Attempt} attempt @param {number} ts @param {RTCIceCandidateInit} candidate */
  function addCandidate(attempt, ts, candidate) {
    if (attempt.heard?.ts === ts) attempt.pc.addIceCandidate(candidate).catch(() => {}); // one bad candidate is no reason to give up
  }

  /** What the other peer wrote to us. @param {Signal} signal */
  async function receive(signal) {
    const attempt = current;
    if (closed) return;
    if (signal.type === 'offer') {
      const heard = attempt?.heard;
      if (heard && (signal.ts < heard.ts || fingerprint(heard.sdp) === fingerprint(signal.sdp))) return;
      if (attempt?.offers && !attempt.heard && me < peer) return;
      if (!attempt && !hasPlace()) return;
      if (attempt) discard(attempt, state === 'open' ? 'lost' : 'discovered', 'replaced by a new offer');
      return answer(signal);
    }
    if (!attempt?.offers || attempt.heard || (signal.re !== undefined && !attempt.sent.includes(signal.re))) return;
    if (!hasPlace()) return fail(attempt, 'no place left');
    attempt.heard = signal;
    become('connecting');
    try {
      await settle(attempt, signal);
    } catch (error) {
      fail(attempt, `answer refused: ${error}`);
    }
  }

  /** @param {Attempt} attempt @param {RTCDataChannel} channel */
  function adopt(attempt, channel) {
    channel.onopen = () => {
      if (attempt !== current) return;
      clearTimeout(attempt.deadline);
      failures = 0;
      attempt.channel ??= channel;
      if (state === 'open') return;
      mailbox.clear(peer);
      if (attempt.heard?.ext.includes('ping')) attempt.timers.push(setInterval(() => ping(attempt), PING_MS));
      become('open');
    };
    channel.onmessage = ({ data }) => {
      attempt.pings = 0;
      if (attempt === current && typeof data === 'string') onMessage(data);
    };
    channel.bufferedAmountLowThreshold = 1 << 16;
    channel.onbufferedamountlow = () => attempt === current && onDrained();
    channel.onclose = () => channel === attempt.channel && fail(attempt, 'channel closed');
    if (channel.readyState === 'open') channel.onopen(new Event('open'));
  }

  /** Counts pings, not time: a page that was asleep has sent none. @param {Attempt} attempt */
  function ping(attempt) {
    if (attempt.pings++ >= UNANSWERED_PINGS) return fail(attempt, 'no answer to pings');
    send(JSON.stringify({ type: 'ping', t: Date.now() }));
  }

  /** @param {string} text */
  function send(text) {
    if (current?.channel?.readyState !== 'open') return false;
    current.channel.send(text);
    return true;
  }

  /** @param {Attempt} attempt @param {LinkState} next @param {string} why */
  function discard(attempt, next, why) {
    current = undefined;
    clearTimeout(attempt.deadline);
    attempt.timers.forEach(clearTimeout);
    attempt.pc.close();
    mailbox.clear(peer);
    become(next, why);
  }

  /** @param {Attempt} attempt @param {string} why */
  function fail(attempt, why) {
    if (attempt !== current) return;
    const bound = Math.min(MAX_PAUSE_MS, 2 * MIN_PAUSE_MS * 2 ** Math.min(failures++, 10));
    rest(MIN_PAUSE_MS + random() * (bound - MIN_PAUSE_MS), () => {
      become('discovered', why);
      start();
    });
    discard(attempt, state === 'open' ? 'lost' : 'backing-off', why);
  }

  return Object.freeze({
    start,
    receive,
    send,
    view: () => ({ peer, state, reason }),
    buffered: () => current?.channel?.bufferedAmount ?? 0,
    busy: () => current !== undefined,

    /** @param {number} ts @param {RTCIceCandidateInit} candidate */
    candidate(ts, candidate) {
      if (current?.settled) addCandidate(current, ts, candidate);
      else if (current && current.queued.length < MAX_CANDIDATES) current.queued.push([ts, candidate]);
    },

    /** Gives up what is under way, and may try again later. @param {string} why */
    abandon: (why) => current && fail(current, why),

    /** @param {string} why */
    close(why) {
      closed = true;
      clearTimeout(pause);
      if (current) discard(current, 'lost', why);
    },
  });
}
