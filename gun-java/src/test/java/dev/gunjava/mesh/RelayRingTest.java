package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bytes are those of all links together, for one operation of a client. */
@DisplayName("In a ring of three relays with a client at each of two")
class RelayRingTest {

    private static final int OPERATIONS = 200;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPeer one = new SimulatedPeer(time, 1, MeshOptions.general(), true);
    private final SimulatedPeer two = new SimulatedPeer(time, 2, MeshOptions.general(), true);
    private final SimulatedPeer three = new SimulatedPeer(time, 3, MeshOptions.general(), true);
    private final SimulatedPeer asker = new SimulatedPeer(time, 4, MeshOptions.general(), true);
    private final SimulatedPeer holder = new SimulatedPeer(time, 5, MeshOptions.general(), true);

    @BeforeEach
    void link() {
        asker.dial(one);
        holder.dial(three);
    }

    private void close() {
        one.dial(two);
        two.dial(three);
        three.dial(one);
        time.pass(5_000);
    }

    private long bytes() {
        return List.of(one, two, three, asker, holder).stream()
                .mapToLong(peer -> peer.bytesSent)
                .sum();
    }

    /** The bytes of one operation on average, at a rate that no bound of questions is reached. */
    private long measure(Operation operation) {
        long before = bytes();
        for (int i = 0; i < OPERATIONS; i++) {
            operation.perform(i);
            time.pass(100);
        }
        time.pass(1_000);
        long after = bytes();
        time.pass(20_000);
        assertThat(bytes()).as("after all is done").isEqualTo(after);
        return (after - before) / OPERATIONS;
    }

    private interface Operation {
        void perform(int number);
    }

    private static GunValue value(int i) {
        return new GunValue.Text("v".repeat(100) + i);
    }

    @Test
    @DisplayName("a put of 100 characters takes 1 600 bytes at most, and ends")
    void puts() {
        close();
        assertThat(measure(i -> asker.write("soul" + i, "k", value(i)))).isLessThan(1_600);
        assertThat(holder.graph()).as("nobody there has asked").isEmpty();
        assertThat(two.graph()).hasSize(OPERATIONS);
    }

    @Test
    @DisplayName("a put that is watched takes 2 000 bytes at most, is told once, and ends")
    void watched() {
        close();
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < OPERATIONS; i++) {
            holder.watch("soul" + i, part -> told.incrementAndGet());
        }
        time.pass(20_000);
        assertThat(measure(i -> asker.write("soul" + i, "k", value(i)))).isLessThan(2_000);
        assertThat(told).hasValue(OPERATIONS);
    }

    @Test
    @DisplayName("a get of what one relay has takes 2 200 bytes at most, and ends")
    void gets() {
        for (int i = 0; i < OPERATIONS; i++) {
            holder.write("soul" + i, "k", value(i));
        }
        time.pass(5_000);
        close();
        assertThat(measure(i -> asker.find("soul" + i))).isLessThan(2_200);
        assertThat(asker.graph()).isEqualTo(holder.graph()).hasSize(OPERATIONS);
    }

    @Test
    @DisplayName("a get of what nobody has takes 900 bytes at most, and ends")
    void misses() {
        close();
        assertThat(measure(i -> asker.find("soul" + i))).isLessThan(900);
    }
}
