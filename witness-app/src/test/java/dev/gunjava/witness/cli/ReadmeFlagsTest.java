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
    @DisplayName("lists each flag of up that a peer has not, as --help does, and no other")
    void upFlags() throws IOException {
        List<String> flagsOfPeers =
                rows(new PeerCommand()).stream().map(ReadmeFlagsTest::flag).toList();
        assertThat(listed("## The page"))
                .containsExactlyElementsOf(rows(new UpCommand()).stream()
                        .filter(row -> !flagsOfPeers.contains(flag(row)))
                        .toList());
    }

    private static String flag(String row) {
        return row.replaceAll("^\\| `(--[a-z-]+).*", "$1");
    }

    private static List<String> rows(Object command) {
        return new CommandLine(command)
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(ReadmeFlagsTest::row)
                        .toList();
    }

    /** The rows about flags in a section. */
    private static List<String> listed(String heading) throws IOException {
        return Files.readAllLines(Path.of("..", "README.md")).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `--"))
                .toList();
    }

    private static String row(OptionSpec option) {
        String value = option.arity().max() > 0 ? " " + option.paramLabel().replace("|", "\\|") : "";
        return "| `" + option.longestName() + value + "` | " + String.join(" ", option.description()) + " |";
    }
}
