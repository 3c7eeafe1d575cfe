package dev.gunjava.witness.cli;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gunjava.fuzz.Bounds;
import dev.gunjava.fuzz.LogWatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Files of {@code --config}. The first byte of an input chooses the command, the others are the file. */
@Tag("fuzz")
@DisplayName("Configuration files")
class ConfigurationFuzzer {

    private static final List<String> NO_SETTINGS = List.of("--config", "--print-config", "--help", "--version");

    /** Parsing anew sets all options back. */
    private static final CommandLine PROGRAM = Main.commandLine();

    private static final List<String> COMMANDS = PROGRAM.getSubcommands().entrySet().stream()
            .filter(command -> command.getValue().getCommandSpec().findOption("--config") != null)
            .map(Map.Entry::getKey)
            .toList();

    private static final Path FILE = file();

    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(5), 64 << 20, () -> seeds().forEach(ConfigurationFuzzer::run));

    private static final LogWatch LOG = LogWatch.begin();

    private static Path file() {
        try {
            return Files.createTempFile("fuzz", ".properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void delete() throws IOException {
        Files.deleteIfExists(FILE);
    }

    /** For each command a file with its own defaults, and a few other files. */
    static Stream<byte[]> seeds() {
        Stream<String> defaults = COMMANDS.stream()
                .map(command -> commandChar(command)
                        + settings(command).stream()
                                .map(option -> option.longestName().substring(2) + "="
                                        + SettingText.of(option.getValue()) + "\n")
                                .filter(line -> !line.endsWith("=\n"))
                                .collect(Collectors.joining()));
        Stream<String> others = Stream.of(
                commandChar("relay") + "port=8080\nbind: 0.0.0.0\n# a comment\n! another\ndata /tmp/graph\n",
                commandChar("up") + "ttl=30s\nstun=stun:a.example:3478,stun:b.example\nice-ports=50000-50099\n",
                commandChar("peer") + "turn=turn:a.example?transport=tcp\nturn-user=ann\nturn-password=\\u0041\\\nb\n");
        return Stream.concat(defaults, others).map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    private static char commandChar(String command) {
        return (char) ('0' + COMMANDS.indexOf(command));
    }

    private static List<OptionSpec> settings(String command) {
        return spec(command).options().stream()
                .filter(option -> !NO_SETTINGS.contains(option.longestName()))
                .toList();
    }

    private static CommandSpec spec(String command) {
        return PROGRAM.getSubcommands().get(command).getCommandSpec();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/fuzz/configuration.dict")
    @FuzzTest(maxDuration = "5m")
    @DisplayName("are taken, or refused as a wrong command line:")
    void files(byte[] input) {
        BOUNDS.keep(() -> run(input));
        LOG.check();
    }

    private static void run(byte[] input) {
        int chosen = input.length == 0 ? 0 : (input[0] & 0xff);
        String command = COMMANDS.get(Math.floorMod(chosen - '0', COMMANDS.size()));
        write(Arrays.copyOfRange(input, Math.min(1, input.length), input.length));
        StringWriter said = new StringWriter();
        int code = PROGRAM.setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(said))
                .execute(command, "--config", FILE.toString(), "--print-config");
        boolean refused = code == ExitCode.USAGE;
        if (code != 0 && !refused) {
            throw new AssertionError(command + " has ended with " + code + ": " + said);
        }
        if (refused != said.toString().contains("witness: ")) {
            throw new AssertionError(command + " has ended with " + code + " and said: " + said);
        }
        if (!refused) {
            printsBack(command);
        }
    }

    /** The settings of the file, printed into another one, are the same settings, but for spaces at the end of a path. */
    private static void printsBack(String command) {
        Map<String, String> settings = applied(command);
        StringBuilder printed = new StringBuilder();
        settings.forEach((name, value) -> {
            if (!value.isEmpty()) {
                printed.append(name).append('=').append(escaped(value)).append('\n');
            }
        });
        write(printed.toString().getBytes(StandardCharsets.UTF_8));
        Map<String, String> again = applied(command);
        if (!again.equals(settings)) {
            throw new AssertionError(settings + " is printed as " + printed + " and read as " + again);
        }
    }

    private static Map<String, String> applied(String command) {
        PROGRAM.parseArgs(command);
        CommandSpec spec = spec(command);
        try {
            new Settings(spec, Map.of(), Map.of()).apply(() -> FILE);
        } catch (ParameterException e) {
            throw new AssertionError("what is printed is refused: " + e.getMessage(), e);
        }
        Map<String, String> settings = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (!NO_SETTINGS.contains(option.longestName())) {
                settings.put(
                        option.longestName().substring(2),
                        SettingText.of(option.getValue()).strip());
            }
        }
        return settings;
    }

    private static String escaped(String value) {
        return value.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
    }

    private static void write(byte[] content) {
        try {
            Files.write(FILE, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
