package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.util.BitSet;
import java.util.List;

/** One client writes to a relay with a store, and waits for the acks. */
public final class StoredPutScenario extends RelayScenario {
    private static final int SOULS = 20_000;
    private static final String SOUL = "stored/";

    private final int window;

    /** @param times how many times more acks than of gun.js are wanted */
    public StoredPutScenario(int window, double times) {
        super(
                "stored" + window,
                "put → ack, window " + window + ", on disk",
                List.of(Metric.more("acks/s", times), Metric.less("µs CPU a put")),
                List.of(Side.GUN_DISK, Side.OURS_DISK));
        this.window = window;
    }

    @Override
    protected double[] measure(Load load) {
        Window puts = new Window(load, window);
        String ids = load.wording().ids("put");
        Client client = load.open();
        BitSet acked = new BitSet();
        client.listener((from, message) -> {
            int number = message.to().numberAfter(ids);
            if (number < 0 || message.hasPut() || acked.get(number)) {
                return;
            }
            load.insist(message.isOk(), "a put was not acknowledged but answered with an error");
            acked.set(number);
            puts.done(1);
        });
        Window.Measured measured =
                puts.run(number -> client.send(load.wording().put(ids, number, SOUL, number % SOULS, "v", number)));
        int sent = puts.sent();
        new Readback(load, SOUL, soul -> soul + (sent - 1 - soul) / SOULS * SOULS).run(Math.min(sent, SOULS));
        return new double[] {measured.rate(), measured.cpuMicros()};
    }
}
