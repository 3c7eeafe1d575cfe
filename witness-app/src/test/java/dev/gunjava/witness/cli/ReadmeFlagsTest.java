package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

@DisplayName("The README")
class ReadmeFlagsTest {
    private static final Path README = Path.of("..", "README.md");

    @Test
    @DisplayName("lists each flag of the relay as --help does, and no other")
    void relayFlags() throws IOException {
        assertThat(listed("## The relay")).containsExactlyElementsOf(rows(new RelayCommand(Map.of())));
    }

    @Test
    @DisplayName(
            "lists each flag of a peer as --help does, and no other; up, say and watch share those about ICE and older pages")
    void peerFlags() throws IOException {
        List<String> peer = rows(new PeerCommand());
        assertThat(listed("## The peer")).containsExactlyElementsOf(peer);
        List<String> shared = peer.stream()
                .filter(row -> row.matches("\\| `--(stun|turn|ice|legacy|fallback).*"))
                .toList();
        assertThat(shared).hasSize(9);
        for (Object other : List.of(new UpCommand(), new SayCommand(), new WatchCommand())) {
            assertThat(rows(other)).containsAll(shared);
        }
    }

    @Test
    @DisplayName("names every command, and each flag of its own that a command has besides those of a peer")
    void commandsAndTheirOwnFlags() throws IOException {
        Map<String, CommandLine> commands = Main.commandLine().getSubcommands();
        List<String> program = Files.readAllLines(README);
        commands.keySet().forEach(name -> assertThat(program)
                .anyMatch(line -> line.matches("\\| `\\./witness " + name + "( [^`]*)?` \\| .+")));
        List<String> peer = rows(commands.get("peer"));
        List<String> own = commands.entrySet().stream()
                .filter(command -> !List.of("peer", "relay").contains(command.getKey()))
                .flatMap(command -> rows(command.getValue()).stream()
                        .filter(row -> !peer.contains(row))
                        .map(row -> row.replaceFirst("`", "`" + command.getKey() + " ")))
                .toList();
        assertThat(program.stream().filter(line -> line.matches("\\| `[a-z]+ --.*")))
                .containsExactlyElementsOf(own);
    }

    private static List<String> rows(Object command) {
        return rows(new CommandLine(command));
    }

    private static List<String> rows(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(ReadmeFlagsTest::row)
                .toList();
    }

    /** The rows about the flags of one command in a section. */
    private static List<String> listed(String heading) throws IOException {
        return Files.readAllLines(README).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `--"))
                .toList();
    }

    private static String row(OptionSpec option) {
        String value = option.arity().max() > 0 ? " " + option.paramLabel().replace("|", "\\|") : "";
        return "| `" + option.longestName() + value + "` | "
                + String.join(" ", option.description())
                        .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()))
                + " |";
    }
}
