package dev.gunjava.witness.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.FieldRules;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The field and the fallback live in virtual time; the graph and the relay are real. */
@DisplayName("The emergency fallback")
class EmergencyFallbackIT {
    private static final String NS = "witness-field-emergency-v1";

    private final VirtualTime time = new VirtualTime();
    private final GunRelay relay;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Gun gun;
    private final Gun page;
    private final WitnessField field;
    private final EmergencyFallback fallback;

    EmergencyFallbackIT() throws IOException {
        relay = GunRelay.builder()
                .profile(Profile.SIGNALLING)
                .allow(EmergencyFallback.NAMESPACE)
                .open();
        gun = Gun.builder()
                .peer(relay.uri())
                .writePolicy(EmergencyFallback.POLICY)
                .listenerExecutor(thread)
                .open();
        page = Gun.builder().peer(relay.uri()).open();
        field = new WitnessField(
                FieldRules.withTtl(FieldRules.DEPLOYED_TTL), time, time, time, new Random(1), this::changed);
        fallback = new EmergencyFallback(
                gun, field, time, () -> TimeUnit.NANOSECONDS.toMillis(time.read()), new EmergencyFallback.Listener() {
                    @Override
                    public void active(boolean active) {
                        told.add(active ? "active" : "resting");
                    }

                    @Override
                    public void written() {
                        told.add("written");
                    }

                    @Override
                    public void takenIn() {
                        told.add("taken in");
                    }

                    @Override
                    public void dropped() {
                        told.add("dropped");
                    }
                });
    }

    /** On the thread of the peer, as its loop does. */
    private void changed(FieldEvent event) {
        thread.execute(() -> fallback.changed(event));
    }

    @AfterEach
    void stop() {
        run(fallback::close);
        gun.close();
        page.close();
        relay.close();
        thread.shutdownNow();
    }

