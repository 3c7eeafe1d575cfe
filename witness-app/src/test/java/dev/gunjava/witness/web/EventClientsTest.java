package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pages that follow events")
class EventClientsTest {
    private final EventClients clients = new EventClients();
    private final ExecutorService requests = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        clients.close();
        requests.shutdownNow();
        await().until(() -> clients.size() == 0);
    }

    /** A connection whose reader has stopped reading: a write blocks until the connection is given up. */
    private static final class StalledStream extends OutputStream {
        private final CountDownLatch givenUp = new CountDownLatch(1);

        @Override
        public void write(int b) throws IOException {
            try {
                givenUp.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("timed out");
        }
    }

    /** Serves a client on a thread of its own, and returns when it is one of the clients. */
    @CanIgnoreReturnValue
    private Future<Boolean> follow(OutputStream out, Supplier<List<String>> snapshot) {
        int before = clients.size();
        Future<Boolean> served = requests.submit(() -> clients.serve(out, snapshot));
        await().until(() -> clients.size() > before);
        return served;
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("hear the present first, then each event, one message each, with its number if it has one")
    void snapshotThenEvents() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        follow(out, () -> List.of(EventClients.message("{\"a\":1}"), EventClients.message("{\"a\":2}")));
        clients.publish(EventClients.message(7, "{\"a\":3}"));

        await().untilAsserted(() ->
                assertThat(text(out)).isEqualTo("data: {\"a\":1}\n\ndata: {\"a\":2}\n\nid: 7\ndata: {\"a\":3}\n\n"));
    }

    @Test
    @DisplayName("miss nothing that happens while the present is being described")
    void noGapAfterSnapshot() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        follow(out, () -> {
            clients.publish("meanwhile");
            return List.of("present");
        });

        await().untilAsserted(() -> assertThat(text(out)).isEqualTo("present\n\nmeanwhile\n\n"));
    }

    @Test
    @DisplayName("are 32 at most; when they are let go there is room again")
    void atMost32() throws Exception {
        List<Future<Boolean>> served = Stream.generate(() -> follow(new ByteArrayOutputStream(), List::of))
                .limit(EventClients.MAX_CLIENTS)
                .toList();

        assertThat(clients.serve(new ByteArrayOutputStream(), List::of)).isFalse();

        clients.close();
        for (Future<Boolean> client : served) {
            assertThat(client.get()).isTrue();
        }
        assertThat(clients.size()).isZero();
        assertThat(clients.serve(new ByteArrayOutputStream(), List::of)).isTrue();
    }

    @Test
    @DisplayName("are dropped when 512 events behind, and the others never notice")
    void slowOneIsDropped() throws Exception {
        ByteArrayOutputStream quick = new ByteArrayOutputStream();
        StalledStream stalled = new StalledStream();
        follow(quick, List::of);
        Future<Boolean> slow = follow(stalled, () -> List.of("present"));
        int block = EventClients.MAX_QUEUED / 2;

        for (int i = 0; i <= 4 * block; i++) {
            clients.publish("event " + i);
            if (i % block == 0) {
                String last = "event " + i + "\n\n";
                await().until(() -> text(quick).endsWith(last));
            }
        }

        stalled.givenUp.countDown();
        assertThat(slow.get()).isTrue();
        assertThat(clients.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("that were dropped hear nothing more, even if they read again")
    void droppedStaysDropped() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Future<Boolean> served = follow(out, () -> {
            awaitQuietly(reading);
            return List.of("present");
        });
        for (int i = 0; i <= EventClients.MAX_QUEUED; i++) {
            clients.publish("event " + i);
        }

        reading.countDown();

        assertThat(served.get()).isTrue();
        assertThat(text(out)).isEqualTo("present\n\n");
    }

    @Test
    @DisplayName("are forgotten when their connection breaks")
    void brokenConnection() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };

        assertThat(clients.serve(broken, () -> List.of("present"))).isTrue();
        assertThat(clients.size()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
