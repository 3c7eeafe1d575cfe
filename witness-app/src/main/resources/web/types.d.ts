/** The types that cross the modules of this folder. For the compiler and the reader: no page loads this file. */

// ---- the graph that peers meet in

export type Value = null | boolean | number | string | { '#': string };
/** A value and the time of its write, in ms since the epoch with fractions. */
export interface Entry {
  value: Value;
  state: number;
}
export type Fields = Record<string, Value>;
/** Told the whole node as it is known, with the state of each field. */
export type Listener = (fields: Fields, states: Record<string, number>) => void;
export interface GraphStatus {
  connected: boolean;
  relays: { url: string; state: string; reason: string }[];
}
/** What a witness peer needs of a graph. */
export interface GraphPort {
  put(soul: string, fields: Fields): void;
  /** Returns what ends it. The listener is never called inside the call. */
  on(soul: string, listener: Listener): () => void;
  status?(listener: (status: GraphStatus) => void): () => void;
}

// ---- witnesses

/** Times in ms since the epoch, position in percent. */
export interface Witness {
  id: string;
  text: string;
  createdAt: number;
  expiresAt: number;
  witnessCount: number;
  contextOf?: string;
  metadata: { position: { x: number; y: number }; entropySeed: number };
}
/** How often a witness was witnessed: in all, by those without a slot, and by the owner of each slot. */
export interface Tally {
  witnessCount: number;
  base: number;
  counts: Map<string, number>;
}
export type Counted = Witness & Tally;
/** Of each number the greater, as far as the count stays within `most`. */
export type Raise = <T extends Tally>(mine: T, shown: Tally, most?: number) => T;
/** The size of a token bucket and its refill. */
export interface Allowance {
  burst: number;
  perSecond: number;
}
export interface TokenBucket {
  /** The whole tokens in it. */
  available(): number;
  /** Takes as many of the wanted tokens as there are and returns how many that was. */
  take(wanted: number): number;
}
/** A token bucket, full at first. */
export type Bucket = (allowance: Allowance, monotonic: () => number) => TokenBucket;

/** A link as the field sees it, with its allowance for witnesses that are unknown here. */
export interface Origin {
  fresh: TokenBucket;
}
/** What a field holds of a witness. */
export interface Held {
  id: string;
  witness: Counted;
  /** Its creation time or when it was taken in, whichever is earlier. */
  order: number;
  /** Whether it was made here. */
  isOwn: boolean;
  /** When it expires, monotonic ms. */
  deadline: number;
  /** When its count last grew, or would have but for an allowance; monotonic ms. */
  grewAt: number;
  /** How far all links together may raise its count, and how far each. */
  growth: TokenBucket;
  growthOf: WeakMap<Origin, TokenBucket>;
  /** The slot in which we count, once we have witnessed it again. */
  slot?: string;
}
/** What a field did with a witness that another peer has shown; the last five are refusals. */
export type Admission = 'added' | 'updated' | 'unchanged' | 'expired' | 'buried' | 'crowded-out' | 'from-the-future' | 'too-many-new';
export type Change = 'added' | 'updated' | 'removed';

export interface FieldPort extends Pick<World, 'ttlMs' | 'now' | 'monotonic' | 'random'> {
  /** `isOwn`: we have witnessed it again ourselves. */
  onChange(change: Change, witness: Witness, isOwn: boolean): void;
}
/** The witnesses that live in this page. Lives run on the monotonic clock: a corrected wall clock neither kills nor keeps anything. */
export interface Field {
  /** Those alive, newest first. */
  all(): Counted[];
  list(): Witness[];
  get(id: string): Counted | undefined;
  /** Whether it was made here and is alive. */
  isOwn(id: string): boolean;
  /** Throws a RangeError with a message for people. */
  add(text: string, contextOf?: string): Witness;
  reWitness(id: string): Witness | undefined;
  /** What stands for a new link in `merge`. */
  origin(): Origin;
  /**
   * Takes in what another peer has shown over a link, as far as the rules allow. All only grows.
   * `isAgain`: it tells of a re-witness by a peer that has no slot.
   */
  merge(shown: Counted, origin: Origin, isAgain?: boolean): Admission;
  close(): void;
}

