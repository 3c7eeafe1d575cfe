/**
 * Descriptions and candidates of other peers, printed anew from what they say: docs/protocol.md, 2. The JVM peer's
 * `SdpReader` and `IceCandidate` read alike; `src/test/resources/cases/sdp.json` holds both to it.
 * @import { Described, Trickled } from './types.js'
 */
const MAX_SDP = 16 << 10;
const MAX_LINES = 256;
const MAX_CANDIDATES = 64;
const MAX_CANDIDATE = 1 << 10;
const MAX_INT = 2 ** 31 - 1;

const CANDIDATE =
  /^candidate:([\dA-Za-z+/]{1,32}) 1 (\w{3}) (\d{1,10}) ([\dA-Za-z:.-]{2,64}) (\d{1,5}) typ (host|srflx|prflx|relay)((?: [!-~]{1,256} [!-~]{1,256}){0,16})$/;
const SECTION = /^m=application [1-9]\d{0,4} (UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/;
const FORMS = {
  mid: /^[\w-]{1,16}$/,
  'ice-ufrag': /^[\da-z+/]{4,256}$/i,
  'ice-pwd': /^[\da-z+/]{22,256}$/i,
  fingerprint: /^sha-256 [\da-f]{2}(?::[\da-f]{2}){31}$/i,
  setup: /^(actpass|active|passive)$/,
  'sctp-port': /^\d{1,18}$/,
  'max-message-size': /^\d{1,18}$/,
};
/** What libwebrtc appends to a candidate, in its order, and how large each number may be. */
const EXTENSIONS = { generation: 2 ** 32 - 1, ufrag: 0, 'network-id': 65_535, 'network-cost': 999 };
const READ = ['raddr', 'rport', 'tcptype', ...Object.keys(EXTENSIONS)];

/** @param {boolean} holds @param {string} rule */
function require(holds, rule) {
  if (!holds) throw new RangeError(rule);
}

/** The normal form of an address, or nothing. @param {string} text */
function address(text) {
  if (/^(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}$/i.test(text)) {
    try {
      const ipv6 = new URL(`http://[${text}]`).hostname.slice(1, -1);
      return /^::ffff:[\da-f]+:[\da-f]+$/.test(ipv6) ? undefined : ipv6;
    } catch {
      return;
    }
  }
  if (/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return text.split('.').every((part) => Number(part) < 256) ? text : undefined;
  const name = text.toLowerCase();
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.local$/.test(name) ? name : undefined;
}

/** @param {string|undefined} text @param {number} max */
const number = (text, max) => (/^\d{1,10}$/.test(text ?? '') && Number(text) <= max ? Number(text) : undefined);

/** The candidate that a text means, and the ufrag that it names; nothing if it cannot be used. @param {unknown} text */
export function readCandidate(text) {
  const form = typeof text === 'string' && text.length <= MAX_CANDIDATE && text.match(CANDIDATE);
  if (!form) return;
  const [, foundation, protocol, priorityText, host, portText, type, more] = form;
  /** @type {Record<string, string>} */ const said = Object.create(null);
  const words = more.split(' ');
  for (let i = 1; i + 1 < words.length; i += 2) {
    const name = words[i];
    if (!READ.includes(name)) continue;
    if (name in said) return;
    said[name] = words[i + 1];
  }
  const { raddr, rport, tcptype, ufrag } = said;
  const isTcp = /^tcp$/i.test(protocol);
  if (!isTcp && !/^udp$/i.test(protocol)) return;
  const [at, priority] = [address(host), number(priorityText, MAX_INT)];
  if (!at || at === '0.0.0.0' || at === '::' || !priority) return;
  if (isTcp ? !/^(active|passive|so)$/.test(tcptype ?? '') : tcptype !== undefined) return;
  const port = tcptype === 'active' ? 9 : number(portText, 65_535);
  if (!port || (port < 1024 && tcptype !== 'active')) return;
  let line = `candidate:${foundation} 1 ${isTcp ? 'tcp' : 'udp'} ${priority} ${at} ${port} typ ${type}`;
  if (raddr !== undefined || rport !== undefined) {
    const [base, basePort] = [address(raddr ?? ''), number(rport, 65_535)];
    if (!base || basePort === undefined) return;
    line += ` raddr ${base} rport ${basePort}`;
  }
  if (isTcp) line += ` tcptype ${tcptype}`;
  for (const [name, max] of Object.entries(EXTENSIONS)) {
    if (said[name] === undefined) continue;
    const value = max ? number(said[name], max) : FORMS['ice-ufrag'].test(ufrag) ? ufrag : undefined;
    if (value === undefined) return;
    line += ` ${name} ${value}`;
  }
  return { line, ufrag };
}

/** The description that a text means. Throws a RangeError that names the rule it breaks. @param {string} type @param {string} sdp @returns {Described} */
export function readDescription(type, sdp) {
  require(sdp.length <= MAX_SDP, 'SDP is too long');
  const lines = sdp.split(/\r?\n/);
  require(lines.length <= MAX_LINES, 'SDP has too many lines');
  require(lines[0] === 'v=0', 'SDP does not start with v=0');
  /** An attribute may stand once for the session and once for the section, which wins. @type {Record<string, string>[]} */ const levels = [{}];
  /** @type {{ line: string, ufrag?: string }[]} */ const candidates = [];
  let transport = '';
  let candidateLines = 0;
  for (const line of lines) {
    if (line.startsWith('m=')) {
      require(!transport, 'SDP has too many m=');
      transport = line.match(SECTION)?.[1] ?? '';
      require(transport !== '', 'SDP has a bad m=');
      levels.push({});
    } else if (line.startsWith('a=candidate:')) {
      candidateLines++;
      const candidate = readCandidate(line.slice(2));
      if (candidate && transport && candidates.length < MAX_CANDIDATES) candidates.push(candidate);
    } else {
      const colon = line.indexOf(':');
      const name = line.slice(2, colon);
      if (!line.startsWith('a=') || colon < 0 || !['group', 'ice-options', ...Object.keys(FORMS)].includes(name)) continue;
      const level = levels[levels.length - 1];
      require(level[name] === undefined, `SDP has too many a=${name}`);
      level[name] = line.slice(colon + 1);
    }
  }
  require(transport !== '', 'SDP lacks m=');
  /** @type {Record<string, string>} */ const said = { 'sctp-port': '5000', 'max-message-size': '65536', ...levels[0], ...levels[1] };
  for (const [name, form] of Object.entries(FORMS)) {
    require(said[name] !== undefined, `SDP lacks a=${name}`);
    require(form.test(said[name]), `SDP has a bad a=${name}`);
  }
  const { mid, setup, fingerprint, 'ice-ufrag': ufrag } = said;
  const port = Number(said['sctp-port']);
  require(port > 0 && port < 65_536, 'SDP has a bad a=sctp-port');
  require((type === 'offer') === (setup === 'actpass'), 'SDP has a bad a=setup');
  const options = ['trickle', 'renomination', 'ice2'].filter((option) => said['ice-options']?.split(' ').includes(option));
  const own = candidates.filter((candidate) => (candidate.ufrag ?? ufrag) === ufrag);
  const text = [
    'v=0', 'o=- 0 0 IN IP4 0.0.0.0', 's=-', 't=0 0', levels[0].group === `BUNDLE ${mid}` && `a=group:BUNDLE ${mid}`,
    `m=application 9 ${transport}/DTLS/SCTP webrtc-datachannel`, 'c=IN IP4 0.0.0.0', ...own.map(({ line }) => `a=${line}`),
    `a=ice-ufrag:${ufrag}`, `a=ice-pwd:${said['ice-pwd']}`, options.length > 0 && `a=ice-options:${options.join(' ')}`,
    `a=fingerprint:sha-256 ${fingerprint.slice(8).toUpperCase()}`, `a=setup:${setup}`, `a=mid:${mid}`, `a=sctp-port:${port}`,
    `a=max-message-size:${Math.min(Number(said['max-message-size']), MAX_INT)}`, '',
  ];
  return { sdp: text.filter((line) => line !== false).join('\r\n'), mid, ufrag, fingerprint: fingerprint.slice(8).toUpperCase(), unusable: candidateLines - own.length };
}

/** The trickled candidate of a description, for the browser; nothing if it belongs to another. @param {Described} of @param {Trickled} trickled */
export function candidateOf({ mid, ufrag }, { line, ufrag: named, sdpMid, sdpMLineIndex }) {
  const isOwn = !sdpMLineIndex && (sdpMid || mid) === mid && (named ?? ufrag) === ufrag;
  return isOwn ? { candidate: line, sdpMid: mid, sdpMLineIndex: 0 } : undefined;
}
