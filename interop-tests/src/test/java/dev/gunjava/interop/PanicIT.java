package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.PanicRun;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** gun.js's own suite for networks, with relays of ours behind real browsers. */
class PanicIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @Tag("long")
    @DisplayName("holy-grail: what was written while the relay was gone comes in through a new one, and converges")
    void holyGrail() {
        passes("holy-grail.js", PATIENCE);
    }

    private void passes(String file, Duration atMost) {
        PanicRun run = lab.panic(file);
        assertThat(run.awaitExit(atMost)).as(run::told).isZero();
        assertThat(run.verdict()).as(run::told).singleElement().asString().matches("[1-9]\\d* passing .*");
    }
}
