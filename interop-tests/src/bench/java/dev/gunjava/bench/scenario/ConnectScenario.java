package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Heard;
import dev.gunjava.bench.load.Listener;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** A thousand clients connect and subscribe; then all of them must hear of a change. */
public final class ConnectScenario extends RelayScenario {
    private static final int CLIENTS = 1_000;
    private static final Duration SETTLED = Duration.ofMillis(1_500);
    private static final String SOUL = "connect/";
    private static final int FIRST = 7;
    private static final int SECOND = 8;

    public ConnectScenario() {
        super(
                "connect",
                "1 000 sockets connect and subscribe",
                List.of(
                        Metric.less("ms until all are answered", 4),
                        Metric.less("kB a socket", 4),
                        Metric.less("ms CPU a socket")),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        load.warmUp();
        Client writer = load.open();
        String puts = load.wording().ids("change");
        writer.send(load.wording().put(puts, FIRST, SOUL, 0, "v", FIRST));
        load.loop().pass(SETTLED);
        double memoryBefore = load.relay().reading().residentBytes();

        BitSet answered = new BitSet();
        Load.Meter meter = load.meter();
        List<Client> clients = load.open(CLIENTS, hears(FIRST, answered));
        String gets = load.wording().ids("subscribe");
        clients.forEach(client -> client.send(load.wording().get(gets, client.number(), SOUL, 0)));
        load.await("the answers to all who subscribe", () -> answered.cardinality() == CLIENTS);
        Load.Usage usage = meter.stop();
        load.loop().pass(SETTLED);
        double bytes = load.relay().reading().residentBytes() - memoryBefore;

        BitSet updated = new BitSet();
        clients.forEach(client -> client.listener(hears(SECOND, updated)));
        writer.send(load.wording().put(puts, SECOND, SOUL, 0, "v", SECOND));
        load.await("the change at all who have subscribed", () -> updated.cardinality() == CLIENTS);
        return new double[] {usage.seconds() * 1e3, bytes / CLIENTS / 1e3, usage.cpuMicros(CLIENTS) / 1e3};
    }

    private static Listener hears(int value, BitSet who) {
        return (Client client, Heard message) -> {
            for (int i = 0; i < message.size(); i++) {
                if (Wording.numberOf(message.cell(i).value()) == value) {
                    who.set(client.number());
                }
            }
        };
    }
}
