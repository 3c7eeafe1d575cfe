package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;
import dev.gunjava.interop.fixture.WireClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command {@code ./witness} as a script meets it. */
class LauncherIT {
    /** Enough to build, should a source be newer than the last build. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("--version and --help are data on stdout, and end with 0")
    void versionAndHelp() {
        CommandRun version = lab.witness("--version");
        assertThat(version.awaitExit(PATIENCE)).isZero();
        assertThat(version.stdout()).contains("witness ").contains("Java ").contains("gun.js 0.2020.1241");
        CommandRun help = lab.witness("--help");
        assertThat(help.awaitExit(PATIENCE)).isZero();
        assertThat(help.stdout()).contains("Usage: witness");
    }

    @Test
    @DisplayName("a wrong command line ends with 2, says why on stderr, and writes nothing to stdout")
    void wrongCommandLine() {
        for (String wrong : List.of("nonsense", "--nonsense")) {
            CommandRun run = lab.witness(wrong);
            assertThat(run.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(run.stdout()).isEmpty();
            assertThat(run.stderr())
                    .contains(wrong, "--help' tells what there is")
                    .doesNotContain("Usage:");
        }
    }

    @Test
    @DisplayName("a port in use is one clear line and exit code 1")
    void portInUse() {
        int taken = lab.ourRelay().uri().getPort();
        CommandRun run = lab.witness("relay", "--port", Integer.toString(taken));
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains(Integer.toString(taken)).doesNotContain("\tat ");
    }

    @Test
    @DisplayName("it starts from any folder and through a symbolic link")
    void throughSymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(lab.folder().resolve("linked"), lab.launcher());
        CommandRun run = lab.run(link.toString(), "--version");
        assertThat(run.awaitExit(PATIENCE)).isZero();
        assertThat(run.stdout()).contains("witness ");
    }

    @Test
    @DisplayName("data is appended to a file, among what other commands write to it, and to a pipe")
    void dataGoesWhereStdoutGoes() {
        CommandRun run = lab.run(
                "bash",
                "-c",
                "echo before; '%1$s' --version; echo after; '%1$s' --help | head -n 1".formatted(lab.launcher()));
        assertThat(run.awaitExit(PATIENCE)).isZero();
        assertThat(run.stdout()).containsSubsequence("before", "witness ", "after", "Usage: witness");
    }

    @Test
    @DisplayName("a relay tells its address at once, serves, and ends in order within 5 s of being told to")
    void relayServesAndEnds() {
        CommandRun run = lab.witness("relay", "--port", "0");
        await().atMost(PATIENCE).until(() -> run.stdout().contains("ws://"));
        URI uri = URI.create(run.stdout().replaceAll("(?s).*(ws://\\S+).*", "$1"));
        Relay relay = () -> uri;
        WireClient client = lab.wire(relay);
        client.say("{\"get\":{\"#\":\"nothing\"},\"#\":\"g1\"}");
        client.awaitAnswer("g1");

        run.terminate();
        run.awaitExit(Duration.ofSeconds(5));
        assertThat(client.awaitClosed()).as("the relay said that it goes").isEqualTo(1001);
    }
}
