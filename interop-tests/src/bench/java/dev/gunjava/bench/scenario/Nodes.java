package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.run.Load;

/** Writes nodes of several keys, k0, k1, …, whose values are numbered through. */
final class Nodes {
    private static final int GROUP = 100;

    private Nodes() {}

    /** Writes so many nodes, at the speed of the relay. */
    static void write(Load load, String soul, int nodes, int keys) {
        String puts = load.wording().ids("node");
        String gets = load.wording().ids("done");
        int[] answered = {-1};
        Client writer = load.open(1, (client, message) -> {
                    if (message.hasPut()) {
                        answered[0] = Math.max(answered[0], message.to().numberAfter(gets));
                    }
                })
                .get(0);
        for (int i = 0; i < nodes; i++) {
            writer.send(load.wording().putKeys(puts, i, soul, i, "k", 0, keys, i * keys));
            if (i % GROUP == GROUP - 1 || i == nodes - 1) {
                int last = i;
                writer.send(load.wording().get(gets, last, soul, last, "k0"));
                load.await("the nodes before the load", () -> answered[0] == last);
            }
        }
    }
}