// ---- discovery and signalling

/** How a description was written, and so how it is answered. */
export type Form = 'json' | 'sdp' | 'link' | 'flat';
export interface Letter {
  type: 'offer' | 'answer';
  sdp: string;
  ts: number;
  form: Form;
  re?: number;
  ext: string[];
}
/** A description that was printed anew from what another peer says, with what tells it from others. */
export interface Described {
  sdp: string;
  mid: string;
  ufrag: string;
  fingerprint: string;
  /** How many of its candidates cannot be used. */
  unusable: number;
}
export interface Signal extends Letter, Described {}
/** A candidate that was printed anew, and what says which description it belongs to. */
export interface Trickled {
  line: string;
  ufrag?: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
}

/** What a letter says, in each of the forms that are in use; nothing while it is incomplete. `follow` gives the node behind a link. */
export type ReadSignal = (letter: any, follow: (soul: string) => Fields | undefined) => Letter | undefined;

/**
 * Listens to those who are listed in a node, the newest of them, and to whom it is told to besides. Of too many, the one
 * worth least is left out, of several the one listed longest ago, but never the newest. `listen` returns what ends it.
 */
export type Watching = (
  graph: GraphPort, soul: string, me: string, worth: (id: string) => number, listen: (id: string) => () => void,
) => { watch(id: string): void; close(): void };

export interface Seen {
  timestamp: number;
  here: boolean;
  free: boolean;
  /** The last sign of life, monotonic ms. */
  at: number;
  /** Whether it has changed while we watched, which a name that was merely written never does. */
  isChanging: boolean;
}
export interface PresencePort extends Pick<World, 'graph' | 'me' | 'now' | 'monotonic'> {
  /** How many connections we can still take. */
  free(): number;
  /** What a peer is worth when too many are listed; nothing otherwise. */
  worth?(id: string): number;
  onChange(id: string): void;
}
export interface Presence {
  isHere(id: string): boolean;
  /** Whether it has given a sign of life while we watched, and is here. */
  isChanging(id: string): boolean;
  /** Since when it has given no sign of life, in steps of 5 s: what has long been silent may be the ghost of a peer. */
  silence(id: string): number;
  /** Whether it can take a connection, as far as it says. */
  isFree(id: string): boolean;
  close(): void;
}

export interface MailboxPort extends Pick<World, 'graph' | 'me' | 'now'> {
  /** What a sender is worth when too many write; nothing otherwise. */
  worth?(from: string): number;
  onSignal(from: string, signal: Signal): void;
  onCandidate(from: string, key: string, candidate: Trickled): void;
  /** Something that another peer wrote was refused. */
  drop(kind: string): void;
}
/** The letters between this peer and the others. */
export interface Mailbox {
  /** Listens for what a peer writes to us. */
  watch(from: string): void;
  /** Returns the timestamp of the letter. */
  send(to: string, type: 'offer' | 'answer', sdp: string, form: Form, re?: number): number;
  /** A candidate found after its description was sent. */
  sendCandidate(to: string, key: string, candidate: RTCIceCandidateInit): void;
  /** Takes back all that we wrote to a peer. */
  clear(to: string): void;
  close(): void;
}

// ---- links

export type LinkState = 'discovered' | 'offering' | 'answering' | 'connecting' | 'open' | 'lost' | 'backing-off';

