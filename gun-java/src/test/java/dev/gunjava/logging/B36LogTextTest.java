package dev.gunjava.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B36: a key with a line feed and an escape was in the log as it came. */
@DisplayName("B36: text of others in a log")
class B36LogTextTest {

    @Test
    @DisplayName("has no controls, line separators, turned directions or halves of characters")
    void escapes() {
        assertThat(LogText.escaped("a\n12:00 ERROR b")).isEqualTo("a\\u000a12:00 ERROR b");
        assertThat(LogText.escaped("\u001b[31m\r\t\u007f\u009b")).isEqualTo("\\u001b[31m\\u000d\\u0009\\u007f\\u009b");
        assertThat(LogText.escaped("\u2028\u2029\u202e\u2066")).isEqualTo("\\u2028\\u2029\\u202e\\u2066");
        assertThat(LogText.escaped("\ud800 \ue000")).isEqualTo("\\ud800 \\ue000");
        assertThat(LogText.escaped("\\u000a")).as("not mistaken for an escape").isEqualTo("\\u005cu000a");
        assertThat(LogText.escaped("\u00e9 \u6f22 \ud83d\ude00")).isEqualTo("\u00e9 \u6f22 \ud83d\ude00");
        assertThat(LogText.escaped((Object) null)).isEqualTo("null");
    }

    @Test
    @DisplayName("is one line without controls and has a bound, whatever it was")
    void bounded() {
        Seeded.runs(500, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1_000); i > 0; i--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
            }
            String escaped = LogText.escaped(text);
            assertThat(escaped).matches("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*");
            assertThat(escaped.length()).isLessThan(6 * LogText.SHOWN + 30);
        });
        assertThat(LogText.escaped("x".repeat(1_000_000))).isEqualTo("x".repeat(200) + "... (1000000 characters)");
    }

    @Test
    @DisplayName("is escaped in the messages of a failure and of its causes, and the stack trace stays")
    void failures() {
        Throwable plain = new IllegalStateException("plain", new IllegalArgumentException("plain too"));
        assertThat(LogText.escaped(plain)).isSameAs(plain);

        Throwable quoting = new IllegalStateException("fine", new IllegalArgumentException("key a\nb"));
        Throwable escaped = LogText.escaped(quoting);
        assertThat(escaped).hasMessage("java.lang.IllegalStateException: fine");
        assertThat(escaped.getCause()).hasMessage("java.lang.IllegalArgumentException: key a\\u000ab");
        assertThat(List.of(escaped.getStackTrace())).isEqualTo(List.of(quoting.getStackTrace()));
    }
}
