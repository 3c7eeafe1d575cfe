package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Heard;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.report.Statistics;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What the discovery of witness peers asks of a relay: each enters itself into a set, hears of all others and asks for the
 * node of each; then each gives signs of life, which all others must hear.
 */
public final class PeersScenario extends RelayScenario {
    private static final Duration SETTLED = Duration.ofMillis(500);
    private static final int BEATS_EACH = 4;
    private static final int BEATS_PER_SECOND_EACH = 1;
    private static final String BEAT = "beat";

    private final int peers;

    public PeersScenario(int peers) {
        super(
                "peers" + peers,
                peers + " witness peers announce themselves",
                List.of(
                        Metric.atMost("ms until everyone knows everyone", 800),
                        Metric.atMost("ms to hear a sign of life, p50", 50),
                        Metric.less("s CPU to announce")),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
        this.peers = peers;
    }

    @Override
    protected double[] measure(Load load) {
        load.warmUp();
        Meeting meeting = new Meeting(load);
        Load.Meter meter = load.meter();
        meeting.announce();
        Load.Usage announced = meter.stop();
        if (!load.faults().isEmpty()) {
            return new double[] {};
        }
        double beat = meeting.beat();
        return new double[] {announced.seconds() * 1e3, beat, announced.relayCpuSeconds()};
    }

    private final class Meeting {
        private final Load load;
        private final String set;
        private final String nodes;
        private final String gets;
        private final List<Client> clients;
        private final int first;
        private final BitSet[] linked = new BitSet[peers];
        private final int[][] newest = new int[peers][peers];
        private final long[] sentAt = new long[peers * BEATS_EACH + 1];
        private final double[] latencies = new double[peers * peers * BEATS_EACH];
        private int latencyCount;
        private int known;
        private int current;
        private int beats;

        Meeting(Load load) {
            this.load = load;
            set = "peers-" + load.wording().run();
            nodes = set + "/p";
            gets = load.wording().ids("get");
            for (int i = 0; i < peers; i++) {
                linked[i] = new BitSet();
                Arrays.fill(newest[i], -1);
            }
            clients = load.open(peers, this::hear);
            first = clients.get(0).number();
            String subscriptions = load.wording().ids("set");
            clients.forEach(client -> client.send(
                    "{\"#\":\"" + subscriptions + client.number() + "z\",\"get\":{\"#\":\"" + set + "\"}}"));
            load.loop().pass(SETTLED);
        }

        void announce() {
            String puts = load.wording().ids("announce");
            for (int i = 0; i < peers; i++) {
                clients.get(i).send(load.wording().announce(puts, i, set, i, BEAT));
            }
            load.await("everyone at everyone", () -> known == peers * (peers - 1));
        }

        private void hear(Client client, Heard message) {
            int me = client.number() - first;
            for (int i = 0; i < message.size(); i++) {
                Heard.Cell cell = message.cell(i);
                if (cell.soul().is(set)) {
                    meet(client, me, cell.key().numberAfter("p"));
                } else if (cell.key().is(BEAT)) {
                    hearBeat(me, cell.soul().numberAfter(nodes), Wording.numberOf(cell.value()));
                }
            }
        }

        private void meet(Client client, int me, int other) {
            if (other >= 0 && other != me && !linked[me].get(other)) {
                linked[me].set(other);
                client.send(load.wording().get(gets, me * peers + other, nodes, other));
            }
        }

        private void hearBeat(int me, int other, int number) {
            if (other < 0 || other == me || number <= newest[me][other]) {
                return;
            }
            known += newest[me][other] < 0 ? 1 : 0;
            current += beats > 0 && number > beats - peers ? 1 : 0;
            newest[me][other] = number;
            if (number > 0) {
                latencies[latencyCount++] = (System.nanoTime() - sentAt[number]) / 1e6;
            }
        }

        /** Lets each peer give its signs of life, spread over the time; returns the median of the time they take. */
        double beat() {
            String puts = load.wording().ids("beat");
            int all = peers * BEATS_EACH;
            beats = all;
            long began = System.nanoTime();
            int[] sent = {0};
            load.loop().until(() -> sent[0] == all, Load.PATIENCE, () -> {
                double due = (System.nanoTime() - began) / 1e9 * peers * BEATS_PER_SECOND_EACH;
                while (sent[0] < Math.min(all, due)) {
                    int peer = sent[0]++ % peers;
                    sentAt[sent[0]] = System.nanoTime();
                    clients.get(peer).send(load.wording().put(puts, sent[0], nodes, peer, BEAT, sent[0]));
                }
            });
            load.loop().until(() -> current == peers * (peers - 1), SETTLED.multipliedBy(20));
            int lost = peers * (peers - 1) - current;
            load.insist(lost == 0, "the last sign of life was not heard by " + lost + " of " + peers * (peers - 1));
            return Statistics.percentile(Arrays.copyOf(latencies, latencyCount), 50);
        }
    }
}
