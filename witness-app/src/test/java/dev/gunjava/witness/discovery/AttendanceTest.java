package dev.gunjava.witness.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.DiscoveryRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer is there")
class AttendanceTest {
    private static final long WALL = 1_700_000_000_000L;

    private final List<String> forgotten = new ArrayList<>();
    private final Attendance attendance =
            new Attendance(Attendance.Rhythm.DEPLOYED, DiscoveryRules.DEPLOYED, forgotten::add);
    private long second;

    private boolean see(String id, long timestamp, boolean active) {
        return attendance
                .see(id, timestamp, active, WALL + second * 1_000, TimeUnit.SECONDS.toNanos(second))
                .isHere();
    }

    private List<String> lapsed() {
        return attendance.lapsed(TimeUnit.SECONDS.toNanos(second));
    }

    @Test
    @DisplayName("if its presence is of the last 60 s, by whichever clock is ahead")
    void recent() {
        assertThat(see("a", WALL - 60_000, true)).isTrue();
        assertThat(see("b", WALL + 60_000, true)).isTrue();
        assertThat(see("c", WALL - 61_000, true)).isFalse();
        assertThat(see("d", WALL + 61_000, true)).isFalse();
    }

    @Test
    @DisplayName("if its presence changed while we watched, however wrong its clock is")
    void changed() {
        assertThat(see("a", 5, true)).isFalse();
        assertThat(see("a", 5, true)).isFalse();
        assertThat(see("a", 30_005, true)).isTrue();
    }

    @Test
    @DisplayName("surely, if it gave a sign of life while we watched or since its last heartbeat was due")
    void sure() {
        assertThat(attendance.see("a", WALL - 35_000, true, WALL, 0)).isEqualTo(Verdict.SURE);
        assertThat(attendance.see("b", WALL - 36_000, true, WALL, 0)).isEqualTo(Verdict.LIKELY);
        assertThat(attendance.see("b", WALL - 36_000, true, WALL, 0)).isEqualTo(Verdict.LIKELY);
        assertThat(attendance.see("b", WALL - 35_999, true, WALL, 0)).isEqualTo(Verdict.CHANGING);
        assertThat(attendance.see("c", WALL - 61_000, true, WALL, 0)).isEqualTo(Verdict.ABSENT);
    }

    @Test
    @DisplayName("until it says goodbye, and again when it says otherwise")
    void leaves() {
        assertThat(see("a", WALL, true)).isTrue();
        assertThat(see("a", WALL + 1, false)).isFalse();
        assertThat(lapsed()).isEmpty();
        assertThat(see("a", WALL + 2, true)).isTrue();
    }

    @Test
    @DisplayName("as long as heartbeats come, one lost in between, and is told once as gone after")
    void lapses() {
        see("a", WALL, true);
        second = 30;
        see("a", WALL + 30_000, true);
        second = 90;
        assertThat(lapsed()).isEmpty();
        see("a", WALL + 90_000, true);
        second = 164;
        assertThat(lapsed()).isEmpty();
        second = 165;
        assertThat(lapsed()).containsExactly("a");
        assertThat(lapsed()).isEmpty();
    }

    @Test
    @DisplayName("no longer than 75 s after a heartbeat that was old when we came")
    void countsTheAge() {
        assertThat(see("a", WALL - 50_000, true)).isTrue();
        second = 24;
        assertThat(lapsed()).isEmpty();
        second = 25;
        assertThat(lapsed()).containsExactly("a");
    }

    @Test
    @DisplayName("only among the 1 000 seen last")
    void bounded() {
        for (int i = 0; i < 1_100; i++) {
            see("p" + i, WALL, true);
        }
        assertThat(forgotten).hasSize(100).startsWith("p0").endsWith("p99");
        second = 100;
        assertThat(lapsed()).hasSize(1_000).doesNotContain("p99").contains("p100");
    }
}