    private void run(Runnable task) {
        try {
            thread.submit(task).get(5, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private void connections(int open) {
        run(() -> fallback.connections(open));
    }

    private void alone() {
        run(() -> time.pass(EmergencyFallback.PATIENCE));
        connections(0);
    }

    private Witness made(String text) {
        Witness witness = field.add(text, null);
        run(() -> fallback.made(witness));
        return witness;
    }

    private void pageWrites(String id, String text, long createdAt, long expiresAt, long count) {
        Map<String, Object> entry = new HashMap<>();
        entry.put("id", id);
        entry.put("text", text);
        entry.put("createdAt", createdAt);
        entry.put("expiresAt", expiresAt);
        entry.put("witnessCount", count);
        entry.put("contextOf", GunValue.Null.INSTANCE);
        Ack ack = page.get(NS)
                .put(Map.of(id, entry))
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        assertThat(ack).isInstanceOf(Ack.Stored.class);
    }

    private Optional<Node> entry(String id) {
        Once once =
                page.get(NS + "/" + id).once().orTimeout(5, TimeUnit.SECONDS).join();
        return once instanceof Once.Found found ? found.change().node() : Optional.empty();
    }

    private @Nullable GunValue value(String id, String key) {
        return entry(id).map(node -> node.value(key)).orElse(null);
    }

    private GunValue link(String id) {
        Once once = page.get(NS).get(id).once().orTimeout(5, TimeUnit.SECONDS).join();
        return once instanceof Once.Found found ? found.change().value() : new GunValue.Text("nothing");
    }

    private static GunValue number(long number) {
        return new GunValue.Num(number);
    }

    @Test
    @DisplayName("begins when no channel has been open for 5 s, and ceases with the first one")
    void begins() {
        connections(0);
        assertThat(fallback.isActive()).isFalse();
        run(() -> time.pass(EmergencyFallback.PATIENCE.minusMillis(1)));
        connections(0);
        assertThat(fallback.isActive()).isFalse();
        run(() -> time.pass(Duration.ofMillis(1)));
        connections(0);
        assertThat(fallback.isActive()).isTrue();
        connections(1);
        assertThat(fallback.isActive()).isFalse();
        connections(0);
        assertThat(fallback.isActive()).isFalse();
        assertThat(told).containsExactly("active", "resting");
    }

    @Test
    @DisplayName("writes what was made here with the six fields, for two minutes, and nothing of what others made")
    void writes() {
        field.merge(
                new Witness(
                        "w_other",
                        "of others",
                        time.millis(),
                        time.millis() + 60_000,
                        1,
                        null,
                        Witness.derivedPosition("a"),
                        0.5),
                "peer_b");
        Witness before = made("made before");
        alone();
        Witness after = made("made after");
        await().until(() -> told.stream().filter("written"::equals).count() == 2);
        for (Witness witness : List.of(before, after)) {
            await().untilAsserted(
                            () -> assertThat(value(witness.id(), "text")).isEqualTo(new GunValue.Text(witness.text())));
            assertThat(value(witness.id(), "createdAt")).isEqualTo(number(witness.createdAt()));
            assertThat(value(witness.id(), "expiresAt")).isEqualTo(number(time.millis() + 120_000));
            assertThat(value(witness.id(), "witnessCount")).isEqualTo(number(1));
            assertThat(value(witness.id(), "contextOf")).isEqualTo(GunValue.Null.INSTANCE);
            assertThat(link(witness.id())).isEqualTo(new GunValue.Link(NS + "/" + witness.id()));
        }
        assertThat(entry("w_other")).isEmpty();
    }

    @Test
    @DisplayName("with a channel open nothing is written, neither a new witness nor a re-witness")
    void rests() {
        alone();
        connections(1);
        Witness witness = made("for the channel alone");
        field.reWitness(witness.id());
        run(() -> fallback.sweep());
        pageWrites("p1", "after that", time.millis(), time.millis() + 60_000, 1);
        assertThat(entry(witness.id())).isEmpty();
        assertThat(told).containsExactly("active", "resting");
        assertThat(field.witness("p1")).isEmpty();
    }

    @Test
    @DisplayName("takes in what pages write; a count is no more than 10, and a re-witness here adds to the greater one")
    void merges() {
        alone();
        pageWrites("p1", "of a page", time.millis(), time.millis() + 120_000, 3);
        await().until(() -> field.witness("p1").isPresent());
        assertThat(field.witness("p1").orElseThrow().witnessCount()).isEqualTo(3);
        pageWrites("p1", "of a page", time.millis(), time.millis() + 120_000, 7);
        await().until(() -> field.witness("p1").orElseThrow().witnessCount() == 7);
        field.reWitness("p1");
        await().untilAsserted(() -> assertThat(value("p1", "witnessCount")).isEqualTo(number(8)));
        for (int i = 0; i < 5; i++) {
            field.reWitness("p1");
        }
        await().untilAsserted(() -> assertThat(value("p1", "witnessCount")).isEqualTo(number(10)));
        pageWrites("p2", "inflated", time.millis(), time.millis() + 120_000, 1_000);
        await().until(() -> field.witness("p2").isPresent());
        assertThat(field.witness("p2").orElseThrow().witnessCount()).isEqualTo(10);
    }

    @Test
    @DisplayName("bounds text and expiry as those of any received witness, and does not read the list of the p2p pages")
    void bounds() {
        alone();
        pageWrites("long", "x".repeat(2_001), time.millis(), time.millis() + 60_000, 1);
        pageWrites("blank", " ", time.millis(), time.millis() + 60_000, 1);
        await().until(() -> told.stream().filter("dropped"::equals).count() >= 2);
        page.get(NS)
                .put(Map.of("witnesses", Map.of("id", "witnesses", "text", "no entry")))
                .join();
        pageWrites("far", "for ever", time.millis(), time.millis() + 999_999_999, 1);
        await().until(() -> field.witness("far").isPresent());
        assertThat(field.witness("far").orElseThrow().expiresAt()).isEqualTo(time.millis() + 660_000);
        assertThat(field.witnesses()).hasSize(1);
    }

    @Test
    @DisplayName("puts null over what is over, as each page does; a null takes nothing away that lives here")
    void removes() {
        alone();
        pageWrites("p1", "short", time.millis(), time.millis() + 1_000, 1);
        pageWrites("p2", "stays here", time.millis(), time.millis() + 60_000, 1);
        await().until(() -> field.witnesses().size() == 2);
        page.get(NS).put(Map.of("p2", GunValue.Null.INSTANCE)).join();
        run(() -> time.pass(Duration.ofSeconds(1)));
        run(fallback::sweep);
        await().untilAsserted(() -> assertThat(link("p1")).isEqualTo(GunValue.Null.INSTANCE));
        assertThat(field.witness("p1")).isEmpty();
        assertThat(field.witness("p2")).isPresent();
    }
}
