package dev.gunjava.witness.cli;

import dev.gunjava.witness.cli.screen.LiveScreen;
import dev.gunjava.witness.cli.screen.WatchTable;
import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.WitnessPeer;
import java.io.IOException;
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
        description = "Show the witnesses as a live table in a terminal; elsewhere print each as it arrives or grows:"
                + " its text, its count and its id, separated by tabs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", Settings.ABOUT})
final class WatchCommand implements Callable<Integer> {

    private static final long READER_CHECK_MILLIS = 500;
    private static final long DRAWING_MILLIS = 200;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOptions options;

    @Option(names = "--json", description = "Print every event as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (options.printed(spec)) {
            return ExitCode.OK;
        }
        WitnessPeer.Builder described = options.peer(spec);
        LiveScreen screen = !json && Output.isTerminal() && !Output.isDumb() ? LiveScreen.open() : null;
        return screen == null ? print(described) : show(screen, described);
    }

    /** Shows a table until it is told to stop. */
    private static int show(LiveScreen page, WitnessPeer.Builder described) throws IOException, InterruptedException {
        try (Shutdown shutdown = new Shutdown();
                LatestMessage message = new LatestMessage();
                LiveScreen screen = page;
                WitnessPeer peer = described
                        .listener(event -> {
                            if (!(event instanceof PeerEvent.WitnessChanged)) {
                                message.say(EventPrinter.message(event));
                            }
                        })
                        .open()) {
            boolean coloured = Output.colours().enabled();
            do {
                WatchTable.View view = new WatchTable.View(
                        peer.id(), peer.status(), peer.witnesses(), message.latest(), System.currentTimeMillis());
                screen.draw((columns, rows) -> new WatchTable(columns, rows, coloured).lines(view));
            } while (!shutdown.await(DRAWING_MILLIS));
        }
        return ExitCode.OK;
    }

    /** Prints lines until it is told to stop, or nobody reads them any more. */
    private int print(WitnessPeer.Builder described) throws InterruptedException {
        Consumer<PeerEvent> data = json ? EventPrinter.json() : EventPrinter.witnesses();
        Consumer<PeerEvent> messages = EventPrinter.messages(spec.commandLine().getErr());
        try (Shutdown shutdown = new Shutdown();
                WitnessPeer peer = described
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
