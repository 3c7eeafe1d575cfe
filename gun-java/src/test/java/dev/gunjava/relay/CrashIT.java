package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.store.durable.DurableStore;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A relay with a data directory, killed in the middle of writing")
class CrashIT {

    private static final Pattern ACK = Pattern.compile("\"@\":\"(\\w+)\",\"ok\":true");
    private static final int WINDOW = 256;
    private static final int CONTESTED = 50;
    private static final double EPOCH = 1_600_000_000_000.0;

    @TempDir
    private Path directory;

    private SplittableRandom random = new SplittableRandom();

    /** Every write ever sent, by its id. */
    private final Map<String, Node> sent = new ConcurrentHashMap<>();

    /** The ids of those that were acked. */
    private final Map<String, Boolean> acked = new ConcurrentHashMap<>();

    private int count;

    @Test
    @DisplayName("has lost no acked write, five times")
    void fiveTimes() {
        killRepeatedly(5);
    }

    @Test
    @Tag("long")
    @DisplayName("has lost no acked write, a hundred times")
    void hundredTimes() {
        killRepeatedly(100);
    }

    private void killRepeatedly(int times) {
        Seeded.runs(1, seeded -> {
            random = seeded;
            try {
                for (int i = 0; i < times; i++) {
                    int before = acked.size();
                    writeUntilKilled();
                    assertThat(acked.size()).as("acks before kill %d", i).isGreaterThan(before);
                    verify(i);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            assertThat(sent.size())
                    .as("some writes were under way when it was killed")
                    .isGreaterThan(acked.size());
        });
    }

    private void writeUntilKilled() throws Exception {
        Process relay = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedRelay.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = relay.inputReader(StandardCharsets.UTF_8)) {
            String port = output.readLine();
            assertThat(port).as("the relay's port").isNotNull();
            Semaphore window = new Semaphore(WINDOW);
            int enough = acked.size() + 1 + random.nextInt(3_000);
            try (RawPeer peer =
                    new RawPeer(URI.create("ws://127.0.0.1:" + port + "/gun"), heard -> note(heard, window))) {
                while (acked.size() < enough) {
                    assertThat(window.tryAcquire(20, TimeUnit.SECONDS))
                            .as("an ack comes")
                            .isTrue();
                    peer.says(nextPut());
                }
                relay.destroyForcibly().waitFor();
            }
        } finally {
            relay.destroyForcibly().waitFor();
        }
    }

    private void note(String heard, Semaphore window) {
        Matcher acks = ACK.matcher(heard);
        while (acks.find()) {
            acked.put(acks.group(1), true);
            window.release();
        }
    }

    /** A write of a key of its own, or of one that many write with states in no order. */
    private String nextPut() {
        String id = "p" + count++;
        boolean contested = random.nextInt(3) == 0;
        String soul = contested ? "contested" + random.nextInt(CONTESTED) : "soul" + id;
        double state = EPOCH + random.nextInt(1_000_000);
        Node node = Node.of(soul, "k", new GunValue.Text("value " + id), state);
        sent.put(id, node);
        return "{\"#\":\"" + id + "\",\"put\":{\"" + soul + "\":{\"_\":{\"#\":\"" + soul + "\",\">\":{\"k\":"
                + (long) state + "}},\"k\":\"value " + id + "\"}}}";
    }

    private void verify(int round) throws Exception {
        Map<String, Node> stored = stored();
        for (String id : acked.keySet()) {
            Node write = sent.get(id);
            Node kept = stored.get(write.soul());
            assertThat(kept).as("acked write %s after kill %d", id, round).isNotNull();
            assertThat(outranks(kept, write))
                    .as("%s outranks the acked %s", kept, write)
                    .isTrue();
        }
        for (Node kept : stored.values()) {
            assertThat(sent.get(((GunValue.Text) kept.value(0)).value().substring("value ".length())))
                    .as("somebody wrote %s", kept)
                    .isEqualTo(kept);
        }
    }

    /** All that is on disk, piece by piece: one scan looks at a bounded number of keys. */
    private Map<String, Node> stored() throws Exception {
        Map<String, Node> stored = new HashMap<>();
        try (DurableStore store = DurableStore.open(directory)) {
            Lex souls = Lex.all();
            int before;
            do {
                before = stored.size();
                List<Node> piece = store.scan(souls, Lex.all(), Integer.MAX_VALUE, false)
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                piece.forEach(node -> stored.put(node.soul(), node));
                if (!piece.isEmpty()) {
                    souls = new Lex(null, null, piece.get(piece.size() - 1).soul(), null);
                }
            } while (stored.size() > before);
        }
        return stored;
    }

    /** Whether HAM would keep the one, given both. */
    private static boolean outranks(Node kept, Node other) {
        return kept.state(0) > other.state(0)
                || (kept.state(0) == other.state(0)
                        && kept.value(0).json().compareTo(other.value(0).json()) >= 0);
    }
}
