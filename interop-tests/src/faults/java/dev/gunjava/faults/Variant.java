package dev.gunjava.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assertions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the inputs that a fault is tried with. Its number chooses the form, so that each run has all forms; chance
 * chooses the rest.
 *
 * @param number counts from 0
 * @param random the source of its chance, seeded; {@code -Dseed=} repeats a run
 */
record Variant(int number, Random random) {
    private static final Logger log = LoggerFactory.getLogger(Variant.class);
    private static final int VARIANTS = 10;
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXZ0123456789";

    /** Ten fresh variants; logs their seed. */
    static List<Variant> ten(String fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        log.info("{}: -Dseed={}", fault, seed);
        return IntStream.range(0, VARIANTS)
                .mapToObj(number -> new Variant(number, new Random(seed + number * SEED_STEP)))
                .toList();
    }

    /** Tries ten fresh variants, all of them whatever comes of the first, and fails if any has failed. */
    static void each(String fault, Consumer<Variant> trial) {
        List<String> failed = new ArrayList<>();
        for (Variant variant : ten(fault)) {
            try {
                trial.accept(variant);
            } catch (AssertionError | ConditionTimeoutException failure) {
                failed.add("variant " + variant.number + ": " + failure.getMessage());
            }
        }
        if (!failed.isEmpty()) {
            Assertions.fail(failed.size() + " of " + VARIANTS + " variants failed:\n" + String.join("\n", failed));
        }
    }

    /** The element for this variant's number; ten variants reach up to ten of them. */
    <T> T form(List<T> forms) {
        return forms.get(number % forms.size());
    }

    /** A number from least to most, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Letters and digits. */
    String word(int length) {
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    /** A text that a JVM keeps in two bytes a character. */
    String wideWord(int length) {
        return (char) between(0x3B1, 0x3C9) + word(length - 1);
    }
}
