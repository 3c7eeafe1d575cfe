package dev.gunjava.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limits of a relay")
class LimitsTest {

    @Test
    @DisplayName("are those of its profile, whichever is set first, but for those that are set")
    void changes() {
        Limits changed = GunRelay.builder()
                .frameBytes(10_000)
                .limits(limits -> limits.with(limits.graph().withKeep(Duration.ofHours(1))))
                .profile(Profile.SIGNALLING)
                .limits();
        Limits preset = Limits.signalling();
        assertThat(changed)
                .isEqualTo(preset.with(preset.frames().withBytes(10_000))
                        .with(preset.graph().withKeep(Duration.ofHours(1))));
    }

    @Test
    @DisplayName("let something through")
    void positive() {
        assertThatThrownBy(() -> GunRelay.builder().connections(0).limits())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connections must be above zero, not 0");
    }

    @Test
    @DisplayName("never let a frame over 64 MiB be read, not even to be rejected")
    @AtBound("frames.rejectedBytes")
    void greatestFrame() {
        FrameLimits frames = FrameLimits.GENERAL;
        assertThat(frames.withBytes(FrameLimits.MOST_BYTES / 8).rejectedBytes()).isEqualTo(FrameLimits.MOST_BYTES / 2);
        assertThat(frames.withBytes(FrameLimits.MOST_BYTES / 2).rejectedBytes()).isEqualTo(FrameLimits.MOST_BYTES);
        assertThat(frames.withBytes(FrameLimits.MOST_BYTES).rejectedBytes()).isEqualTo(FrameLimits.MOST_BYTES);
        assertThatThrownBy(() -> frames.withBytes(FrameLimits.MOST_BYTES + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("fit into a small heap")
    void smallHeap() {
        Limits limits = Limits.general(300 << 20);
        assertThat(limits.graph().bytes()).isEqualTo(100 << 20);
        assertThat(limits.memory().bytes()).isEqualTo(75 << 20);
        assertThat(Limits.general(100 << 20).memory().bytes()).isEqualTo(64 << 20);
    }
}
