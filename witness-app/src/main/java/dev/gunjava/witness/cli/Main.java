package dev.gunjava.witness.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code witness}. */
@Command(
        name = "witness",
        description = "Witnesses travel between peers over WebRTC; a Gun relay only helps them find each other.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            RelayCommand.class,
            PeerCommand.class,
            SayCommand.class,
            WatchCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            HealthCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 something failed, 2 wrong command line, 3 nobody was reached.",
        })
public final class Main implements Runnable {
    private static final String UNREADABLE = "\ufffd";

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(isReadable(arguments) ? commandLine().execute(arguments) : ExitCode.USAGE);
    }

    /** Whether Java could read what was typed: it takes its letters for those of the locale, and others are lost. */
    private static boolean isReadable(String[] arguments) {
        String letters = System.getProperty("sun.jnu.encoding", "UTF-8");
        boolean lost = !letters.equals("UTF-8") && String.join("", arguments).contains(UNREADABLE);
        if (lost) {
            System.err.println("witness: this locale's letters (" + letters
                    + ") are not those of the command line; type it again after 'export LC_ALL=C.UTF-8'");
        }
        return !lost;
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setOut(Output.writer());
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Output.colours()));
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("witness: " + Faults.explain(failure));
            return ExitCode.FAULT;
        });
        commandLine.setParameterExceptionHandler((failure, given) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr().println("witness: " + failure.getMessage());
            if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
                meant(command, unmatched.getUnmatched().get(0))
                        .ifPresent(name -> command.getErr().println("Did you mean '" + name + "'?"));
            }
            command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what there is");
            return ExitCode.USAGE;
        });
        commandLine.setExitCodeExceptionMapper(
                failure -> failure instanceof CommandLine.ParameterException ? ExitCode.USAGE : ExitCode.FAULT);
        return commandLine;
    }

    /** The command or the flag that somebody probably meant. */
    private static Optional<String> meant(CommandLine command, String typed) {
        return Nearest.to(
                typed,
                typed.startsWith("-")
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? 'witness up' starts all of it.");
    }
}
