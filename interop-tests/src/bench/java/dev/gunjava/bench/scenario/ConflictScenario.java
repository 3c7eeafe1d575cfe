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
import java.util.ArrayList;
import java.util.List;

/** Ten clients write the same thousand keys at once, wave after wave; all must end with what HAM chooses. */
public final class ConflictScenario extends RelayScenario {
    private static final int WRITERS = 10;
    private static final int KEYS = 1_000;
    private static final int KEYS_OF_NODE = 10;
    private static final int NODES = KEYS / KEYS_OF_NODE;
    private static final int STATES = 12;
    private static final int RANDOM_VALUES = 9_999_999;
    private static final int PENDING = 100_000;
    private static final Duration SETTLED = Duration.ofMillis(700);
    private static final String SOUL = "conflict/";

    public ConflictScenario() {
        super(
                "conflict",
                "10 writers on the same 1 000 keys until all agree",
                List.of(Metric.less("ms until all agree", 4), Metric.less("µs CPU a put")),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    /** One write: the later state wins, and of equal ones the greater text, that is, the greater number. */
    private record Write(long micros, int number) {
        boolean beats(Write other) {
            return other == null || micros > other.micros || (micros == other.micros && number > other.number);
        }
    }

    @Override
    protected double[] measure(Load load) {
        Contest contest = new Contest(load);
        long warm = System.nanoTime() + load.pace().warmUp().toNanos();
        do {
            contest.wave();
        } while (System.nanoTime() < warm && load.faults().isEmpty());
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + load.pace().measured().toNanos();
        Load.Meter meter = load.meter();
        do {
            long before = System.nanoTime();
            contest.wave();
            times.add((System.nanoTime() - before) / 1e6);
        } while (System.nanoTime() < end && load.faults().isEmpty());
        Load.Usage usage = meter.stop();
        contest.readBack();
        return new double[] {Statistics.median(times), usage.cpuMicros((double) times.size() * WRITERS * KEYS)};
    }

    private static final class Contest {
        private final Load load;
        private final String puts;
        private final List<Client> writers;
        private final int first;
        private final Write[][] views = new Write[WRITERS][KEYS];
        private Write[] winners = new Write[KEYS];
        private int agreed;
        private int sent;

        Contest(Load load) {
            this.load = load;
            puts = load.wording().ids("put");
            String gets = load.wording().ids("get");
            writers = load.open(WRITERS, (client, message) -> hear(client.number(), message));
            first = writers.get(0).number();
            for (Client writer : writers) {
                for (int node = 0; node < NODES; node++) {
                    writer.send(load.wording().get(gets, writer.number() * NODES + node, SOUL, node));
                }
            }
            load.loop().pass(SETTLED);
        }

        private void hear(int client, Heard message) {
            for (int i = 0; i < message.size(); i++) {
                Heard.Cell cell = message.cell(i);
                int node = cell.soul().numberAfter(SOUL);
                int key = cell.key().numberAfter("k");
                int number = Wording.numberOf(cell.value());
                if (node >= 0 && key >= 0 && number >= 0) {
                    merge(client - first, node * KEYS_OF_NODE + key, new Write(Math.round(cell.state() * 1e3), number));
                }
            }
        }

        private void merge(int view, int key, Write write) {
            if (write.beats(views[view][key])) {
                views[view][key] = write;
                agreed += write.equals(winners[key]) ? 1 : 0;
            }
        }

        /** Everybody writes every key, in an order of its own. */
        void wave() {
            long base = load.wording().nextState();
            Write[][] writes = new Write[WRITERS][KEYS];
            winners = new Write[KEYS];
            for (int key = 0; key < KEYS; key++) {
                for (int writer = 0; writer < WRITERS; writer++) {
                    int number = load.random().nextInt(RANDOM_VALUES) * WRITERS + writer;
                    writes[writer][key] = new Write(base + load.random().nextInt(STATES), number);
                    if (writes[writer][key].beats(winners[key])) {
                        winners[key] = writes[writer][key];
                    }
                }
            }
            for (int i = 0; i < STATES; i++) {
                load.wording().nextState();
            }
            agreed = 0;
            int[] position = new int[WRITERS];
            load.await("agreement of all writers", () -> agreed == WRITERS * KEYS, () -> {
                for (int writer = 0; writer < WRITERS; writer++) {
                    write(writer, writes[writer], position);
                }
            });
        }

        private void write(int writer, Write[] writes, int[] position) {
            Client client = writers.get(writer);
            for (int burst = 0; burst < 16 && position[writer] < KEYS && client.pending() < PENDING; burst++) {
                // Each writer goes through the keys by another step, all of which have no factor in common with 1 000.
                int key = position[writer]++ * (2 * STEPS[writer] + 1) % KEYS;
                Write write = writes[key];
                merge(writer, key, write);
                client.send(load.wording()
                        .put(
                                puts,
                                sent++,
                                SOUL,
                                key / KEYS_OF_NODE,
                                "k" + key % KEYS_OF_NODE,
                                write.number(),
                                write.micros()));
            }
        }

        /** Half of numbers that end in 1, 3, 7 or 9. */
        private static final int[] STEPS = {0, 1, 3, 4, 5, 6, 8, 9, 10, 11};

        /** Somebody who comes later must be told the same. */
        void readBack() {
            String gets = load.wording().ids("check");
            Write[] read = new Write[KEYS];
            int[] right = {0};
            Client reader = load.open();
            reader.listener((client, message) -> {
                for (int i = 0; i < message.size(); i++) {
                    Heard.Cell cell = message.cell(i);
                    int key = cell.soul().numberAfter(SOUL) * KEYS_OF_NODE
                            + cell.key().numberAfter("k");
                    Write write = new Write(Math.round(cell.state() * 1e3), Wording.numberOf(cell.value()));
                    right[0] += read[key] == null && write.equals(winners[key]) ? 1 : 0;
                    read[key] = write;
                }
            });
            for (int node = 0; node < NODES; node++) {
                reader.send(load.wording().get(gets, node, SOUL, node));
            }
            load.await("what the relay holds to be what HAM chooses", () -> right[0] == KEYS);
        }
    }
}
