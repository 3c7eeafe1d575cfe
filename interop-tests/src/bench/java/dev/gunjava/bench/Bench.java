package dev.gunjava.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks of this project, as a program. */
@Command(
        name = "bench",
        description = "Measures our relay side by side with gun.js.",
        subcommands = {RelaysCommand.class, GrowthCommand.class, WitnessCommand.class},
        mixinStandardHelpOptions = true)
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The commands and their flags. */
    public static CommandLine commandLine() {
        return new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
