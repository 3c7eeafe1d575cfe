package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The same thing done again and again, and how long it took. */
final class Runs {
    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private Runs() {}

    /** Does it so many times, each of which must succeed and tell its milliseconds; logs the figures as one line. */
    static void all(String what, int runs, LongSupplier once) {
        long[] millis = new long[runs];
        int succeeded = 0;
        try {
            while (succeeded < runs) {
                millis[succeeded] = once.getAsLong();
                succeeded++;
            }
        } finally {
            report(what, runs, Arrays.copyOf(millis, succeeded));
        }
        assertThat(succeeded).isEqualTo(runs);
    }

    private static void report(String what, int runs, long[] millis) {
        long[] sorted = LongStream.of(millis).sorted().toArray();
        if (sorted.length == 0) {
            log.info("{}: 0 of {}", what, runs);
        } else {
            log.info(
                    "{}: {} of {}; median {} ms, maximum {} ms",
                    what,
                    sorted.length,
                    runs,
                    sorted[sorted.length / 2],
                    sorted[sorted.length - 1]);
        }
    }
}
