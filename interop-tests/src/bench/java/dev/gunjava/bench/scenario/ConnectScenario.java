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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A thousand clients connect and subscribe, and must hear of a change; once more, when all of these have left. */
public final class ConnectScenario extends RelayScenario {
    private static final int CLIENTS = 1_000;

    /** After this long gun.js has forgotten the ids of what came before, and the JVM has given back what its compilers took. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final String SOUL = "connect/";

    public ConnectScenario() {
        super(
                "connect",
                "1 000 sockets connect and subscribe",
                List.of(
                        Metric.less("ms until all are answered", 4),
                        Metric.less("ms until all are answered, once more"),
                        Metric.less("kB a socket", 4),
                        Metric.less("ms CPU a socket"),
                        Metric.less("ms CPU a socket, once more")),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        load.warmUp();
        Client writer = load.open();
        writer.send(load.wording().put(load.wording().ids("first"), 0, SOUL, 0, "v", 0));
        load.loop().pass(SETTLED);
        double memoryBefore = load.relay().reading().residentBytes();
        List<Client> clients = new ArrayList<>();
        Load.Usage first = storm(load, clients, 0);
        load.loop().pass(SETTLED);
        double bytes = load.relay().reading().residentBytes() - memoryBefore;
        change(load, writer, clients, 1);

        clients.forEach(Client::close);
        clients.clear();
        load.loop().pass(SETTLED);
        Load.Usage second = storm(load, clients, 1);
        change(load, writer, clients, 2);
        return new double[] {
            first.seconds() * 1e3,
            second.seconds() * 1e3,
            bytes / CLIENTS / 1e3,
            first.cpuMicros(CLIENTS) / 1e3,
            second.cpuMicros(CLIENTS) / 1e3
        };
    }

    /** All connect and ask, until all have heard the value. */
    private static Load.Usage storm(Load load, List<Client> clients, int value) {
        BitSet answered = new BitSet();
        Load.Meter meter = load.meter();
        clients.addAll(load.open(CLIENTS, hears(value, answered)));
        String gets = load.wording().ids("subscribe");
        clients.forEach(client -> client.send(load.wording().get(gets, client.number(), SOUL, 0)));
        load.await("the answers to all who subscribe", () -> answered.cardinality() == CLIENTS);
        return meter.stop();
    }

    private static void change(Load load, Client writer, List<Client> clients, int value) {
        BitSet updated = new BitSet();
        clients.forEach(client -> client.listener(hears(value, updated)));
        writer.send(load.wording().put(load.wording().ids("change"), value, SOUL, 0, "v", value));
        load.await("the change at all who have subscribed", () -> updated.cardinality() == CLIENTS);
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
