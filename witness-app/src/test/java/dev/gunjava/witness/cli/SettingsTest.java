package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

@DisplayName("The settings of every command")
class SettingsTest {

    /** Options that are no settings. */
    private static final Set<String> ASKED_ONCE = Set.of("--help", "--version", "--config", "--print-config");

    /** A value other than the default for each setting of any command, as it is printed again. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("relay", "ws://a.example:80/gun,wss://b.example/gun"),
            Map.entry("relay-port", "1001"),
            Map.entry("page-port", "1002"),
            Map.entry("bind", "0.0.0.0"),
            Map.entry("advertise", "mybox.local"),
            Map.entry("ttl", "90s"),
            Map.entry("wait", "1500ms"),
            Map.entry("seconds", "7"),
            Map.entry("stun", "stun:a.example:3478,stun:b.example"),
            Map.entry("turn", "turn:a.example:3478?transport=tcp,turns:b.example"),
            Map.entry("turn-user", "ann"),
            Map.entry("turn-password", "sesame"),
            Map.entry("turn-secret", "sesame"),
            Map.entry("ice-policy", "relay"),
            Map.entry("ice-ports", "50000-50099"),
            Map.entry("legacy-v3", "true"),
            Map.entry("fallback", "emergency"),
            Map.entry("json", "true"));

    @TempDir
    private Path folder;

    private record Run(int code, String out, String err) {

        Map<String, List<String>> settings() {
            Map<String, List<String>> settings = new TreeMap<>();
            out.lines()
                    .map(line -> Arrays.asList(line.split(" {2,}| (?=\\S+:\\d+$)")))
                    .forEach(words -> settings.put(words.get(0), words.subList(1, words.size())));
            return settings;
        }
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    static List<String> commands() {
        return Main.commandLine().getSubcommands().entrySet().stream()
                .filter(command -> command.getValue().getCommandSpec().findOption("--config") != null)
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals("relay"))
                .toList();
    }

    private static List<String> settings(String command) {
        CommandLine described = Main.commandLine().getSubcommands().get(command);
        return described.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(flag -> !ASKED_ONCE.contains(flag))
                .map(flag -> flag.substring(2))
                .toList();
    }

    /** A value for a setting; the one relay of the bench does not repeat. */
    private static String value(String command, String name) {
        String value = VALUES.get(name);
        return command.equals("bench") && name.equals("relay") ? value.substring(0, value.indexOf(',')) : value;
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("can all be lines of a file, repeats and those without a value too, and are printed with their place")
    void everySettingInAFile(String command) throws IOException {
        List<String> names = settings(command);
        Path file = Files.write(
                folder.resolve("all.properties"),
                names.stream().map(name -> name + "=" + value(command, name)).toList());
        Run run = run(command, "--config", file.toString(), "--print-config");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).doesNotContain("sesame");
        for (int line = 0; line < names.size(); line++) {
            String name = names.get(line);
            String value =
                    Set.of("turn-password", "turn-secret").contains(name) ? "(kept secret)" : value(command, name);
            assertThat(run.settings().get(name)).as(name).containsExactly(value, file + ":" + (line + 1));
        }
        assertThat(run.settings()).hasSameSizeAs(names);
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("are printed with the defaults that would be used")
    void defaults(String command) {
        Run run = run(command, "--print-config");
        assertThat(run.code()).isZero();
        assertThat(run.settings()).hasSameSizeAs(settings(command));
        assertThat(run.out()).doesNotContain("null");
        if (settings(command).contains("stun")) {
            assertThat(run.out()).contains("stun:stun.l.google.com:19302,stun:stun1.l.google.com:19302");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("are not guessed: one that is none is named with the one that may be meant")
    void unknown(String command) throws IOException {
        String meant = settings(command).get(0);
        String typed = meant.charAt(0) + meant.substring(2);
        Path file = Files.write(folder.resolve("typo.properties"), List.of("", typed + "=1"));
        Run run = run(command, "--config", file.toString(), "--print-config");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(file + ":2: '" + typed + "' is no setting of " + command + "; did you mean '" + meant + "'?");
        Path odd = Files.write(folder.resolve("odd.properties"), List.of("zzz=1"));
        assertThat(run(command, "--config", odd.toString(), "--print-config").err())
                .contains(odd + ":1: 'zzz' is no setting of " + command + "; 'witness " + command
                        + " --help' tells which there are");
    }

    @Test
    @DisplayName("on the command line replace those of the file, also where they repeat")
    void flagsWin() throws IOException {
        Path file = Files.write(folder.resolve("peer.properties"), List.of("stun=stun:a.example", "json=true"));
        Run run = run("peer", "--stun", "none", "--config", file.toString(), "--print-config");
        assertThat(run.settings().get("stun")).containsExactly("none", "flag");
        assertThat(run.settings().get("json")).containsExactly("true", file + ":2");
    }
}
