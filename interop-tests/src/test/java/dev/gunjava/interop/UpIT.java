package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** What a newcomer does: one command, one page, one witness. */
class UpIT {
    private static final Logger log = LoggerFactory.getLogger(UpIT.class);
    private static final Duration BUILT_AND_STARTED = Duration.ofMinutes(3);
    private static final int ROUNDS = 10;
    private static final String BROWSER = "page";
    private static final String JVM = "jvm";

    /** Milliseconds from the start of the navigation until a channel is open. */
    private static final String TIME_TO_CONNECT =
            """
            new Promise((connected) => {
              const look = setInterval(() => {
                if (!(window.witness?.peer?.status().webrtcConnections > 0)) return;
                clearInterval(look);
                connected(Math.round(performance.now()));
              }, 5);
            })""";

    /** Milliseconds from the submit at one peer until the text shows at the other. */
    private static final String TIME_TO_SHOW =
            """
            new Promise((shown) => {
              const column = (source) => document.querySelector(`#field [data-source=${source}]`);
              const field = column('FROM').querySelector('textarea');
              field.value = TEXT;
              field.dispatchEvent(new Event('input'));
              const start = performance.now();
              column('FROM').querySelector('form').requestSubmit();
              const look = setInterval(() => {
                if (![...column('TO').querySelectorAll('.text')].some((text) => text.textContent === TEXT)) return;
                clearInterval(look);
                shown(Math.round(performance.now() - start));
              }, 5);
            })""";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName(
            "one command; the page connects within 3 s and shows within 500 ms what the JVM peer is told, and back")
    void newcomer() {
        CommandRun up = lab.witness("up", "--relay-port", "0", "--page-port", "0", "--ttl", "2m");
        await().atMost(BUILT_AND_STARTED).until(() -> up.stdout().contains("http://") || !up.isAlive());
        assertThat(up.stdout()).as(up::stderr).contains("http://");
        String address = up.stdout().replaceAll("(?s).*(http://\\S+).*", "$1");
        Browser.Page page = lab.browser().open(address);

        long connected = page.evaluate(TIME_TO_CONNECT).asLong();
        Secrets texts = lab.secrets();
        long toJvm = medianTimeToShow(page, texts, BROWSER, JVM);
        long toPage = medianTimeToShow(page, texts, JVM, BROWSER);
        log.info("connected after {} ms; page to JVM {} ms, JVM to page {} ms (medians)", connected, toJvm, toPage);
        assertThat(connected).isLessThan(3_000);
        assertThat(toJvm).isLessThan(500);
        assertThat(toPage).isLessThan(500);

        page.type("#text-page", "Typed by hand");
        page.press("Enter");
        page.await(
                "what was typed, at the JVM peer",
                Duration.ofSeconds(5),
                "document.querySelector('#field [data-source=jvm]').textContent.includes('Typed by hand')");
        page.screenshot("up");
        assertThat(page.faults()).isEmpty();

        up.terminate();
        up.awaitExit(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("beyond loopback it prints an address of this machine with a token, and on a terminal its QR code")
    void forOtherDevices() {
        String flags = " up --bind 0.0.0.0 --relay-port 0 --page-port 0";
        CommandRun piped = lab.run("bash", "-c", "exec " + lab.launcher() + flags);
        CommandRun shown = lab.run("script", "-qec", lab.launcher() + flags, "/dev/null");
        for (CommandRun up : List.of(piped, shown)) {
            await().atMost(BUILT_AND_STARTED).until(() -> up.stdout().contains("Ctrl-C") || !up.isAlive());
            assertThat(up.stdout())
                    .as(up::stderr)
                    .containsPattern(
                            "page {3}(\\x1B\\[1m)?http://(?!0\\.0\\.0\\.0|127\\.)[0-9.]+:\\d+/#token=[A-Za-z0-9_-]{22}[\\s\\x1B]")
                    .containsPattern("relay {2}ws://(?!0\\.0\\.0\\.0|127\\.)[0-9.]+:\\d+/gun\\s");
        }
        assertThat(piped.stdout()).doesNotContain("█");
        assertThat(shown.stdout().lines().filter(line -> line.contains("█"))).hasSizeGreaterThan(15);
        piped.terminate();
        piped.awaitExit(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName(
            "an address of another machine, a name without a known port and a wrong name are refused with what to do")
    void wrongReach() {
        CommandRun foreign = lab.witness("up", "--bind", "203.0.113.9");
        assertThat(foreign.awaitExit(BUILT_AND_STARTED)).isEqualTo(2);
        assertThat(foreign.stderr()).contains("--bind", "203.0.113.9", "0.0.0.0");
        CommandRun unknown = lab.witness("up", "--advertise", "mybox.local", "--page-port", "0");
        assertThat(unknown.awaitExit(BUILT_AND_STARTED)).isEqualTo(2);
        assertThat(unknown.stderr()).contains("--advertise", "--page-port");
        CommandRun wrong = lab.witness("up", "--advertise", "http://mybox");
        assertThat(wrong.awaitExit(BUILT_AND_STARTED)).isEqualTo(2);
        assertThat(wrong.stderr()).contains("--advertise", "mybox.local");
    }

    private static long medianTimeToShow(Browser.Page page, Secrets texts, String from, String to) {
        long[] times = LongStream.range(0, ROUNDS)
                .map(round -> page.evaluate(TIME_TO_SHOW
                                .replace("FROM", from)
                                .replace("TO", to)
                                .replace("TEXT", JsonMapper.shared().writeValueAsString(texts.next())))
                        .asLong())
                .sorted()
                .toArray();
        return times[ROUNDS / 2];
    }
}
