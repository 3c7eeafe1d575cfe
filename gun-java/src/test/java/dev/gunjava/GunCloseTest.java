package dev.gunjava;

import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gunjava.relay.GunRelay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Closing a peer")
class GunCloseTest {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Test
    @DisplayName("leaves no thread behind, and so no timer, whether its relay is up, down or closed first")
    void threads() throws Exception {
        useAndClose();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 5; i++) {
            useAndClose();
        }
        await().untilAsserted(() -> assertThat(started(before)).isEmpty());
    }

    @Test
    @DisplayName("leaves no socket behind")
    void sockets() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "counts the sockets where Linux lists them");
        useAndClose();
        long before = socketCount();
        for (int i = 0; i < 5; i++) {
            useAndClose();
        }
        await().untilAsserted(() -> assertThat(socketCount()).isLessThanOrEqualTo(before));
    }

    private static void useAndClose() throws Exception {
        try (GunRelay relay = GunRelay.builder().open();
                GunRelay closedFirst = GunRelay.builder().open();
                Gun alone = Gun.builder().open();
                Gun gun = Gun.builder()
                        .peer(relay.uri())
                        .peer(closedFirst.uri())
                        .peer(URI.create("ws://127.0.0.1:1/gun"))
                        .open()) {
            put(alone.get("a"), Map.of("k", 1));
            put(gun.get("a"), Map.of("k", Map.of("l", 1)));
            Subscription left = gun.get("a").map().map(item -> true).on(change -> {});
            assertThat(get(gun.get("a").once())).isInstanceOf(Once.Found.class);
            closedFirst.close();
            left.close();
        }
    }

    private static Set<String> started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("awaitility"))
                .collect(Collectors.toSet());
    }

    private static long socketCount() throws IOException {
        List<Path> descriptors = new ArrayList<>();
        try (Stream<Path> listed = Files.list(DESCRIPTORS)) {
            listed.forEach(descriptors::add);
        }
        long sockets = 0;
        for (Path descriptor : descriptors) {
            if (Files.isSymbolicLink(descriptor)
                    && Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
                sockets++;
            }
        }
        return sockets;
    }

    @Test
    @DisplayName("ends what still waits, and twice is as good as once")
    void waiting() throws Exception {
        Gun gun = Gun.builder().peer(URI.create("ws://127.0.0.1:1/gun")).open();
        CompletableFuture<Ack> write = gun.get("a").put(Map.of("k", 1));
        Subscription subscription = gun.get("a").on(change -> {});
        gun.close();
        gun.close();
        assertThat(write.get(1, TimeUnit.SECONDS)).isInstanceOf(Ack.Failed.class);
        subscription.close();
    }

    @Test
    @DisplayName("ends reads that still wait for a relay")
    void waitingReads() throws Exception {
        Gun gun = Gun.builder().peer(URI.create("ws://127.0.0.1:1/gun")).open();
        CompletableFuture<Once> read = gun.get("a").get("b").once();
        CompletableFuture<Ack> looksForItsPlace = gun.get("a").get("b").put(Map.of("c", 1));
        gun.close();
        assertThat(read.get(1, TimeUnit.SECONDS)).isEqualTo(new Once.TimedOut());
        assertThat(looksForItsPlace.get(1, TimeUnit.SECONDS)).isInstanceOf(Ack.Failed.class);
    }

    @Test
    @DisplayName("makes every later use a fault of the program")
    void afterwards() {
        Gun gun = Gun.builder().open();
        gun.close();
        assertThatThrownBy(() -> gun.get("a").once()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> gun.get("a").put(Map.of("k", 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("from within a listener does not wait for that listener")
    void fromWithin() throws Exception {
        Gun gun = Gun.builder().open();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        put(gun.get("a"), Map.of("k", 1));
        gun.get("a").on(change -> {
            gun.close();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        assertThat(interrupted.get(1, TimeUnit.SECONDS)).isFalse();
    }
}
