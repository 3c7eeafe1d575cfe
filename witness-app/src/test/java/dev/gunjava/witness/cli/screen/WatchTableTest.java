package dev.gunjava.witness.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gunjava.witness.FieldRules;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import dev.gunjava.witness.peer.ConnectionStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of witnesses")
class WatchTableTest {
    /** Where the ids start on a screen of 100 columns. */
    private static final int ID_AT = 74;

    private static final ConnectionStatus STATUS =
            new ConnectionStatus(ConnectionStatus.Mode.P2P, 3, 1, true, ConnectionStatus.Fallback.OFF);

    private static List<Witness> said(String... texts) {
        try (WitnessField field = new WitnessField(
                FieldRules.withTtl(FieldRules.DEPLOYED_TTL),
                InstantSource.system(),
                Ticker.disabledTicker(),
                Scheduler.disabledScheduler(),
                new SplittableRandom(1),
                event -> {})) {
            for (String text : texts) {
                field.add(text, null);
            }
            return field.witnesses();
        }
    }

    private static WatchTable.View view(List<Witness> witnesses, String message) {
        return new WatchTable.View("me", STATUS, witnesses, message, System.currentTimeMillis());
    }

    private static List<AttributedString> lines(int columns, int rows, WatchTable.View view) {
        return new WatchTable(columns, rows, false).lines(view);
    }

    @Test
    @DisplayName("has as many lines as the screen, none wider, for any size and any text")
    void fits() {
        List<Witness> witnesses =
                said("水面に映る月は誰のものでもない".repeat(5), "plain", "e\u0301".repeat(60), "\ud83c\udf0a".repeat(70));
        for (int columns = 1; columns <= 130; columns++) {
            for (int rows = 1; rows <= 12; rows++) {
                List<AttributedString> lines = lines(columns, rows, view(witnesses, "x".repeat(300)));
                assertThat(lines).hasSize(rows);
                for (AttributedString line : lines) {
                    assertThat(line.columnLength())
                            .as("%s of %d", line, columns)
                            .isLessThanOrEqualTo(columns);
                }
            }
        }
    }

    @Test
    @DisplayName("puts the ids below each other, also behind wide characters and those of no width")
    void columns() {
        List<AttributedString> lines = lines(100, 8, view(said("水面", "abc", "e\u0301t\u00e9"), ""));
        assertThat(lines.subList(2, 5)).allSatisfy(line -> {
            assertThat(line.columnSubSequence(0, ID_AT).toString()).endsWith("  ");
            assertThat(line.columnSubSequence(ID_AT, ID_AT + 2).toString()).isEqualTo("w_");
        });
    }

    @Test
    @DisplayName("says how many more there are than fit")
    void more() {
        String[] texts = IntStream.range(0, 20).mapToObj(n -> "text " + n).toArray(String[]::new);
        List<AttributedString> lines = lines(80, 10, view(said(texts), ""));
        assertThat(lines.get(8).toString()).isEqualTo("14 more");
        assertThat(lines.get(9).toString()).isEqualTo("Ctrl-C ends it");
    }

    @Test
    @DisplayName("has a head with mode, peers, channels and relay, and no escape of a colour where none is wanted")
    void head() {
        WatchTable.View view = view(said("hello"), "");
        assertThat(lines(80, 10, view).get(0).toString()).isEqualTo("P2P  3 peers known, 1 channel open, relay up  me");
        assertThat(lines(80, 10, view)).noneMatch(line -> line.toAnsi().contains("\u001b"));
        assertThat(new WatchTable(80, 10, true).lines(view).get(0).toAnsi()).contains("\u001b");
    }

    @Test
    @DisplayName("shows nothing that a terminal would obey")
    void obeysNobody() {
        List<Witness> witnesses = said("a\u001b[2Jb\u202ec\u2066d\u2028e\u0007f\u009bg\ud800h\ue000i");
        String row =
                lines(140, 10, view(witnesses, "\u001b]0;title\u0007")).get(2).toString();
        assertThat(row)
                .contains("a\\u001b[2Jb\\u202ec\\u2066d\\u2028e\\u0007f\\u009bg")
                .contains("h\\ue000i");
        assertThat(lines(140, 10, view(witnesses, "\u001b]0;title\u0007"))
                        .get(9)
                        .toString())
                .isEqualTo("Ctrl-C ends it. \\u001b]0;title\\u0007");
    }
}
