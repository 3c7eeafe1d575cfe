/**
 * The browser's WebRTC without a network, for virtual time: two connections that have each other's descriptions are
 * connected in the next turn. What it does not model (ICE, DTLS, loss) the tests in real browsers cover.
 */

/** @type {Map<string, ScriptedPeerConnection>} */ const byFingerprint = new Map();
let made = 0;

const hex = (/** @type {number} */ byte) => byte.toString(16).toUpperCase().padStart(2, '0');
/** @param {string} type @param {string} fingerprint */
export const sdpOf = (type, fingerprint) =>
  [
    'v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', 'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789abcdefghijkl', `a=fingerprint:${fingerprint}`, `a=setup:${type === 'offer' ? 'actpass' : 'active'}`, 'a=mid:0', '',
  ].join('\r\n');

const fingerprintOf = (/** @type {string} */ sdp) => /** @type {any} */ (sdp.match(/fingerprint:(.*)/))[1].trim();

class ScriptedChannel {
  readyState = 'connecting';
  bufferedAmount = 0;
  /** @type {string[]} */ sent = [];
  /** @type {any} */ twin;

  /** @param {string} label */
  constructor(label) {
    this.label = label;
  }

  /** @param {string} text */
  send(text) {
    if (this.readyState !== 'open') throw new Error('not open');
    this.sent.push(text);
    const { twin } = this;
    queueMicrotask(() => twin.readyState === 'open' && twin.onmessage({ data: text }));
  }

  open() {
    this.readyState = 'open';
    this.onopen?.();
  }

  close() {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    queueMicrotask(() => this.onclose?.());
    this.twin?.close();
  }

  /** @type {any} */ onopen;
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;
}

export class ScriptedPeerConnection extends EventTarget {
  iceGatheringState = 'complete';
  connectionState = 'new';
  fingerprint = `sha-256 ${'00:'.repeat(30)}${hex(++made >> 8)}:${hex(made & 255)}`;
  /** @type {any} */ localDescription = null;
  /** @type {any} */ remoteDescription = null;
  /** @type {ScriptedChannel[]} */ channels = [];

  constructor() {
    super();
    byFingerprint.set(this.fingerprint, this);
  }

  /** @param {string} label */
  createDataChannel(label) {
    const channel = new ScriptedChannel(label);
    this.channels.push(channel);
    return channel;
  }

  /** @param {string} type */
  describe(type) {
    return { type, sdp: sdpOf(type, this.fingerprint) };
  }

  createOffer = async () => this.describe('offer');
  createAnswer = async () => this.describe('answer');

  /** @param {any} description */
  async setLocalDescription(description) {
    this.localDescription = description;
    this.connect();
  }

  /** @param {any} description */
  async setRemoteDescription(description) {
    if (!byFingerprint.has(fingerprintOf(description.sdp))) throw new Error('no such peer');
    this.remoteDescription = description;
    this.connect();
  }

  async addIceCandidate() {}

  connect() {
    const other = this.remoteDescription && byFingerprint.get(fingerprintOf(this.remoteDescription.sdp));
    if (!other?.remoteDescription || fingerprintOf(other.remoteDescription.sdp) !== this.fingerprint) return;
    if (!this.localDescription || !other.localDescription) return;
    const [offerer, answerer] = this.localDescription.type === 'offer' ? [this, other] : [other, this];
    queueMicrotask(() => {
      offerer.connectionState = answerer.connectionState = 'connected';
      for (const channel of offerer.channels) {
        const twin = new ScriptedChannel(channel.label);
        [channel.twin, twin.twin] = [twin, channel];
        answerer.channels.push(twin);
        answerer.ondatachannel?.({ channel: twin });
        twin.open();
        channel.open();
      }
    });
  }

  close() {
    for (const channel of this.channels) channel.close();
  }

  /** The other side dies without a word, as by kill -9: nothing is said, nothing is heard any more. */
  die() {
    this.connectionState = 'disconnected';
    for (const channel of this.channels) {
      channel.onmessage = () => {};
      channel.send = () => {};
      channel.onclose = undefined;
      channel.onopen = undefined;
    }
  }

  /** @type {any} */ ondatachannel;
}

/** Makes `RTCPeerConnection` mean the scripted one; lists those that are made. */
export function installScriptedWebRtc() {
  byFingerprint.clear();
  /** @type {ScriptedPeerConnection[]} */ const connections = [];
  globalThis.RTCPeerConnection = /** @type {any} */ (
    class extends ScriptedPeerConnection {
      constructor() {
        super();
        connections.push(this);
      }
    }
  );
  return connections;
}
