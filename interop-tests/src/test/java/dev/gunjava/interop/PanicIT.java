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

    @Test
    @DisplayName("1putackget: acks find back over two relays; a get is answered without asking those who have the same")
    void onePutAckGet() {
        passes("1putackget.js", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("3puts: a thousand puts at once are acked, each by the browser that keeps it")
    void threePuts() {
        passes("3puts.js", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("4putackdedup")
    void fourPutAckDedup() {
        passes("4putackdedup.js", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("axe/3get_turns")
    void threeGetTurns() {
        passes("axe/3get_turns.js", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("chat")
    void chat() {
        passes("chat.js", Duration.ofMinutes(5));
    }

    private void passes(String file, Duration atMost) {
        PanicRun run = lab.panic(file);
        assertThat(run.awaitExit(atMost)).as(run::told).isZero();
        assertThat(run.verdict()).as(run::told).singleElement().asString().matches("[1-9]\\d* passing .*");
    }
}
