package dev.gunjava.bench;

import dev.gunjava.bench.witness.WitnessBench;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The witness peer, in processes of its own. */
@Command(
        name = "witness",
        description = "Measures witness peers: their channels, their memory, their start.",
        mixinStandardHelpOptions = true)
final class WitnessCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Option(names = "--quick", description = "Shorter: for a look, not for figures.")
    private boolean quick;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(output.folder());
        WitnessBench bench = new WitnessBench(
                output.folder(),
                Duration.ofSeconds(quick ? 3 : 10),
                Duration.ofSeconds(quick ? 5 : 30),
                quick ? 2 : 7,
                line -> spec.commandLine().getErr().println(line));
        String table = "| of the witness peer | |\n|---|---:|\n"
                + bench.run().entrySet().stream()
                        .map(figure -> "| " + figure.getKey() + " | " + figure.getValue() + " |\n")
                        .collect(Collectors.joining())
                + "\n" + Machine.describe() + "\n";
        output.tables("witness", table);
        spec.commandLine().getOut().println(table);
        return 0;
    }
}
