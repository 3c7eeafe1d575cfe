/** Knows the WebRTC connections of the peer in this browser and what they measure. @import { Candidate, LinkDetail } from './types.js' */

/** What a report of getStats says of the way in use. @param {RTCStatsReport} report @returns {LinkDetail} */
export function readStats(report) {
  const all = [.../** @type {Map<string, any>} */ (/** @type {unknown} */ (report)).values()];
  const transport = all.find(({ type }) => type === 'transport');
  const pairs = all.filter(({ type }) => type === 'candidate-pair');
  // Firefox has no selectedCandidatePairId; it marks the pair itself.
  const pair = pairs.find(({ id }) => id === transport?.selectedCandidatePairId) ?? pairs.find(({ selected, nominated }) => selected ?? nominated);
  /** @param {string} [id] @returns {Candidate|undefined} */
  const kind = (id) => all.find((entry) => entry.id === id)?.candidateType;
  const channels = all.filter(({ type }) => type === 'data-channel');
  /** @param {string} field */
  const sum = (field) => channels.reduce((total, channel) => total + (channel[field] ?? 0), 0);
  return {
    ...(channels.length && { messagesIn: sum('messagesReceived'), messagesOut: sum('messagesSent') }),
    ...(pair?.currentRoundTripTime !== undefined && { rttMs: pair.currentRoundTripTime * 1000 }),
    ...(pair && { local: kind(pair.localCandidateId), remote: kind(pair.remoteCandidateId), bytesIn: pair.bytesReceived, bytesOut: pair.bytesSent }),
  };
}

export function createProbe() {
  /** The last connection to each peer. @type {Map<string, RTCPeerConnection>} */ const connections = new Map();

  const forgetClosed = () => {
    for (const [peer, { connectionState }] of connections) if (connectionState === 'closed') connections.delete(peer);
  };

  return {
    /** @param {string} peer @param {RTCPeerConnection} pc */
    watch(peer, pc) {
      forgetClosed();
      connections.set(peer, pc);
      return pc;
    },

    /** The figures of all connections that stand, by peer. @returns {Promise<Map<string, LinkDetail>>} */
    async measure() {
      forgetClosed();
      const connected = [...connections].filter(([, { connectionState }]) => connectionState === 'connected');
      return new Map(await Promise.all(connected.map(async ([peer, pc]) => /** @type {[string, LinkDetail]} */ ([peer, readStats(await pc.getStats())]))));
    },
  };
}
