package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Heard;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.List;

/** One client reads nodes of ten keys, with a window; each answer must have all ten values. */
public final class GetScenario extends RelayScenario {
    private static final int NODES = 5_000;
    private static final int KEYS = 10;
    private static final int ALL = (1 << KEYS) - 1;
    private static final int WINDOW = 64;
    private static final Duration SETTLED = Duration.ofMillis(500);
    private static final String SOUL = "get/";

    /** Far more than are under way at once. */
    private static final int SLOTS = 1 << 16;

    private final int[] asked = new int[SLOTS];
    private final int[] seen = new int[SLOTS];

    public GetScenario() {
        super(
                "get",
                "get of a 10-key node, window 64",
                List.of(Metric.more("gets/s", 8), Metric.less("µs CPU a get", 15)),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        Nodes.write(load, SOUL, NODES, KEYS);
        load.loop().pass(SETTLED);
        Window window = new Window(load, WINDOW);
        String gets = load.wording().ids("get");
        Client client = load.open();
        client.listener((from, message) -> {
            int number = message.to().numberAfter(gets);
            if (number >= 0 && message.hasPut() && seen[number % SLOTS] != ALL) {
                look(load, message, number % SLOTS);
                window.done(seen[number % SLOTS] == ALL ? 1 : 0);
            }
        });
        Window.Measured measured = window.run(number -> {
            int slot = number % SLOTS;
            asked[slot] = load.random().nextInt(NODES);
            seen[slot] = 0;
            client.send(load.wording().get(gets, number, SOUL, asked[slot]));
        });
        return new double[] {measured.rate(), measured.cpuMicros()};
    }

    private void look(Load load, Heard message, int slot) {
        for (int i = 0; i < message.size(); i++) {
            int key = message.cell(i).key().numberAfter("k");
            boolean right = Wording.numberOf(message.cell(i).value()) == asked[slot] * KEYS + key;
            load.insist(right, "a get is answered with a wrong value");
            seen[slot] |= 1 << key;
        }
    }
}
