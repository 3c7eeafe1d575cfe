package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was probably meant")
class NearestTest {
    private static final List<String> COMMANDS = List.of("up", "relay", "peer", "say", "watch");

    @Test
    @DisplayName("is the name that takes the fewest changes")
    void nearest() {
        assertThat(Nearest.to("wacth", COMMANDS)).contains("watch");
        assertThat(Nearest.to("rely", COMMANDS)).contains("relay");
        assertThat(Nearest.to("pu", COMMANDS)).contains("up");
        assertThat(Nearest.to("sya", COMMANDS)).contains("say");
    }

    @Test
    @DisplayName("is nothing where nothing comes near")
    void nothing() {
        assertThat(Nearest.to("nonsense", COMMANDS)).isEmpty();
        assertThat(Nearest.to("watch", List.of())).isEmpty();
    }
}
