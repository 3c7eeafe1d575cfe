package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.TerminalRun;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody sees in a terminal. */
class TerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALTERNATE_SCREEN = "\u001b[?1049h";
    private static final String FORMER_SCREEN = "\u001b[?1049l";
    private static final String GREEN = "\u001b[32m";

    @RegisterExtension
    final Lab lab = new Lab();

    private void say(String text, String relay) {
        CommandRun say = lab.witness("say", text, "--relay", relay);
        assertThat(say.awaitExit(PATIENCE)).as(say::stderr).isZero();
    }

    @Test
    @DisplayName("watch is a table that is drawn in place, with what is said, as wide as the terminal at each moment")
    void watchIsATable() {
        String relay = lab.ourSignallingRelay().uri().toString();
        TerminalRun watch = lab.terminal(100, 12, Map.of(), "watch", "--relay", relay);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(watch.screen().get(0))
                .startsWith("RELAY  0 peers known, 0 channels open, relay up"));
        assertThat(watch.screen().get(1)).matches("count  left    text +id");
        assertThat(watch.screen().get(2)).isEqualTo("Nothing has been said yet.");
        assertThat(watch.screen().get(11)).startsWith("Ctrl-C ends it.");

        say("bells \u001b[2J\u202eover\u0007 the 水面 \ud83c\udf0a", relay);
        String row = "    1  (10:00|9:5\\d) +bells \\\\u001b\\[2J\\\\u202eover\\\\u0007 the 水面 .*w_[0-9a-z_]+";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(watch.screen().get(2)).matches(row));
        // The emulator knows no characters beyond the first plane.
        assertThat(watch.written())
                .contains("\ud83c\udf0a")
                .doesNotContain("\u202e")
                .doesNotContain("\u0007");

        watch.resize(60, 8);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(watch.screen()).hasSize(8);
            assertThat(watch.screen().get(1)).isEqualTo("count  left    text");
            assertThat(watch.screen().get(2)).contains("bells ").contains("水面");
            assertThat(watch.screen().get(7)).startsWith("Ctrl-C ends it.");
        });

        watch.interrupt();
        watch.awaitEnd(PATIENCE);
        assertThat(watch.written())
                .containsSubsequence(ALTERNATE_SCREEN, FORMER_SCREEN, "terminal-restored", "exit=")
                .doesNotContain("WARNING");
    }

    @Test
    @DisplayName("colours are on a terminal, and nowhere with NO_COLOR or where the terminal is dumb")
    void colours() {
        TerminalRun coloured = lab.terminal(80, 40, Map.of(), "doctor");
        TerminalRun plain = lab.terminal(80, 40, Map.of("NO_COLOR", "1"), "doctor");
        TerminalRun dumb = lab.terminal(80, 40, Map.of("TERM", "dumb"), "doctor");
        coloured.awaitEnd(PATIENCE);
        plain.awaitEnd(PATIENCE);
        dumb.awaitEnd(PATIENCE);
        assertThat(coloured.written()).contains(GREEN + "ok");
        assertThat(plain.written()).contains("ok    Java").doesNotContain("\u001b");
        assertThat(dumb.written()).contains("ok    Java").doesNotContain("\u001b");
        TerminalRun help = lab.terminal(80, 40, Map.of(), "--help");
        TerminalRun plainHelp = lab.terminal(80, 40, Map.of("NO_COLOR", "1"), "--help");
        help.awaitEnd(PATIENCE);
        plainHelp.awaitEnd(PATIENCE);
        assertThat(help.written()).contains("\u001b[");
        assertThat(plainHelp.written()).contains("Usage: witness").doesNotContain("\u001b");
    }

    @Test
    @DisplayName("watch without colours is a table too, and lines on a dumb terminal")
    void watchWithoutColours() {
        String relay = lab.ourSignallingRelay().uri().toString();
        TerminalRun plain = lab.terminal(80, 10, Map.of("NO_COLOR", "1"), "watch", "--relay", relay);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(plain.screen().get(0)).contains("relay up"));
        assertThat(plain.written()).doesNotContainPattern("\u001b\\[[0-9;]*[1-9][0-9;]*m");
        TerminalRun dumb = lab.terminal(80, 10, Map.of("TERM", "dumb"), "watch", "--relay", relay);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(dumb.written()).contains("watching as "));
        assertThat(dumb.written()).doesNotContain("\u001b");
        plain.interrupt();
        dumb.interrupt();
        plain.awaitEnd(PATIENCE);
        dumb.awaitEnd(PATIENCE);
    }
}
