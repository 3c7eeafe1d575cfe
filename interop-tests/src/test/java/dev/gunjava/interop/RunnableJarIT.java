package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.JavaHomes;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.RunnableJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar witness.jar}, with nothing else of the project. */
class RunnableJarIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ORDERLY_END = Duration.ofSeconds(10);

    @RegisterExtension
    final Lab lab = new Lab();

    static Stream<Path> javaHomes() {
        return JavaHomes.all().stream();
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    @DisplayName("tells its version, and the JVM warns of nothing")
    void version(Path java) {
        CommandRun run = start(java, "--version");
        assertThat(run.awaitExit(PATIENCE)).isZero();
        assertThat(run.stdout()).startsWith("witness 0.").contains("Java ");
        assertThat(run.stderr()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    @DisplayName("refuses letters that Java cannot read in this locale, rather than say others")
    void unreadable(Path java) {
        String say = String.join(" ", RunnableJar.command(java, "say", "$'\\xc3\\xa9bb'"));
        CommandRun run = lab.run("bash", "-c", "LC_ALL=C " + say);
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(run.stderr()).contains("ANSI_X3.4-1968", "export LC_ALL=C.UTF-8");
        assertThat(run.stdout()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    @DisplayName("is a relay with a graph on disk, and two peers that meet there; stdout holds data alone")
    void relayAndPeers(Path java) {
        CommandRun relay = start(
                java,
                "relay",
                "--port",
                "0",
                "--data",
                lab.folder().resolve("graph").toString());
        String address = awaitAddress(relay);
        CommandRun watch = start(java, "watch", "--relay", address);
        CommandRun say = start(java, "say", "ebb and flow", "--relay", address);

        assertThat(say.awaitExit(PATIENCE)).as(say::stderr).isZero();
        await().atMost(PATIENCE).until(() -> watch.stdout().contains("ebb and flow"));
        for (CommandRun running : List.of(watch, relay)) {
            running.terminate();
            running.awaitExit(ORDERLY_END);
        }
        assertThat(say.stdout()).isEqualTo("sent to 1 peer" + System.lineSeparator());
        assertThat(watch.stdout()).matches("ebb and flow\t1\tw_[0-9a-z_]+\\R");
        assertThat(relay.stdout()).isEqualTo("relay at " + address + System.lineSeparator());
        assertThat(relay.stderr()).as("warnings of the JVM").isEmpty();
        assertThat(watch.stderr() + say.stderr()).doesNotContainIgnoringCase("warning");
    }

    @Test
    @DisplayName("appends its data to a file, among what other commands write to it")
    void dataGoesWhereStdoutGoes() {
        String jar = String.join(" ", RunnableJar.command(JavaHomes.all().get(0)));
        CommandRun run = lab.run(
                "bash", "-c", "echo before; %1$s --version; echo after; %1$s --help | head -n 1".formatted(jar));
        assertThat(run.awaitExit(PATIENCE)).isZero();
        assertThat(run.stdout()).startsWith("before").containsSubsequence("witness ", "after", "Usage: witness");
    }

    @Test
    @DisplayName("asks a relay whether it works: 0 and what it says, 1 and why not, 2 for what is no address")
    void health() {
        Path java = JavaHomes.all().get(0);
        String relay = lab.ourRelay().uri().toString();
        String url = relay.replaceFirst("ws(.*)/gun", "http$1/health");

        CommandRun well = start(java, "health", "--url", url);
        assertThat(well.awaitExit(PATIENCE)).as(well::stderr).isZero();
        assertThat(well.stdout()).contains("uptime");
        CommandRun notThere = start(java, "health", "--url", "http://127.0.0.1:1/health");
        assertThat(notThere.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(notThere.stderr()).contains("http://127.0.0.1:1/health does not answer");
        CommandRun notFound = start(java, "health", "--url", url + "y");
        assertThat(notFound.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(notFound.stderr()).contains("answers 404");
        CommandRun noAddress = start(java, "health", "--url", "relay");
        assertThat(noAddress.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(noAddress.stderr()).contains("--url", "http://127.0.0.1:8765/health");
    }

    private CommandRun start(Path java, String... arguments) {
        return lab.run(RunnableJar.command(java, arguments).toArray(String[]::new));
    }

    private static String awaitAddress(CommandRun relay) {
        await().atMost(PATIENCE).until(() -> relay.stdout().contains(System.lineSeparator()) || !relay.isAlive());
        assertThat(relay.stdout()).as(relay::stderr).startsWith("relay at ws://");
        return relay.stdout().strip().substring("relay at ".length());
    }
}
