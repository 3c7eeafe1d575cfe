package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@DisplayName("The command line")
class CommandLineTest {
    private static final int COLUMNS = 80;

    private record Run(int code, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    static List<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>(List.of(List.of()));
        Main.commandLine().getSubcommands().keySet().forEach(name -> commands.add(List.of(name)));
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("says of itself what there is in lines of 80 columns, each flag with a word about it, and ends with 0")
    void help(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        Run run = run(arguments.toArray(String[]::new));
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
        CommandLine described = Main.commandLine();
        for (String name : command) {
            described = described.getSubcommands().get(name);
        }
        assertThat(described.getCommandSpec().options()).allSatisfy(option -> assertThat(option.description())
                .as(option.longestName())
                .isNotEmpty());
        assertThat(run.out()).startsWith("Usage: witness").doesNotContain("${").doesNotContain("null");
    }

    @Test
    @DisplayName("names the command of each kind, and what the exit codes mean")
    void overview() {
        String help = run("--help").out();
        Main.commandLine().getSubcommands().keySet().forEach(name -> assertThat(help)
                .contains("\n  " + name + " "));
        assertThat(help).contains("Exit codes: 0 done, 1 something failed, 2 wrong command line, 3 nobody was");
    }

    @ParameterizedTest
    @CsvSource({
        "relai, Did you mean 'relay'?",
        "docter, Did you mean 'doctor'?",
        "wtach, Did you mean 'watch'?",
        "benhc, Did you mean 'bench'?",
    })
    @DisplayName("suggests the nearest command for one that is none, with exit code 2")
    void nearestCommand(String typed, String suggestion) {
        Run run = run(typed);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(typed, suggestion, "'witness --help' tells what there is");
    }

    @Test
    @DisplayName("suggests the nearest flag of the command, and nothing where nothing comes near")
    void nearestFlag() {
        Run run = run("peer", "--realy", "ws://a.example");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Did you mean '--relay'?", "'witness peer --help' tells what there is");
        assertThat(run("nonsense").err()).doesNotContain("Did you mean");
    }

    @Test
    @DisplayName("names the flag whose value is none, with exit code 2; so too where a command or a text is missing")
    void usage() {
        Run port = run("up", "--page-port", "70000");
        assertThat(port.code()).isEqualTo(ExitCode.USAGE);
        assertThat(port.err()).contains("--page-port", "'70000' is no port, which is a number from 0 to 65535");
        assertThat(run().code()).isEqualTo(ExitCode.USAGE);
        assertThat(run().err()).contains("'witness up' starts all of it");
        Run say = run("say");
        assertThat(say.code()).isEqualTo(ExitCode.USAGE);
        assertThat(say.err()).contains("'./witness say hello' says hello");
        assertThat(run("completion", "fish").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("completion", "fish").err()).contains("'fish' is none of bash, zsh");
        assertThat(run("bench", "--seconds", "0").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    @DisplayName("ends with 1 and one line where something failed")
    void fault() {
        Run run = run("bench", "--relay", "ws://127.0.0.1:1/gun");
        assertThat(run.code()).isEqualTo(ExitCode.FAULT);
        assertThat(run.err()).contains("witness: nobody listens there").doesNotContain("\tat ");
    }
}
