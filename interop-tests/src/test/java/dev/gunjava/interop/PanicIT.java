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

    /** From the first browser to the last ack; without any the suite waits for ten minutes. */
    private static final Duration ALL_ACKS = Duration.ofSeconds(60);

    /** Five such runs in a row are less likely than one in ten thousand. */
    private static final int SILENCES = 5;

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("1putackget: acks find back over two relays; a get is answered without asking those who have the same")
    void onePutAckGet() {
        passes("1putackget.js", PATIENCE);
    }

    @Test
    @DisplayName("holy-grail: what was written while the relay was gone comes in through a new one, and converges")
    void holyGrail() {
        passes("holy-grail.js", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("3puts: a thousand puts at once, each is acked")
    void threePuts() {
        passes("3puts.js", PATIENCE);
    }

    /**
     * Each of eight browsers acks with a chance of two in nine. So in one run of eight nobody does, and the suite waits
     * for ever; in one of seventy more do than it allows. Such a run says nothing, and the next one is looked at.
     */
    @Test
    @Tag("long")
    @DisplayName(
            "4putackdedup: of many who could ack a put a few do, and the relay brings back what they say, to the letter")
    void fourPutAckDedup() {
        boolean said = false;
        for (int attempt = 1; !said; attempt++) {
            PanicRun run = lab.panic("4putackdedup.js");
            said = run.ends(ALL_ACKS) && !run.told().contains("Too many acks!");
            if (said) {
                passed(run);
            } else {
                assertThat(attempt).as(run::told).isLessThan(SILENCES);
                run.close();
            }
        }
    }

    @Test
    @Tag("long")
    @DisplayName("axe/3get_turns: who did not ask is not told, and who asks is answered without asking many")
    void threeGetTurns() {
        passes("axe/3get_turns.js", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("chat: a node of a hundred thousand keys comes through from one browser to another")
    void chat() {
        passes("chat.js", Duration.ofMinutes(5));
    }

    private void passes(String file, Duration atMost) {
        PanicRun run = lab.panic(file);
        assertThat(run.ends(atMost)).as(run::told).isTrue();
        passed(run);
    }

    private static void passed(PanicRun run) {
        assertThat(run.exitCode()).as(run::told).isZero();
        assertThat(run.verdict()).as(run::told).singleElement().asString().matches("[1-9]\\d* passing .*");
    }
}