/** One try to connect: which descriptions were sent and which was heard, whether that one is in use, and what can be done. */
export interface Attempt {
  pc: RTCPeerConnection;
  offers: boolean;
  channel?: RTCDataChannel;
  sent: number[];
  heard?: Signal;
  settled?: boolean;
  later?: number;
  /** Writes our description once all candidates are found, or after a second. */
  write(form: Form, re?: number): Promise<void>;
  /** Takes in the description of the other. One bad candidate is no reason to give up. */
  settle(heard: Signal): Promise<void>;
  /** Uses a channel once it is open, if it is the first. */
  adopt(channel: RTCDataChannel): void;
  /** Ends the attempt; a link that was open is lost, whatever the next state would be. */
  discard(next: LinkState, why: string): void;
  /** Ends the attempt if it is still under way, and pauses. */
  fail(why: string): void;
}
export interface LinkPort extends Pick<World, 'me' | 'connect' | 'random' | 'monotonic'> {
  peer: string;
  mailbox: Mailbox;
  hasPlace(): boolean;
  /** Something that the other peer wrote was refused. */
  drop(kind: string): void;
  /** The state has changed. */
  onState(): void;
  /** A pause is over. */
  onReady(): void;
  onMessage(data: unknown): void;
  onDrained(): void;
}
/** The connection to one other peer, attempt after attempt. */
export interface Link {
  peer: string;
  state: LinkState;
  reason: string;
  /** When the state last changed, monotonic ms. */
  since: number;
  /** Attempts in a row that led to nothing. */
  failures: number;
  /** The extensions that the other peer has announced for the open channel. */
  ext: string[];
  /** Whether nothing is under way and it is our turn to offer. */
  isReady(): boolean;
  isBusy(): boolean;
  offer(): Promise<void>;
  /** What the other peer wrote to us. */
  receive(signal: Signal): void;
  candidate(key: string, candidate: Trickled): void;
  send(text: string): void;
  buffered(): number;
  /** Gives up what is under way, and may try again later. */
  abandon(why: string): void;
  close(why: string): void;
}

export interface TalkPort extends Pick<World, 'now' | 'monotonic'> {
  field: Field;
  /** The extensions that the other peer has announced. */
  ext: string[];
  send(text: string): void;
  buffered(): number;
  /** A message was refused. */
  drop(kind: string): void;
  /** The other has brought more messages than a link may, for too long. */
  onFlood(): void;
}
/** What goes over one open channel. */
export interface Talk {
  /** Something about this witness may be news to the other. */
  tell(id: string, isOwn?: boolean): void;
  forget(id: string): void;
  /** Shows all there is. */
  sync(): void;
  /** Sends what is pending, as far as the channel takes it. */
  flush(): void;
  /** Finds out what the other may lack; to be called twice a minute. */
  check(): void;
  receive(data: unknown): void;
}

// ---- the peer

/** What all parts of a peer share; times in ms. `monotonic` is the clock of durations, `now` what others take the time for. */
export interface World {
  graph: GraphPort;
  me: string;
  /** Makes the connection of an attempt to reach a peer. */
  connect(peer: string): RTCPeerConnection;
  ttlMs: number;
  now(): number;
  monotonic(): number;
  random(): number;
}
/** `connect` makes each RTCPeerConnection, for who wants to set more than its ICE servers or to look at it. */
export type PeerOptions = Partial<Omit<World, 'me' | 'graph'>> & { graph: GraphPort; iceServers?: RTCIceServer[] };

export interface Status {
  mode: 'p2p' | 'relay' | 'offline';
  /** Peers in sight. */
  peerCount: number;
  /** Channels that are open. */
  webrtcConnections: number;
  relayConnected: boolean;
}
export interface LinkView {
  peer: string;
  state: LinkState;
  reason: string;
}
export type PeerEvent = { v: 1; at: number } & (
  | { event: 'witness'; change: Change; witness: Witness }
  | ({ event: 'status'; peerId: string } & Status)
  | ({ event: 'peer' } & LinkView)
);

export interface Peer {
  readonly id: string;
  /** Those alive, newest first. */
  witnesses(): Witness[];
  /** `contextOf` is the id of the witness it replies to. Throws a RangeError with a message for people. */
  add(text: string, contextOf?: string): Witness;
  /** Undefined if it is not alive here. */
  reWitness(id: string): Witness | undefined;
  status(): Status;
  links(): LinkView[];
  /** How many messages were refused, by kind. */
  dropped(): Record<string, number>;
  /** The listener is called as things happen, never inside `on`. Returns what ends it. */
  on(listener: (event: PeerEvent) => void): () => void;
  /** Leaves, and takes back all that was written into the graph. */
  close(): void;
}

