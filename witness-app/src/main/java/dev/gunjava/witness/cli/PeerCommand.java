package dev.gunjava.witness.cli;

import dev.gunjava.witness.peer.WitnessPeer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a witness peer until it is told to stop. */
@Command(
        name = "peer",
        description = "Run a witness peer; it keeps what others say and passes it on.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", Settings.ABOUT})
final class PeerCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOptions options;

    @Option(
            names = "--json",
            description = "Print every event as a line of JSON, and read commands from standard input:"
                    + " 'add TEXT' and 'rewitness ID'.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (options.printed(spec)) {
            return ExitCode.OK;
        }
        try (Shutdown shutdown = new Shutdown();
                WitnessPeer peer = options.peer(spec)
                        .listener(
                                json
                                        ? EventPrinter.json()
                                        : EventPrinter.messages(
                                                spec.commandLine().getErr()))
                        .open()) {
            if (json) {
                new CommandInput(peer, spec.commandLine().getErr()).start();
            } else {
                Output.line("peer " + peer.id());
            }
            shutdown.await();
        }
        return ExitCode.OK;
    }
}
