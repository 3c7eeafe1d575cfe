package dev.gunjava;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Repeats a property with fresh randomness. A failure names the seed; {@code -Dseed=} replays it. */
public final class Seeded {

    private Seeded() {}

    /** Runs a property a number of times, or once with the seed to be replayed. */
    public static void runs(int times, Consumer<SplittableRandom> property) {
        String replayed = System.getProperty("seed");
        if (replayed != null) {
            property.accept(new SplittableRandom(Long.parseLong(replayed)));
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < times; i++) {
            long seed = seeds.nextLong();
            try {
                property.accept(new SplittableRandom(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("run " + i + " failed; replay with -Dseed=" + seed, e);
            }
        }
    }
}