/** What Svelte and others call a writable store: the listener is told the present value at once. */
export interface Store<T> {
  subscribe(listener: (value: T) => void): () => void;
  set(value: T): void;
}
/** `graph` is `fromGun(gun)` for an app that has gun.js already; without one, the relays are dialled. */
export type StoreOptions = Partial<PeerOptions> & { relays?: string[] };
/** The store of the deployed pages: what `witness-peer.js` exports besides `createPeer`. */
export interface DeployedStore {
  /** Those alive, newest first. */
  witnesses: Store<Witness[]>;
  connectionStatus: Store<Status>;
  /** Starts the peer of this page, once; it leaves with the page. Nothing happens before. */
  initializeStore(options?: StoreOptions): void;
  /** `contextOf` is the id of the witness it replies to. Gives null if it is refused. */
  addWitness(text: string, contextOf?: string): Promise<Witness | null>;
  /** Gives false if it is not alive here. */
  reWitness(id: string): Promise<boolean>;
  getActiveWitnesses(list: Witness[]): Witness[];
}

// ---- the page: one state for each of the two peers that it shows, and the views of it

export type LogEvent = { v: 1; at: number; event: 'log'; level: 'info' | 'warn'; text: string };
/** What a source tells of; the JVM peer's events and those of the peer in this browser are the same. */
export type SourceEvent = PeerEvent | LogEvent;
export type Candidate = 'host' | 'srflx' | 'prflx' | 'relay';
/** An open channel in figures; what is not known yet is missing. */
export interface LinkDetail {
  rttMs?: number;
  local?: Candidate;
  remote?: Candidate;
  bytesIn?: number;
  bytesOut?: number;
  /** Of this browser's channels alone. */
  messagesIn?: number;
  messagesOut?: number;
}
/** The connection to another peer. `at`: when it came to its state, ms since the epoch. */
export interface LinkRow extends LinkView {
  at: number;
  link?: LinkDetail;
}
/** `peer` is missing where it is the relay that failed. */
export interface Failure {
  at: number;
  peer?: string;
  reason: string;
}
export interface SourceStatus extends Status {
  /** Missing unless the program was started with --fallback. */
  fallback?: 'ready' | 'active';
}
export interface RelayView {
  url: string;
  state: string;
  reason: string;
}
/** Since the page was opened; what a source tells of the past on connecting is not counted. */
export interface Counters {
  since: number;
  added: number;
  reWitnessed: number;
  removed: number;
  attempts: number;
  opened: number;
  failed: number;
  lost: number;
  /** How long the last 200 connections took from the first try to the open channel, ms. */
  connectMs: number[];
  /** How often an attempt failed or a channel was lost, by reason; the first 20 reasons. */
  failures: Record<string, number>;
}
/** What a peer has done since it started. */
export interface Figures {
  /** Made here, and taken in from others. */
  witnesses: { own: number; remote: number };
  /** On data channels. */
  messages: { in: number; out: number };
  attempts: number;
  opened: number;
  /** How long the last 200 connections took, oldest first. */
  connectMillis: number[];
  failures: Record<string, number>;
  /** Messages in each of the last 120 seconds, oldest first. */
  perSecond: { in: number[]; out: number[] };
}
/** A witness and its place in lists: its creation time or when the page first heard of it, whichever is earlier. */
export type Placed = Witness & { order: number };
/** All that the page knows of one peer. Views read it and change nothing. All of it is bounded. */
export interface SourceState {
  /** Whether the peer itself can be heard: false while the program does not answer. */
  reachable: boolean;
  peerId: string;
  status: SourceStatus;
  /** The relays by address, where they are known: those of this browser. */
  relays: RelayView[];
  witnesses: Map<string, Placed>;
  links: Map<string, LinkRow>;
  /** Newest first, at most 20. */
  failures: Failure[];
  /** Oldest first, the last 200; those of the JVM peer from before the page was opened, too. */
  log: SourceEvent[];
  /** Not known at first. */
  figures?: Figures;
  counters: Counters;
}
/** What has changed. 'all': everything may have; the source has told its story anew, or it has gone silent. */
export type News =
  | { kind: 'all' }
  | { kind: 'links' }
  | { kind: 'figures' }
  | { kind: 'event'; event: SourceEvent; isPast: boolean };

