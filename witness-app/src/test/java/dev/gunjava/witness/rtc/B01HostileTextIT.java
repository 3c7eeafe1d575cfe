package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The library prints its complaints through printf, so a complaint about a stranger's text ends the process. */
class B01HostileTextIT {
    private static final int DESCRIPTIONS = 1_000;
    private static final Pattern OUTCOME = Pattern.compile("Outcome\\[given=(\\d+), kept=(\\d+), refused=\\[(.*)]]");

    @TempDir
    Path folder;

    @Test
    @DisplayName("What is left of hostile descriptions and candidates is never refused by the native library")
    void neverRefused() throws IOException, InterruptedException {
        Network.assumeWebRtcCanConnect();
        long seed = Long.getLong("seed", System.nanoTime());
        LoggerFactory.getLogger(B01HostileTextIT.class).info("seed {}", seed);
        Path output = folder.resolve("output");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HostileText.class.getName(),
                        Long.toString(seed),
                        Integer.toString(DESCRIPTIONS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(child.exitValue())
                    .as("exit code, with seed %s: %s", seed, printed)
                    .isZero();
            Matcher outcome = OUTCOME.matcher(printed);
            assertThat(outcome.find()).as(printed).isTrue();
            assertThat(outcome.group(3))
                    .as("what the library refused, with seed %s", seed)
                    .isEmpty();
            assertThat(Integer.parseInt(outcome.group(1)))
                    .as("texts that the library got")
                    .isGreaterThan(DESCRIPTIONS);
            assertThat(Integer.parseInt(outcome.group(2)))
                    .as("texts that it did not get")
                    .isGreaterThan(DESCRIPTIONS);
        } finally {
            child.destroyForcibly();
        }
    }
}
