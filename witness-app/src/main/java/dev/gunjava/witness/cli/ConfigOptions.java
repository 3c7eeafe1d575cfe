package dev.gunjava.witness.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a command takes the settings that its command line does not give; of every command that has settings. */
final class ConfigOptions {

    @Option(
            names = Settings.FILE_FLAG,
            paramLabel = "FILE",
            description = "Take the settings that no flag and no variable gives from this properties file.")
    private @Nullable Path file;

    @Option(
            names = Settings.PRINT_FLAG,
            description = "Print each setting, its value and where that is from, and exit.")
    private boolean print;

    /** Whether the settings are asked for, and not what they are for. */
    boolean isToPrint() {
        return print;
    }

    /**
     * Sets the options of a command that are not on its command line. If they are asked for, prints them all: then there
     * is nothing more to do.
     *
     * @return whether they were printed
     * @throws picocli.CommandLine.ParameterException if a value is none, or the file cannot be used
     */
    boolean printed(CommandSpec command) {
        Settings settings = new Settings(command, System.getenv(), Map.of());
        apply(settings);
        if (print) {
            settings.lines(Map.of()).forEach(command.commandLine().getOut()::println);
        }
        return print;
    }

    /** Sets the options that are not on the command line. */
    void apply(Settings settings) {
        settings.apply(() -> file);
    }
}
