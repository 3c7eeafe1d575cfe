package dev.gunjava.witness.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script by which a shell completes the commands and flags of the program. */
@Command(
        name = "completion",
        description = "Print a script by which bash or zsh completes commands and flags.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "For the shell at hand: source <(./witness completion bash)"})
final class CompletionCommand implements Callable<Integer> {

    /** The shells that one script serves. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.", converter = Choice.OfShell.class)
    void shell(Shell known) {
        // The script finds out by itself which of them runs it.
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(AutoComplete.bash("witness", Main.commandLine()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
