/** The rates and bounds of a peer, those of the JVM peer where the two must agree: docs/limits.md. @import { Allowance, Bucket } from './types.js' */

// ---- witnesses
export const MAX_OWN_TEXT = 140;
export const MAX_WITNESSES = 200;
/** Of our own witnesses, so many never give way to those of others. */
export const OWN_KEPT = 100;
export const MAX_TOMBSTONES = 1000;
export const LIFETIME_MS = 600_000;
/** How far the clocks of others may be ahead of ours. */
export const SKEW_MS = 60_000;

// ---- counts
/** @type {Allowance} */ export const GROWTH_OF_LINK = { burst: 50, perSecond: 1 };
/** All links together. @type {Allowance} */ export const GROWTH_OF_WITNESS = { burst: 100, perSecond: 2 };
export const SLOT_INTERVAL_MS = 2_000;
/** How long after its count has grown a witness may still be given a later expiry. */
export const GROWTH_GRACE_MS = 10_000;

// ---- links
/** Witnesses that are unknown here. @type {Allowance} */ export const NEW_OF_LINK = { burst: 200, perSecond: 50 };
/** Messages. @type {Allowance} */ export const RECEIVED = { burst: 500, perSecond: 100 };
/** Witnesses. @type {Allowance} */ export const SENT = { burst: 500, perSecond: 100 };
/** Of these, those that the link has not seen; a little less than NEW_OF_LINK, so that none is refused. @type {Allowance} */
export const SENT_NEW = { burst: 180, perSecond: 48 };
/** How long a link may bring more than that before it is closed, and what ends an excess. */
export const PATIENCE_MS = 30_000;
export const PAUSE_MS = 1_000;
/** How long no link is made with a peer whose link was closed so. */
export const REST_MS = 60_000;
export const MAX_RESTING = 1000;

// ---- discovery
/** Peers whose presence is watched, and senders whose letters are. Of more, the least promising gives way. */
export const MAX_PEERS_WATCHED = 128;

/** @type {Bucket} */
export function bucket({ burst, perSecond }, monotonic) {
  let tokens = burst;
  let at = monotonic();
  const available = () => {
    tokens = Math.min(burst, tokens + ((monotonic() - at) / 1000) * perSecond);
    at = monotonic();
    return Math.floor(tokens);
  };
  return {
    available,
    take(wanted) {
      const taken = Math.min(wanted, available());
      tokens -= taken;
      return taken;
    },
  };
}
