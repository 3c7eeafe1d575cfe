package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("B09: under 100 hostile offers a second")
class B09OffersTest {
    private static final String HONEST = "peer_honest";
    private static final long LETTER_MILLIS = 10;
    private static final long TICK_MILLIS = 200;

    static IntStream variants() {
        return IntStream.range(0, 10);
    }

    /** Whose names the hostile offers bear: ever new ones, three, or those of invented presences. */
    private static String name(int variant, Random random, int letter) {
        return switch (variant % 3) {
            case 0 -> "bad_" + letter;
            case 1 -> "bad_" + random.nextInt(3);
            default -> "bad_" + random.nextInt(200);
        };
    }

    @ParameterizedTest(name = "variant {0}")
    @MethodSource("variants")
    @DisplayName("an honest peer is answered or called within 30 s, and few connections are made")
    void honest(int variant) {
        long seed = Long.getLong("seed", variant);
        Random random = new Random(seed);
        boolean smaller = variant % 2 == 0;
        try (ScriptedNeighbourhood me = new ScriptedNeighbourhood(smaller, random)) {
            int comes = 5_000 + 10 * random.nextInt(500);
            long answered = -1;
            String certificate = "a0";
            for (int letter = 0; me.passed() < 60_000; letter++) {
                String bad = name(variant, random, letter);
                if (variant % 3 == 2 && letter % 500 < 200) {
                    me.listed("bad_" + letter % 500);
                }
                me.offer(bad, String.format("%08x", random.nextInt()), ScriptedNeighbourhood.PING);
                long since = me.passed() - comes;
                if (since >= 0 && since % 1_000 == 0) {
                    me.here(HONEST);
                }
                // An honest peer that is the smaller one offers, again after 6 s, and anew after 16 s and a pause.
                if (!smaller && since >= 0 && (since % 17_000 == 0 || since % 17_000 == 6_000)) {
                    certificate = "a" + since / 17_000;
                    me.offer(HONEST, certificate, ScriptedNeighbourhood.PING);
                }
                me.pass(LETTER_MILLIS);
                if (letter % (TICK_MILLIS / LETTER_MILLIS) == 0) {
                    me.tick();
                }
                if (answered < 0 && isMet(me, smaller, certificate)) {
                    answered = since;
                }
            }
            assertThat(answered).as("answered after, ms, -Dseed=%d", seed).isBetween(0L, 30_000L);
            // 12 at once, and 12 more in this minute.
            assertThat(me.links).as("-Dseed=%d", seed).hasSizeLessThanOrEqualTo(24);
            if (variant % 3 != 2) {
                assertThat(me.links).as("-Dseed=%d", seed).hasSizeLessThanOrEqualTo(13 + 6);
            }
            assertThat(me.drops.counts())
                    .containsKey(
                            variant % 3 == 1
                                    ? "offer too soon after one under the same name"
                                    : "offer beyond the budget of connections");
        }
    }

    private static boolean isMet(ScriptedNeighbourhood me, boolean smaller, String certificate) {
        return smaller
                ? me.state(HONEST) == LinkState.OFFERING
                : me.links.stream().anyMatch(link -> ScriptedNeighbourhood.fingerprint(certificate)
                        .equals(link.answers));
    }
}
