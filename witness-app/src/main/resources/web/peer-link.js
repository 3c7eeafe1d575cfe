/**
 * The connection to one other peer, attempt after attempt: docs/protocol.md, 2 and 6 (ping).
 * @import { Attempt, Link, LinkPort, LinkState, Signal, Trickled } from './types.js'
 */
import { KEPT_MS, PROBE_MS } from './limits.js';
import { candidateOf } from './sdp.js';

const ATTEMPT_MS = 10_000;
const GATHERING_MS = 1_000;
const OTHER_FORM_MS = 6_000;
const LARGER_WAITS_MS = 5_000;
const ASK_MS = [5_250, 2_000, 2_000];
const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
const MAX_CANDIDATES = 64;

/** @param {RTCSessionDescription|null} local */
const midOf = (local) => local?.sdp.match(/^a=mid:(\S+)/m)?.[1];

/** @param {LinkPort} port @returns {Link} */
export function createLink({ me, peer, connect, random, monotonic, mailbox, hasPlace, admit = () => 'now', drop, onState, onReady, onMessage, onDrained }) {
  const lead = me < peer ? 0 : LARGER_WAITS_MS;
  /** Candidates that came before their description. @type {Map<string, Trickled>} */ const early = new Map();
  /** @type {Attempt|undefined} */ let current;
  /** The last offer that the budget did not cover. @type {Signal|undefined} */ let kept;
  let keptUntil = 0;
  /** The last offer from another certificate, while the open channel is asked for a sign of life. @type {Signal|undefined} */ let challenger;
  let probe = 0;
  let probesAgain = -Infinity;
  let pause = 0;

  /** @type {Link} */
  const self = {
    peer, state: 'discovered', reason: '', since: monotonic(), failures: 0, ext: [],
    isReady: () => (current ? givesWay() && self.hasOffer() : !pause || (self.state === 'discovered' && self.hasOffer())),
    hasOffer: () => kept !== undefined && monotonic() < keptUntil,
    isBusy: () => Boolean(current),
    buffered: () => current?.channel?.bufferedAmount ?? 0,
    send: (text) => void (current?.channel?.readyState === 'open' && current.channel.send(text)),
    abandon: (why) => current?.fail(why),

    async offer() {
      if (kept && self.hasOffer()) {
        const waiting = kept;
        current?.discard('discovered', 'replaced by a new offer');
        return answer(waiting);
      }
      await attempt('offering', async (mine) => {
        mine.adopt(mine.pc.createDataChannel('witnesses', { ordered: true }));
        await mine.pc.setLocalDescription(await mine.pc.createOffer());
        await mine.write('json');
        mine.later = setTimeout(() => mine.heard || mine.write('link'), OTHER_FORM_MS);
      });
    },

    async receive(signal) {
      const heard = current?.heard;
      if (signal.type === 'answer') {
        if (!current?.offers || heard || (signal.re !== undefined && !current.sent.includes(signal.re))) return;
        // Before the attempt hears of it: the true answer may still come.
        if (signal.mid !== midOf(current.pc.localDescription)) return drop('answer that does not fit our offer');
        if (!hasPlace()) return current.fail('no place left');
        become('connecting');
        return current.settle(signal);
      }
      if (heard && (signal.ts < heard.ts || heard.fingerprint === signal.fingerprint)) return;
      if (self.state === 'open') return challenged(signal);
      const gaveWay = current?.offers && !heard;
      if (current ? gaveWay && me < peer : !hasPlace()) return;
      const admittance = admit(gaveWay ? 'own' : 'offered');
      if (admittance === 'later') [kept, keptUntil] = [signal, monotonic() + KEPT_MS];
      if (admittance !== 'now') return;
      current?.discard('discovered', 'replaced by a new offer');
      await answer(signal);
    },

    candidate(key, trickled) {
      const heard = current?.settled && current.heard;
      if (!current || !heard) early.set(key, trickled);
      else if (heard.ts === Number.parseInt(key, 10)) {
        const own = candidateOf(heard, trickled);
        if (own) current.pc.addIceCandidate(own).catch(() => {});
        else drop('candidate of another description');
      }
      const [oldest] = early.keys();
      if (early.size > MAX_CANDIDATES) early.delete(oldest);
    },

    close(why) {
      current?.discard('lost', why);
      rest(0);
    },
  };
  rest(lead);
  return self;

  /** Whether an offer of ours is out that ends when the other peer offers too. */
  function givesWay() {
    return current?.offers === true && !current.heard && me > peer;
  }

  /** @param {Signal} signal an offer */
  function answer(signal) {
    return attempt('answering', async (mine) => {
      await mine.settle(signal);
      await mine.pc.setLocalDescription(await mine.pc.createAnswer());
      await mine.write(signal.form, signal.ts);
    });
  }

  function ping() {
    self.send(JSON.stringify({ type: 'ping', t: Date.now() }));
  }

  /** Anybody can offer under anybody's name, so an open channel gives way only if it is silent. @param {Signal} signal */
  function challenged(signal) {
    const isFirst = !challenger;
    if (isFirst && monotonic() < probesAgain) return;
    challenger = signal;
    if (!isFirst) return;
    const isAsked = self.ext.includes('ping');
    if (isAsked) ping();
    probe = setTimeout(() => {
      if (!isAsked && current?.pc.connectionState === 'connected') return alive();
      const by = challenger;
      current?.fail('silent, and it has called anew');
      if (by) void self.receive(by);
    }, PROBE_MS);
  }

  function alive() {
    if (challenger) probesAgain = monotonic() + PROBE_MS;
    endProbe();
  }

  function endProbe() {
    challenger = undefined;
    clearTimeout(probe);
  }

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

  /** @param {LinkState} state @param {(mine: Attempt) => Promise<void>} steps */
  async function attempt(state, steps) {
    rest(0);
    kept = undefined;
    const pc = connect(peer);
    let found = 0;
    let deadline = 0;

    /** @type {Attempt} */
    const mine = {
      pc, offers: state === 'offering', sent: [],

      async write(form, re) {
        await new Promise((resolve) => {
          const check = () => pc.iceGatheringState === 'complete' && resolve(0);
          pc.onicegatheringstatechange = check;
          setTimeout(resolve, GATHERING_MS);
          check();
        });
        if (mine !== current || !pc.localDescription) return;
        mine.sent.push(mailbox.send(peer, mine.offers ? 'offer' : 'answer', pc.localDescription.sdp, form, re));
        if (self.state === 'answering') become('connecting');
        if (self.state !== 'open') expectOpen();
      },

      async settle(heard) {
        mine.heard = heard;
        try {
          await pc.setRemoteDescription({ type: heard.type, sdp: heard.sdp });
        } catch (error) {
          return mine.fail(`${heard.type} refused: ${error}`);
        }
        mine.settled = true;
        for (const [key, candidate] of early) self.candidate(key, candidate);
        early.clear();
      },

      adopt(channel) {
        channel.onopen = () => {
          if (mine !== current || self.state === 'open') return;
          mine.channel = channel;
          clearTimeout(deadline);
          mailbox.clear(peer);
          probesAgain = -Infinity;
          Object.assign(self, { failures: 0, ext: mine.heard?.ext ?? [] });
          listen();
          become('open');
        };
        channel.onmessage = ({ data }) => {
          if (mine !== current) return;
          listen();
          alive();
          onMessage(data);
        };
        channel.bufferedAmountLowThreshold = 1 << 16;
        channel.onbufferedamountlow = () => mine === current && onDrained();
        channel.onclose = () => channel === mine.channel && mine.fail('channel closed');
        if (channel.readyState === 'open') channel.onopen(new Event('open'));
      },

      discard(next, why) {
        current = undefined;
        endProbe();
        clearTimeout(deadline);
        clearTimeout(mine.later);
        pc.close();
        mailbox.clear(peer);
        become(self.state === 'open' ? 'lost' : next, why);
      },

      fail(why) {
        if (mine !== current) return;
        const bound = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** ++self.failures);
        rest(MIN_PAUSE_MS + random() * (bound - MIN_PAUSE_MS) + lead);
        mine.discard('backing-off', why);
      },
    };

    function expectOpen() {
      clearTimeout(deadline);
      deadline = setTimeout(() => mine.fail('not connected in time'), ATTEMPT_MS);
    }

    /** Counts questions, not time: a page that was asleep has asked none. */
    function listen(asked = 0) {
      if (!self.ext.includes('ping')) return;
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        if (asked === ASK_MS.length - 1) return mine.fail('no answer to pings');
        ping();
        listen(asked + 1);
      }, ASK_MS[asked]);
    }

    current = mine;
    become(state);
    expectOpen();
    pc.onicecandidate = ({ candidate }) => {
      const ts = mine.sent.at(-1);
      if (candidate?.candidate && mine === current && ts && found++ < MAX_CANDIDATES) mailbox.sendCandidate(peer, `${ts}_${found}`, candidate);
    };
    pc.onconnectionstatechange = () => pc.connectionState === 'failed' && mine.fail('connection failed');
    pc.ondatachannel = ({ channel }) => channel.label === 'witnesses' && mine.adopt(channel);
    try {
      await steps(mine);
    } catch (error) {
      mine.fail(`${state}: ${error}`);
    }
  }
}
