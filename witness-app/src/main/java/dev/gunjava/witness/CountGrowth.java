package dev.gunjava.witness;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * How far each source may raise the count of each witness: a token bucket for the pair, so that no one peer can inflate a
 * count. What is not granted now is granted when the source shows the witness again later.
 *
 * <p>Owned by whoever holds the lock of the field. At most 8 192 pairs are remembered; a forgotten one starts afresh.
 */
final class CountGrowth {
    private static final int PAIRS = 8_192;
    private static final double NANOS_PER_SECOND = 1e9;

    private record Pair(String source, String witness) {}

    private record Bucket(double tokens, long filledAt) {}

    private final int burst;
    private final double perSecond;
    private final Ticker ticker;
    private final Cache<Pair, Bucket> buckets;

    CountGrowth(FieldRules rules, Ticker ticker) {
        this.burst = rules.growthBurst();
        this.perSecond = rules.growthPerSecond();
        this.ticker = ticker;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(PAIRS)
                .expireAfterWrite(Duration.ofMinutes(15))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** How much of the wanted growth the source may have now. */
    long grant(String source, String witness, long wanted) {
        if (wanted <= 0) {
            return 0;
        }
        Pair pair = new Pair(source, witness);
        long now = ticker.read();
        Bucket bucket = buckets.getIfPresent(pair);
        double tokens = bucket == null
                ? burst
                : Math.min(burst, bucket.tokens + (now - bucket.filledAt) / NANOS_PER_SECOND * perSecond);
        long granted = Math.min(wanted, (long) tokens);
        buckets.put(pair, new Bucket(tokens - granted, now));
        return granted;
    }
}
