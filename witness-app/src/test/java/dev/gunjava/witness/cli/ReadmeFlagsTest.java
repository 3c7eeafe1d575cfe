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
        List<String> rows = new CommandLine(new RelayCommand(Map.of()))
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(ReadmeFlagsTest::row)
                        .toList();
        List<String> listed = Files.readAllLines(Path.of("..", "README.md")).stream()
                .filter(line -> line.startsWith("| `--"))
                .toList();
        assertThat(listed).containsExactlyElementsOf(rows);
    }

    private static String row(OptionSpec option) {
        String value = option.arity().max() > 0 ? " " + option.paramLabel().replace("|", "\\|") : "";
        return "| `" + option.longestName() + value + "` | " + String.join(" ", option.description()) + " |";
    }
}
