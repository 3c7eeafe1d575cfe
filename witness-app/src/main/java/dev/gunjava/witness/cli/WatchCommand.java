package dev.gunjava.witness.cli;

import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.WitnessPeer;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints witnesses as they arrive, until it is told to stop or nobody reads any more. */
@Command(
        name = "watch",
        description = "Print each witness as it arrives or grows: its text, its count and its id, separated by tabs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", Settings.ABOUT})
final class WatchCommand implements Callable<Integer> {

    private static final long READER_CHECK_MILLIS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOptions options;

    @Option(names = "--json", description = "Print every event as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (options.printed(spec)) {
            return ExitCode.OK;
        }
        Consumer<PeerEvent> data = json ? EventPrinter.json() : EventPrinter.witnesses();
        Consumer<PeerEvent> messages = EventPrinter.messages(spec.commandLine().getErr());
        try (Shutdown shutdown = new Shutdown();
                WitnessPeer peer = options.peer(spec)
                        .listener(event -> {
                            data.accept(event);
                            if (!(event instanceof PeerEvent.WitnessChanged)) {
                                messages.accept(event);
                            }
                        })
                        .open()) {
            spec.commandLine().getErr().println("watching as " + peer.id() + "; Ctrl-C ends it");
            boolean goOn = true;
            while (goOn) {
                goOn = !shutdown.await(READER_CHECK_MILLIS) && !Output.isBroken();
            }
        }
        return ExitCode.OK;
    }
}
