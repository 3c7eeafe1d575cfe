package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** One client puts a node of ten keys and asks for it on the same socket, at once: the answer must have all ten. */
public final class BehindPutScenario extends RelayScenario {
    private static final int TIMES = 40;
    private static final int KEYS = 10;
    private static final Duration ANSWERED = Duration.ofMillis(400);
    private static final String SOUL = "behind/";

    public BehindPutScenario() {
        super(
                "behind-put",
                "a get right behind a 10-key put on one socket",
                List.of(Metric.atMost("of 40 answers lack keys", 0)),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        String puts = load.wording().ids("put");
        String gets = load.wording().ids("get");
        BitSet keys = new BitSet();
        int[] current = {0};
        Client client = load.open();
        client.listener((from, message) -> {
            if (message.to().numberAfter(gets) == current[0]) {
                for (int i = 0; i < message.size(); i++) {
                    keys.set(Math.max(0, message.cell(i).key().numberAfter("k")));
                }
            }
        });
        int missed = 0;
        for (int i = 0; i < TIMES; i++) {
            current[0] = i;
            keys.clear();
            client.send(load.wording().putKeys(puts, i, SOUL, i, "k", 0, KEYS, 0));
            client.send(load.wording().get(gets, i, SOUL, i));
            missed += load.loop().until(() -> keys.cardinality() == KEYS, ANSWERED) ? 0 : 1;
        }
        return new double[] {missed};
    }
}
