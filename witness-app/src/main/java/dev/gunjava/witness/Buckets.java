package dev.gunjava.witness;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * One token bucket for each key. A bucket that nobody has used for 15 minutes, or that gives way to others, is forgotten
 * and starts full again.
 *
 * <p>Not thread-safe: owned by whoever owns what the buckets limit.
 */
final class Buckets<K> {
    private static final Duration IDLE = Duration.ofMinutes(15);

    private final Allowance allowance;
    private final Ticker ticker;
    private final Cache<K, TokenBucket> buckets;

    /** @param most how many buckets are kept */
    Buckets(Allowance allowance, int most, Ticker ticker) {
        this.allowance = allowance;
        this.ticker = ticker;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(IDLE)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    TokenBucket of(K key) {
        return buckets.get(key, fresh -> new TokenBucket(allowance, ticker.read()));
    }
}