/** Keeps one state up to date. */
export interface Model {
  readonly state: SourceState;
  /** `isPast`: it has not just happened, and so it is neither logged nor counted. */
  tell(event: SourceEvent, isPast?: boolean): void;
  /** New figures of links that are open. */
  measured(links: Map<string, LinkDetail>): void;
  relays(views: RelayView[]): void;
  /** What the source remembers of the past, in place of what was logged. */
  past(events: SourceEvent[]): void;
  figures(figures: Figures): void;
  /** Forgets the present, before the source tells it anew; log, failures and counters stay. */
  restart(): void;
  /** The source does not answer. */
  silent(): void;
  on: Source['on'];
}

/** A peer that the page shows and acts as: the one in this browser, or the one in the program. */
export interface Source {
  readonly name: 'page' | 'jvm';
  /** For people: "This browser". */
  readonly title: string;
  readonly state: SourceState;
  /** Rejections carry a message for people. */
  add(text: string, contextOf?: string): Promise<void>;
  reWitness(id: string): Promise<void>;
  /** Measures the open channels anew; worth it while somebody looks at them. */
  measure(): Promise<void>;
  /** Told after each change of the state. Returns what ends it. */
  on(listener: (news: News) => void): () => void;
}

/** What the page's server says in `api/config`. */
export interface PageConfig {
  relays: string[];
  iceServers: RTCIceServer[];
  iceTransportPolicy?: RTCIceTransportPolicy;
  ttlMs: number;
  /** Whether this page may speak as the JVM peer. */
  mayWrite: boolean;
}
/** What views may use besides their source. */
export interface Page {
  config: PageConfig;
  /** This browser first, then the JVM peer. */
  sources: Source[];
  /** A short name for people: "This browser", "JVM peer", or "peer a1b2". */
  nameOf(peerId: string): string;
  /** The RTCPeerConnection options of this page. */
  rtc: RTCConfiguration;
}
/** Fills an element with what there is to see of a source. */
export type Mount = (root: HTMLElement, source: Source, page: Page) => void;
/**
 * A tab of the page. What it loads is mounted when it is looked at for the first time: once for each source, side by side;
 * a view `ofPage` once, with the source of this browser, and finds the other in `page.sources`.
 */
export interface View {
  name: string;
  title: string;
  ofPage?: boolean;
  load(): Promise<Mount>;
}
/** What the parts of the field do for each other. */
export interface Desk {
  /** The id of the witness that is chosen. */
  selected(): string | undefined;
  select(id: string | undefined): void;
  /** Takes the keyboard to what can be done with the chosen one. */
  act(): void;
  answer(id: string): void;
  reWitness(id: string): Promise<void>;
  /** Something has to be drawn anew. */
  changed(): void;
  /** Takes the keyboard to the composer, when what had it is gone. */
  leave(): void;
}
/** How a stress run fares. */
export interface Progress {
  count: number;
  sent: number;
  /** How long those took that were seen at the other peer, ms. */
  arrived: number[];
  isOver: boolean;
  /** Why no more are sent, for people. */
  refused?: string;
}
/** A step of the self-test. */
export interface TestStep {
  title: string;
  /** What to do if it fails. */
  advice: string;
  /** It works without, if not everywhere. */
  isOptional?: boolean;
  /** Says what was found; a rejection says what is wrong. */
  run(): Promise<string>;
  /** When all is over. */
  end?(): void;
}
