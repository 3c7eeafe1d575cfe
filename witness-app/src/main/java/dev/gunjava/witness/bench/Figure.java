package dev.gunjava.witness.bench;

/**
 * What was measured of one thing.
 *
 * @param perSecond how many were done in a second
 * @param p50Millis what half of them took at most, ms
 * @param p99Millis what 99 of 100 took at most, ms
 * @param count how many were measured
 */
public record Figure(double perSecond, double p50Millis, double p99Millis, long count) {}
