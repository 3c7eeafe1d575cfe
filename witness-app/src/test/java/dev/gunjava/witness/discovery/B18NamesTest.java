package dev.gunjava.witness.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.DiscoveryRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("B18: however many names are invented,")
class B18NamesTest {
    private static final long WALL = 1_700_000_000_000L;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> forgotten = new ArrayList<>();
    private final Attendance attendance =
            new Attendance(Attendance.Rhythm.DEPLOYED, DiscoveryRules.DEPLOYED, forgotten::add);
    private long millis;

    private Verdict see(String id, long timestamp) {
        return attendance.see(id, timestamp, true, WALL + millis, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @RepeatedTest(10)
    @DisplayName("a peer that was seen changing is not forgotten for them")
    void familiar() {
        Set<String> honest = new HashSet<>();
        for (int i = 0; i < 1 + random.nextInt(100); i++) {
            honest.add("peer_" + i);
        }
        for (int beat = 0; beat < 2; beat++) {
            honest.forEach(id -> see(id, WALL + millis));
            millis += 2_000;
        }
        for (int i = 0; i < 1_100 + random.nextInt(4_000); i++) {
            see("fake_" + i, WALL + millis + random.nextInt(100_000) - 50_000);
            millis += random.nextInt(5);
        }
        assertThat(forgotten).as("-Dseed=%d", seed).isNotEmpty().doesNotContainAnyElementsOf(honest);
        honest.forEach(id -> assertThat(see(id, WALL + millis)).isEqualTo(Verdict.CHANGING));
    }

    @Test
    @DisplayName("even if each of them changes, a newcomer can be seen changing")
    void strangers() {
        for (int beat = 0; beat < 2; beat++) {
            for (int i = 0; i < 1_100; i++) {
                see("fake_" + i, WALL + millis + i);
            }
            millis += 5_000;
        }
        see("newcomer", WALL + millis);
        for (int i = 0; i < 200; i++) {
            see("another_" + i, WALL + millis);
        }
        millis += 2_000;
        assertThat(see("newcomer", WALL + millis)).isEqualTo(Verdict.CHANGING);
    }

    @Test
    @DisplayName("a peer that we attend to is remembered; of the others those that wrote last are")
    void senders() {
        List<Object> released = new ArrayList<>();
        Senders<Object> senders = new Senders<>(1_000, Object::new, released::add);
        Object attended = senders.attend("peer_a");
        Object first = senders.writing("fake_0");
        for (int i = 1; i <= 1_000; i++) {
            senders.writing("fake_" + i);
        }
        assertThat(released).containsExactly(first);
        assertThat(senders.writing("peer_a")).isSameAs(attended);
        senders.ignore("peer_a");
        assertThat(released).containsExactly(first, attended);
        for (int i = 0; i <= 1_000; i++) {
            senders.writing("other_" + i);
        }
        assertThat(senders.writing("peer_a")).isNotSameAs(attended);
    }
}
