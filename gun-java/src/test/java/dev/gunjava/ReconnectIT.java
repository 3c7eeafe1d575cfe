package dev.gunjava;

import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.limits.AtBound;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.RawPeer;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.transport.ConnectionEvent.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer whose connection breaks")
class ReconnectIT {

    private static final Duration REDIALLED = Duration.ofSeconds(40);
    private static final Pattern WRITE = Pattern.compile("\"log\":\\{[^}]*\\}\\},\"(n\\d+)\":");

    private GunRelay relay;
    private Cable cable;
    private Gun gun;
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        relay = GunRelay.builder().open();
        cable = new Cable(relay.uri());
        gun = Gun.builder()
                .peer(cable.uri())
                .keepAlive(Duration.ofSeconds(1))
                .onConnection(events::add)
                .open();
    }

    @AfterEach
    void close() throws IOException {
        gun.close();
        cable.close();
        relay.close();
    }

    private List<State> states() {
        return events.stream().map(ConnectionEvent::state).toList();
    }

    /** Writes a number of keys, one put each; the acks may come late. */
    private List<CompletableFuture<Ack>> write(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> gun.get("log").get("n" + i).put(i))
                .toList();
    }

    @Test
    @DisplayName("tells of each change: connecting, up, down with the reason, and again")
    void events() throws Exception {
        put(gun.get("a").get("k"), 1);
        cable.cut();
        await().atMost(REDIALLED).until(() -> states().equals(
                        List.of(State.CONNECTING, State.UP, State.DOWN, State.CONNECTING, State.UP)));
        assertThat(events.get(2).reason()).isNotBlank();
        assertThat(events).extracting(ConnectionEvent::relay).containsOnly(cable.uri());
        assertThat(gun.peers()).containsExactly(new PeerStatus(cable.uri(), State.UP, ""));
    }

    @Test
    @DisplayName("without a sound finds out by its pings, and what it wrote meanwhile arrives, in order, once")
    void halfOpen() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawPeer subscriber = new RawPeer(relay.uri(), heard::add)) {
            subscriber.says("{\"#\":\"g1\",\"get\":{\"#\":\"log\"}}");
            await().until(() -> heard.stream().anyMatch(frame -> frame.contains("\"@\":\"g1\"")));
            put(gun.get("log").get("n0"), 0);
            cable.loseConnections();
            List<CompletableFuture<Ack>> meanwhile = write(1, 50);
            await().atMost(REDIALLED).until(() -> states().contains(State.DOWN));
            for (CompletableFuture<Ack> ack : meanwhile) {
                assertThat(ack.get(40, TimeUnit.SECONDS)).isEqualTo(new Ack.Stored());
            }
            await().untilAsserted(() -> assertThat(written(heard))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> "n" + i).toList()));
        }
        assertThat(relay.status().merges()).isEqualTo(50);
    }

    private static List<String> written(List<String> frames) {
        List<String> keys = new ArrayList<>();
        for (String frame : frames) {
            Matcher write = WRITE.matcher(frame);
            while (write.find()) {
                keys.add(write.group(1));
            }
        }
        return keys;
    }

    @Test
    @DisplayName("again and again loses nothing that it writes, and nothing that others write")
    void cutWhileWriting() throws Exception {
        Heard heard = new Heard();
        try (Gun other = Gun.builder().peer(relay.uri()).open();
                Subscription subscription = gun.get("theirs").get("n").on(heard)) {
            for (int round = 0; round < 3; round++) {
                int before = (int) states().stream().filter(State.UP::equals).count();
                List<CompletableFuture<Ack>> writes = write(20 * round, 20 * round + 10);
                cable.cut();
                put(other.get("theirs").get("n"), round);
                write(20 * round + 10, 20 * round + 20);
                await().atMost(REDIALLED)
                        .until(() -> states().stream().filter(State.UP::equals).count() > before);
                heard.until(num(round));
                assertThat(writes).isNotEmpty();
            }
            await().untilAsserted(() -> {
                for (int i = 0; i < 60; i++) {
                    assertThat(value(other.get("log").get("n" + i))).isEqualTo(num(i));
                }
            });
        }
        assertThat(relay.status().merges()).isEqualTo(63);
    }

    @Test
    @DisplayName("without a sound can still be closed in moments")
    @AtBound("client.goodbye")
    void closeHalfOpen() throws Exception {
        put(gun.get("a").get("k"), 1);
        cable.die();
        List<CompletableFuture<Ack>> writes = write(0, 10);
        CompletableFuture.runAsync(gun::close).get(10, TimeUnit.SECONDS);
        assertThat(get(writes.get(9))).isInstanceOf(Ack.Failed.class);
    }

    @Test
    @DisplayName("before it has come about can be closed in moments, and leaves nothing behind")
    void closeUnanswered() throws Exception {
        cable.die();
        gun.close();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Gun unanswered = Gun.builder().peer(cable.uri()).open();
        await().until(() -> started(before).stream().anyMatch(name -> name.startsWith("WebSocketWriteThread")));
        CompletableFuture<Ack> write = unanswered.get("a").get("k").put(1);
        CompletableFuture.runAsync(unanswered::close).get(8, TimeUnit.SECONDS);
        assertThat(get(write)).isInstanceOf(Ack.Failed.class);
        await().untilAsserted(() -> assertThat(started(before)).isEmpty());
    }

    private static Set<String> started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("gun-") || name.startsWith("WebSocket"))
                .collect(Collectors.toSet());
    }
}
