/**
 * The connection to one other peer, attempt after attempt: docs/protocol.md, 2 and 6 (ping).
 * @import { Attempt, Form, Link, LinkPort, LinkState, Signal } from './types.js'
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

/** @param {LinkPort} port @returns {Link} */
export function createLink({ me, peer, iceServers, random, monotonic, mailbox, hasPlace, onState, onReady, onMessage, onDrained }) {
  const lead = me < peer ? 0 : LARGER_WAITS_MS;
  /** Candidates that came before their description. @type {Map<string, RTCIceCandidateInit>} */ const early = new Map();
  /** @type {Attempt|undefined} */ let current;
  let pause = 0;

  /** @type {Link} */
  const self = {
    peer, state: 'discovered', reason: '', since: monotonic(), failures: 0, ext: [],
    isReady: () => !current && !pause,
    isBusy: () => Boolean(current),
    buffered: () => current?.channel?.bufferedAmount ?? 0,
    send: (text) => void (current?.channel?.readyState === 'open' && current.channel.send(text)),
    abandon: (why) => current && fail(current, why),

    offer: () => attempt('offering', async (mine) => {
      adopt(mine, mine.pc.createDataChannel('witnesses', { ordered: true }));
      await mine.pc.setLocalDescription(await mine.pc.createOffer());
      await write(mine, 'json');
      mine.later = setTimeout(() => mine.heard || write(mine, 'link'), OTHER_FORM_MS);
    }),

    async receive(signal) {
      const { heard, sent = [], offers = false } = current ?? {};
      if (signal.type === 'answer') {
        if (!current || !offers || heard || (signal.re !== undefined && !sent.includes(signal.re))) return;
        if (!hasPlace()) return fail(current, 'no place left');
        become('connecting');
        return settle(current, signal);
      }
      if (heard && (signal.ts < heard.ts || fingerprint(heard.sdp) === fingerprint(signal.sdp))) return;
      if (current ? offers && !heard && me < peer : !hasPlace()) return;
      if (current) discard(current, self.state === 'open' ? 'lost' : 'discovered', 'replaced by a new offer');
      await attempt('answering', async (mine) => {
        await settle(mine, signal);
        await mine.pc.setLocalDescription(await mine.pc.createAnswer());
        await write(mine, signal.form, signal.ts);
      });
    },

    candidate(key, candidate) {
      if (!current?.settled) early.set(key, candidate);
      else if (current.heard?.ts === Number.parseInt(key, 10)) current.pc.addIceCandidate(candidate).catch(() => {}); // one bad candidate is no reason to give up
      if (early.size > MAX_CANDIDATES) early.delete([...early.keys()][0]);
    },

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
    pause = ms && setTimeout(() => {
      pause = 0;
      if (self.state !== 'discovered') become('discovered', self.reason);
      onReady();
    }, ms);
  }

  /** @param {'offering'|'answering'} state @param {(mine: Attempt) => Promise<void>} steps */
  async function attempt(state, steps) {
    rest(0);
    const pc = new RTCPeerConnection({ iceServers });
    /** @type {Attempt} */ const mine = { pc, offers: state === 'offering', sent: [], found: 0 };
    current = mine;
    become(state);
    expectOpen(mine);
    pc.onicecandidate = ({ candidate }) => {
      const ts = mine.sent.at(-1);
      if (candidate?.candidate && mine === current && ts && mine.found++ < MAX_CANDIDATES) mailbox.sendCandidate(peer, `${ts}_${mine.found}`, candidate);
    };
    pc.onconnectionstatechange = () => pc.connectionState === 'failed' && fail(mine, 'connection failed');
    pc.ondatachannel = ({ channel }) => channel.label === 'witnesses' && adopt(mine, channel);
    try {
      await steps(mine);
    } catch (error) {
      fail(mine, `${state}: ${error}`);
    }
  }

  /** @param {Attempt} mine @param {number} ms @param {() => void} then */
  function within(mine, ms, then) {
    clearTimeout(mine.deadline);
    mine.deadline = setTimeout(then, ms);
  }

  /** @param {Attempt} mine */
  function expectOpen(mine) {
    within(mine, ATTEMPT_MS, () => fail(mine, 'not connected in time'));
  }

  /** Writes our description when all candidates are found, or after a second. @param {Attempt} mine @param {Form} form @param {number} [re] */
  async function write(mine, form, re) {
    const { pc } = mine;
    await new Promise((resolve) => {
      const check = () => pc.iceGatheringState === 'complete' && resolve(0);
      pc.onicegatheringstatechange = check;
      setTimeout(resolve, GATHERING_MS);
      check();
    });
    if (mine !== current || !pc.localDescription) return;
    mine.sent.push(mailbox.send(peer, mine.offers ? 'offer' : 'answer', pc.localDescription.sdp, form, re));
    if (self.state === 'answering') become('connecting');
    if (self.state !== 'open') expectOpen(mine);
  }

  /** @param {Attempt} mine @param {Signal} heard */
  async function settle(mine, heard) {
    mine.heard = heard;
    try {
      await mine.pc.setRemoteDescription({ type: heard.type, sdp: heard.sdp });
    } catch (error) {
      return fail(mine, `${heard.type} refused: ${error}`);
    }
    mine.settled = true;
    for (const [key, candidate] of early) self.candidate(key, candidate);
    early.clear();
  }

  /** @param {Attempt} mine @param {RTCDataChannel} channel */
  function adopt(mine, channel) {
    channel.onopen = () => {
      if (mine !== current || self.state === 'open') return;
      mine.channel = channel;
      clearTimeout(mine.deadline);
      mailbox.clear(peer);
      Object.assign(self, { failures: 0, ext: mine.heard?.ext ?? [] });
      listen(mine);
      become('open');
    };
    channel.onmessage = ({ data }) => {
      if (mine !== current) return;
      listen(mine);
      onMessage(data);
    };
    channel.bufferedAmountLowThreshold = 1 << 16;
    channel.onbufferedamountlow = () => mine === current && onDrained();
    channel.onclose = () => channel === mine.channel && fail(mine, 'channel closed');
    if (channel.readyState === 'open') channel.onopen(new Event('open'));
  }

  /** Asks whether the other is there once it has been silent for a while. It counts questions, not time: a page that was
   * asleep has asked none. @param {Attempt} mine */
  function listen(mine, unanswered = 0) {
    if (!self.ext.includes('ping')) return;
    within(mine, ASK_MS, () => {
      if (unanswered === UNANSWERED_PINGS) return fail(mine, 'no answer to pings');
      self.send(JSON.stringify({ type: 'ping', t: Date.now() }));
      listen(mine, unanswered + 1);
    });
  }

  /** @param {Attempt} mine @param {LinkState} next @param {string} why */
  function discard(mine, next, why) {
    current = undefined;
    clearTimeout(mine.deadline);
    clearTimeout(mine.later);
    mine.pc.close();
    mailbox.clear(peer);
    become(next, why);
  }

  /** @param {Attempt} mine @param {string} why */
  function fail(mine, why) {
    if (mine !== current) return;
    const bound = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** Math.min(++self.failures, 10));
    rest(MIN_PAUSE_MS + random() * (bound - MIN_PAUSE_MS) + lead);
    discard(mine, self.state === 'open' ? 'lost' : 'backing-off', why);
  }
}
