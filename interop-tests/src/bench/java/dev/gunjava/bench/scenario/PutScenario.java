package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.util.List;

/** One client writes, with a window; since gun.js acks nothing that it does not store, a get closes each group of puts. */
public final class PutScenario extends RelayScenario {
    private static final int WINDOW = 256;
    private static final int GROUP = WINDOW / 4;
    private static final int SOULS = 50_000;
    private static final String SOUL = "put/";

    public PutScenario() {
        super(
                "put",
                "put, window 256, memory",
                List.of(Metric.more("puts/s", 5), Metric.less("µs CPU a put", 10)),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        Window window = new Window(load, WINDOW);
        String puts = load.wording().ids("put");
        String gets = load.wording().ids("get");
        Client client = load.open();
        int[] confirmed = {0};
        client.listener((from, message) -> {
            int last = message.to().numberAfter(gets);
            if (last < confirmed[0] || !message.hasPut() || message.size() == 0) {
                return;
            }
            load.insist(Wording.numberOf(message.cell(0).value()) == last, "a get does not see the put before it");
            window.done(last + 1 - confirmed[0]);
            confirmed[0] = last + 1;
        });
        Window.Measured measured = window.run(number -> {
            client.send(load.wording().put(puts, number, SOUL, number % SOULS, "v", number));
            if (number % GROUP == GROUP - 1) {
                client.send(load.wording().get(gets, number, SOUL, number % SOULS, "v"));
            }
        });
        int sent = window.sent();
        new Readback(load, SOUL, soul -> soul + (sent - 1 - soul) / SOULS * SOULS).run(Math.min(sent, SOULS));
        return new double[] {measured.rate(), measured.cpuMicros()};
    }
}
