package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("The settings of a relay")
class RelaySettingsTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new LinkedHashMap<>();

    private record Run(int code, String out, String err) {

        /** The value and the origin that were printed for a setting. */
        List<String> setting(String name) {
            return out.lines()
                    .map(line -> List.of(line.strip().split(" +")))
                    .filter(words -> words.get(0).equals(name))
                    .findFirst()
                    .map(words -> words.subList(1, words.size()))
                    .orElseThrow();
        }
    }

    private Run printConfig(String... flags) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new RelayCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        String[] all =
                Stream.concat(Arrays.stream(flags), Stream.of("--print-config")).toArray(String[]::new);
        return new Run(command.execute(all), out.toString(), err.toString());
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("relay.properties"), List.of(lines));
    }

    @Test
    @DisplayName("are the defaults of the profile if nothing else is said")
    void defaults() {
        Run general = printConfig();
        assertThat(general.code()).isZero();
        assertThat(general.setting("port")).containsExactly("8765", "default");
        assertThat(general.setting("rate")).containsExactly("500", "default");
        assertThat(general.setting("graph-bytes")).containsExactly("256m", "default");
        assertThat(general.setting("connection-bytes")).containsExactly("8m", "default");
        assertThat(general.setting("keep")).containsExactly("forever", "default");
        Run signalling = printConfig("--profile", "signalling");
        assertThat(signalling.setting("profile")).containsExactly("signalling", "flag");
        assertThat(signalling.setting("rate")).containsExactly("200", "default");
        assertThat(signalling.setting("frame-bytes")).containsExactly("64k", "default");
        assertThat(signalling.setting("connection-bytes")).containsExactly("4m", "default");
        assertThat(signalling.setting("keep")).containsExactly("2m", "default");
    }

    @Test
    @DisplayName("are a flag's before a variable's before the file's")
    void order() throws IOException {
        Path file = file("# where to be found", "", "port=1001", "rate = 7", "idle: 5s", "ack=never");
        environment.put("WITNESS_RELAY_PORT", "1002");
        environment.put("WITNESS_RELAY_RATE", "unlimited");
        Run run = printConfig("--config", file.toString(), "--port", "1003");
        assertThat(run.setting("port")).containsExactly("1003", "flag");
        assertThat(run.setting("rate")).containsExactly("unlimited", "WITNESS_RELAY_RATE");
        assertThat(run.setting("idle")).containsExactly("5s", file + ":5");
        assertThat(run.setting("ack")).containsExactly("never", file + ":6");
    }

    @Test
    @DisplayName("take the port of the hosting platform, unless our own variable says otherwise")
    void platformPort() throws IOException {
        environment.put("PORT", "1001");
        Path file = file("port=1000");
        assertThat(printConfig("--config", file.toString()).setting("port")).containsExactly("1001", "PORT");
        environment.put("WITNESS_RELAY_PORT", "1002");
        assertThat(printConfig().setting("port")).containsExactly("1002", "WITNESS_RELAY_PORT");
        environment.put("WITNESS_RELAY_PORT", " ");
        assertThat(printConfig().setting("port")).containsExactly("1001", "PORT");
    }

    @Test
    @DisplayName("can all be given by environment, the file's name too; what repeats is separated by commas")
    void everySetting() throws IOException {
        Map<String, String> given = Map.ofEntries(
                Map.entry("bind", "0.0.0.0"),
                Map.entry("allow-emergency", "true"),
                Map.entry("allow-legacy-v3", "false"),
                Map.entry("profile", "signalling"),
                Map.entry("origin", "https://a.example,https://b.example"),
                Map.entry("peer", "ws://a.example:80/gun,wss://b.example/gun"),
                Map.entry("peer-secret", "open-sesame-open-sesame"),
                Map.entry("ack", "alone"),
                Map.entry("rate", "9"),
                Map.entry("graph-bytes", "3m"),
                Map.entry("frame-bytes", "2k"),
                Map.entry("connections", "4"),
                Map.entry("connections-per-address", "3"),
                Map.entry("subscriptions", "5"),
                Map.entry("pending-bytes", "1001"),
                Map.entry("memory-bytes", "70m"),
                Map.entry("connection-bytes", "3k"),
                Map.entry("future", "1500ms"),
                Map.entry("deferred", "6"),
                Map.entry("keep", "forever"),
                Map.entry("tls-cert", "relay.crt"),
                Map.entry("tls-key", "relay.key"),
                Map.entry("trust-proxy", "10.0.0.1,10.0.0.2"),
                Map.entry("data", "graph"),
                Map.entry("idle", "90m"));
        given.forEach((name, value) ->
                environment.put("WITNESS_RELAY_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value));
        environment.put("WITNESS_RELAY_CONFIG", file("port=1").toString());
        Run run = printConfig();
        assertThat(run.err()).isEmpty();
        given.forEach((name, value) ->
                assertThat(run.setting(name)).first().isEqualTo(name.equals("peer-secret") ? "(kept" : value));
        assertThat(run.out()).contains("(kept secret)").doesNotContain("sesame");
        assertThat(run.setting("port")).first().isEqualTo("1");
        assertThat(run.out().lines()).hasSize(given.size() + 1);
    }

    @Test
    @DisplayName("that are wrong end the program with 2 and a line that says where they are")
    void faults() throws IOException {
        Path file = file("port=1", "", "rat=5");
        assertThat(printConfig("--config", file.toString()))
                .satisfies(wrong(file + ":3: 'rat' is no setting of relay; did you mean 'rate'?"));
        Path twice = file("port=1", "port=2");
        assertThat(printConfig("--config", twice.toString()))
                .satisfies(wrong(twice + ":2: 'port' is set a second time"));
        Path value = file("port=1", "rate=fast");
        assertThat(printConfig("--config", value.toString())).satisfies(wrong(value + ":2: --rate: 'fast' is neither"));
        assertThat(printConfig("--config", file("print-config=true").toString()))
                .satisfies(wrong(":1: 'print-config' is no setting"));
        assertThat(printConfig("--config", folder.resolve("none").toString()))
                .satisfies(wrong("there is no such file"));
        assertThat(printConfig("--config", file("allow-emergency=yes").toString()))
                .satisfies(wrong(":1: --allow-emergency: 'yes' is neither true nor false"));
        assertThat(printConfig("--config", file("bind=::1", "", "port = 70000").toString()))
                .satisfies(wrong("relay.properties:3: --port: '70000' is no port, which is a number from 0 to 65535"));
        assertThat(printConfig("--frame-bytes", "1g")).satisfies(wrong("--frame-bytes"));
        assertThat(printConfig("--trust-proxy", "proxy.example")).satisfies(wrong("is no IP address"));
        assertThat(printConfig("--tls-key", "relay.key")).satisfies(wrong("--tls-cert and --tls-key need each other"));
        assertThat(printConfig("--peer-secret", "open sesame"))
                .satisfies(wrong("'--peer-secret': a secret must have at least 16 characters"))
                .extracting(Run::err)
                .asString()
                .doesNotContain("open sesame");
        assertThat(printConfig("--ack", "perhaps")).satisfies(wrong("--ack"));
        environment.put("WITNESS_RELAY_KEEP", "long");
        assertThat(printConfig()).satisfies(wrong("WITNESS_RELAY_KEEP: --keep: 'long' is no time"));
    }

    private static Consumer<Run> wrong(String message) {
        return run -> {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains(message);
        };
    }

    @Test
    @DisplayName("name the line of a path that the file system cannot have (found by ConfigurationFuzzer)")
    void impossiblePath() throws IOException {
        Path file = file("port=1", "data=a\\u0000b");

        Run run = printConfig("--config", file.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(file + ":2: --data: not a path: ");
    }
}
