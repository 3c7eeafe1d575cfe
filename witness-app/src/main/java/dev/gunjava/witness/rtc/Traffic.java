package dev.gunjava.witness.rtc;

/**
 * What has gone over a link so far, in bytes of the texts themselves.
 *
 * @param in received
 * @param out given to the channel
 * @param pending taken by {@link DataLink#send} and still on this machine
 */
public record Traffic(long in, long out, long pending) {}
