package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.run.Load;
import java.util.function.IntUnaryOperator;

/** Reads some of what was written, to see that it is there and right. */
final class Readback {
    private static final int SAMPLES = 500;
    private static final int AT_ONCE = 32;

    private final Load load;
    private final String soul;
    private final IntUnaryOperator expected;
    private int sent;
    private int answered;
    private int wrong;

    /**
     * @param soul the souls' names, without their number
     * @param expected the number of the value that the key v of a soul must have
     */
    Readback(Load load, String soul, IntUnaryOperator expected) {
        this.load = load;
        this.soul = soul;
        this.expected = expected;
    }

    /** Reads souls with numbers below a bound, and notes as a fault what is not as it must be. */
    void run(int bound) {
        if (bound <= 0) {
            load.fault("nothing was written");
            return;
        }
        String ids = load.wording().ids("check");
        int[] souls = load.random().ints(SAMPLES, 0, bound).toArray();
        boolean[] seen = new boolean[SAMPLES];
        Client reader = load.open(1, (client, message) -> {
                    int sample = message.to().numberAfter(ids);
                    if (sample < 0 || seen[sample] || !message.hasPut() || message.size() == 0) {
                        return;
                    }
                    seen[sample] = true;
                    answered++;
                    if (Wording.numberOf(message.cell(0).value()) != expected.applyAsInt(souls[sample])) {
                        wrong++;
                    }
                })
                .get(0);
        load.loop().until(() -> answered == SAMPLES, Load.PATIENCE.dividedBy(4), () -> {
            while (sent < SAMPLES && sent - answered < AT_ONCE) {
                reader.send(load.wording().get(ids, sent, soul, souls[sent], "v"));
                sent++;
            }
        });
        load.insist(answered == SAMPLES, "only " + answered + " of " + SAMPLES + " values can be read back");
        load.insist(wrong == 0, wrong + " of " + SAMPLES + " values are not those that were written");
    }
}
