package dev.gunjava.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts relays, attackers and honest clients for a test, in a folder of its own, and ends them with it, last first. */
final class ProvingGround implements BeforeEachCallback, AfterEachCallback {
    /** No honest request may take longer beside an attack; the faults made it 25 s and more. */
    static final Duration NO_STALL = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ProvingGround.class);
    private static final Duration ANSWERED = Duration.ofSeconds(10);
    private static final Duration WORKED_THROUGH = Duration.ofSeconds(60);
    private static final int MEGABYTE = 1 << 20;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Path folder = Path.of("");
    private int relays;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        folder = Files.createTempDirectory("faults-");
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    <T extends AutoCloseable> T keep(T started) {
        open.push(started);
        return started;
    }

    /** Starts a relay of the product with 512 MB of heap. */
    ProductRelay relay(String... options) {
        relays++;
        return keep(ProductRelay.start(folder.resolve("relay" + relays + ".log"), options));
    }

    /** Starts an honest client beside an attack. */
    HonestClient honest(ProductRelay relay) {
        return keep(HonestClient.start(relay));
    }

    /** Connects an attacker that reads, and throws away, what it gets. */
    RawWebSocket attacker(ProductRelay relay) {
        return attacker(relay, text -> {});
    }

    /** Connects an attacker that reads what it gets. */
    RawWebSocket attacker(ProductRelay relay, Consumer<String> onText) {
        return keep(RawWebSocket.open(relay, onText));
    }

    /** Connects an attacker that never reads. */
    RawWebSocket deafAttacker(ProductRelay relay) {
        return keep(RawWebSocket.openUnread(relay));
    }

    /** Connects attackers first, and then has each flood the relay with one of the variants, all at once. */
    List<Flood> floods(
            int attackers,
            Supplier<RawWebSocket> connect,
            List<Variant> variants,
            Function<Variant, Iterator<byte[]>> attack) {
        List<RawWebSocket> connected = Stream.generate(connect).limit(attackers).toList();
        return IntStream.range(0, attackers)
                .mapToObj(i -> Flood.start(connected.get(i), attack.apply(variants.get(i % variants.size()))))
                .toList();
    }

    /** Has the relay take messages, one frame each, and waits until it has worked through all of them. */
    void write(ProductRelay relay, Stream<String> messages) {
        Answers answers = new Answers();
        try (RawWebSocket writer = RawWebSocket.open(relay, answers)) {
            messages.forEach(writer::sendText);
            awaitWorkedThrough(writer, answers);
        }
    }

    /** Waits until the relay has worked through what it was sent on a connection, by the answer to a last get. */
    void awaitWorkedThrough(RawWebSocket connection, Answers answers) {
        String last = GunText.id();
        connection.sendText(GunText.get(last, "nothing" + last));
        Awaitility.await("the relay's answer to the last message of a connection")
                .atMost(WORKED_THROUGH)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> answers.isAnswered(last));
    }

    /** Whether the relay answers a client that has just connected. */
    void assertAnswers(ProductRelay relay) {
        relay.assertUp();
        write(relay, Stream.empty());
    }

    /** Fails if the live objects of a relay have grown by more since they took {@code before} bytes. */
    void assertHeapWithin(ProductRelay relay, long before, int megabytes) {
        long grown = relay.liveHeap() - before;
        log.info("live heap has grown by {} MB, allowed are {}", grown / MEGABYTE, megabytes);
        if (grown > (long) megabytes * MEGABYTE) {
            throw new AssertionError("live heap has grown by " + grown / MEGABYTE + " MB, more than " + megabytes);
        }
    }

    /** Waits until a condition holds that answers from the relay bring about. */
    void awaitAnswers(String what, Callable<Boolean> isSo) {
        Awaitility.await(what)
                .atMost(ANSWERED)
                .pollInterval(Duration.ofMillis(10))
                .until(isSo);
    }

    /** Logs what an attack did to an honest client, as a line for the record. */
    void report(String fault, HonestClient.Report honest) {
        log.info("{}: {}", fault, honest);
    }
}
