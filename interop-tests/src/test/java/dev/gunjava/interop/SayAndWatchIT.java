package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands that scripts use: {@code say} and {@code watch}. */
class SayAndWatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("what say says arrives at watch as text, count and id, control characters escaped")
    void sayReachesWatch() {
        String relay = lab.ourSignallingRelay().uri().toString();
        CommandRun watch = lab.witness("watch", "--relay", relay);
        CommandRun say = lab.witness("say", "ébb\tand \"flow\" 🌊", "--relay", relay);
        assertThat(say.awaitExit(PATIENCE)).as(say::stderr).isZero();
        assertThat(say.stdout()).isEqualToIgnoringNewLines("sent to 1 peer");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(watch.stdout()).matches("ébb\\\\tand \"flow\" 🌊\t1\tw_[0-9a-z_]+\n"));
        watch.terminate();
        watch.awaitExit(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("where no locale was chosen, as under cron, the letters of a text are read all the same")
    void withoutLocale() {
        String relay = lab.ourSignallingRelay().uri().toString();
        CommandRun watch = lab.witness("watch", "--relay", relay);
        CommandRun say = lab.run(
                "bash",
                "-c",
                "env -u LANG -u LC_CTYPE LC_ALL=C '%s' say $'\\xc3\\xa9bb' --relay %s"
                        .formatted(lab.launcher(), relay));
        assertThat(say.awaitExit(PATIENCE)).as(say::stderr).isZero();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(watch.stdout()).startsWith("ébb\t1\t"));
        watch.terminate();
        watch.awaitExit(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("who reaches nobody is told so, with exit code 3")
    void nobodyIsThere() {
        CommandRun say = lab.witness(
                "say",
                "hello",
                "--wait",
                "2s",
                "--relay",
                lab.ourSignallingRelay().uri().toString());
        assertThat(say.awaitExit(PATIENCE)).isEqualTo(3);
        assertThat(say.stdout()).isEmpty();
        assertThat(say.stderr()).contains("nobody");
    }

    @Test
    @DisplayName("a relay that does not answer is named, with exit code 3")
    void relayIsDown() {
        CommandRun say = lab.witness("say", "hello", "--wait", "2s", "--relay", "ws://127.0.0.1:1/gun");
        assertThat(say.awaitExit(PATIENCE)).isEqualTo(3);
        assertThat(say.stderr()).contains("ws://127.0.0.1:1/gun").doesNotContain("\tat ");
    }

    @Test
    @DisplayName("a text that is too long is a wrong command line: exit code 2")
    void textIsTooLong() {
        CommandRun say = lab.witness("say", "x".repeat(141));
        assertThat(say.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(say.stderr()).contains("140");
    }
}
