package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.IceUrl;
import dev.gunjava.witness.rtc.Ports;
import dev.gunjava.witness.rtc.TurnAuthentication;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@DisplayName("The ICE settings of a peer")
class IceOptionsTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    /** A command with these options and nothing else. */
    @Command(name = "peer")
    private static final class Probe implements Runnable {
        private final Map<String, String> environment;

        @Spec
        private CommandSpec spec;

        @Mixin
        private IceOptions ice;

        @Option(names = Settings.FILE_FLAG)
        private @Nullable Path config;

        private @Nullable IceConfiguration configuration;

        Probe(Map<String, String> environment) {
            this.environment = environment;
        }

        @Override
        public void run() {
            new Settings(spec, environment, Map.of()).apply(() -> config);
            configuration = ice.configuration(spec);
        }
    }

    private record Run(int code, String err, @Nullable IceConfiguration configuration) {
        IceConfiguration ice() {
            assertThat(err).isEmpty();
            return Objects.requireNonNull(configuration);
        }
    }

    private Run run(String... flags) {
        Probe probe = new Probe(environment);
        StringWriter err = new StringWriter();
        int code = new CommandLine(probe).setErr(new PrintWriter(err)).execute(flags);
        return new Run(code, err.toString(), probe.configuration);
    }

    @Test
    @DisplayName("are the deployment's two STUN servers, every way and any port if nothing is said")
    void defaults() {
        assertThat(run().ice())
                .isEqualTo(new IceConfiguration(
                        List.of(
                                IceServer.stun("stun:stun.l.google.com:19302"),
                                IceServer.stun("stun:stun1.l.google.com:19302")),
                        IceConfiguration.Policy.ALL,
                        null));
        assertThat(run("--stun", "none").ice()).isEqualTo(IceConfiguration.NO_SERVERS);
    }

    @Test
    @DisplayName("are taken from flags, each server in its turn")
    void flags() {
        TurnAuthentication me = new TurnAuthentication.Password("me", "hush");
        assertThat(run(
                                "--stun=stun:a",
                                "--stun=stun:b:1",
                                "--turn=turn:c",
                                "--turn=turns:d?transport=tcp",
                                "--turn-user=me",
                                "--turn-password=hush",
                                "--ice-policy=relay",
                                "--ice-ports=50000-50099")
                        .ice())
                .isEqualTo(new IceConfiguration(
                        List.of(
                                IceServer.stun("stun:a"),
                                IceServer.stun("stun:b:1"),
                                new IceServer(new IceUrl("turn:c"), me),
                                new IceServer(new IceUrl("turns:d?transport=tcp"), me)),
                        IceConfiguration.Policy.RELAY,
                        new Ports(50_000, 50_099)));
    }

    @Test
    @DisplayName("are taken from the environment, and what is not there from a file")
    void environmentAndFile() throws IOException {
        Path file = Files.write(
                folder.resolve("peer.properties"),
                List.of("stun=stun:file", "turn=turn:a,turn:b", "turn-secret=north", "ice-policy=relay"));
        environment.put("WITNESS_PEER_STUN", "none");
        environment.put("WITNESS_PEER_TURN_USER", "ann");
        TurnAuthentication secret = new TurnAuthentication.SharedSecret("north", "ann");
        assertThat(run("--config", file.toString()).ice())
                .isEqualTo(new IceConfiguration(
                        List.of(
                                new IceServer(new IceUrl("turn:a"), secret),
                                new IceServer(new IceUrl("turn:b"), secret)),
                        IceConfiguration.Policy.RELAY,
                        null));
    }

    @ParameterizedTest
    @DisplayName("that are wrong end the program with 2 and a line that says why")
    @CsvSource(
            delimiter = '|',
            value = {
                "--stun=example.net | 'example.net' is no URL",
                "--stun=turn:host | 'turn:host' is for --turn",
                "--turn=stun:host | 'stun:host' is for --stun",
                "--stun=none --stun=stun:host | --stun is either none or URLs",
                "--turn=turn:host | --turn needs either",
                "--turn=turn:host --turn-user=me | --turn needs either",
                "--turn=turn:host --turn-user=me --turn-password=a --turn-secret=b | --turn needs either",
                "--turn-secret=a | need --turn",
                "--ice-policy=relay | a TURN server is needed",
                "--ice-policy=some | 'some' is none of all, relay",
                "--ice-ports=1000 | '1000' is no range of ports",
                "--ice-ports=5000-5010 | '5000-5010' is no range of at least 32 ports"
            })
    void faults(String flags, String message) {
        Run wrong = run(flags.split(" "));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains(message);
        assertThat(wrong.configuration()).isNull();
    }

    @Test
    @DisplayName("that are wrong in the environment are named by their variable")
    void faultyVariable() {
        environment.put("WITNESS_PEER_ICE_PORTS", "many");
        assertThat(run().err()).contains("WITNESS_PEER_ICE_PORTS: --ice-ports: 'many' is no range of ports");
    }
}
