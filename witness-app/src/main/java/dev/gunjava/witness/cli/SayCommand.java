package dev.gunjava.witness.cli;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.WitnessPeer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A peer that lives for one witness. */
@Command(
        name = "say",
        description = "Say one thing to the peers that can be reached, and leave.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", Settings.ABOUT})
final class SayCommand implements Callable<Integer> {

    /** Others may open their channels just after the first one. */
    private static final long STRAGGLERS_MILLIS = 1_000;

    private static final Duration SENDING = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOptions options;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "What to say, at most 140 characters.")
    private @Nullable String text;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for somebody (default: ${DEFAULT-VALUE}).",
            defaultValue = "30s",
            converter = PeerOptions.Time.class)
    private Duration wait;

    @Override
    public Integer call() throws InterruptedException {
        if (options.printed(spec)) {
            return ExitCode.OK;
        }
        String said = text();
        CountDownLatch open = new CountDownLatch(1);
        try (Shutdown shutdown = new Shutdown();
                WitnessPeer peer = options.peer(spec)
                        .listener(event -> {
                            if (event instanceof PeerEvent.StatusChanged changed
                                    && changed.status().webrtcConnections() > 0) {
                                open.countDown();
                            }
                        })
                        .open()) {
            return say(said, peer, open, shutdown);
        }
    }

    private String text() {
        if (text == null) {
            throw new ParameterException(spec.commandLine(), "Say what? './witness say hello' says hello.");
        }
        try {
            return Witness.ownText(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int say(String said, WitnessPeer peer, CountDownLatch open, Shutdown shutdown) throws InterruptedException {
        if (!open.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            boolean relayUp = peer.status().relayConnected();
            spec.commandLine()
                    .getErr()
                    .println("witness: nobody was reached within " + wait.toSeconds() + " s; "
                            + (relayUp
                                    ? "the relay is up, but no other peer opened a channel"
                                    : "no relay answers at " + options.describeRelays()
                                            + "; './witness relay' starts one"));
            return ExitCode.NOBODY;
        }
        if (shutdown.await(STRAGGLERS_MILLIS)) {
            return ExitCode.FAULT;
        }
        int peers = peer.awaitSent(peer.add(said, null), SENDING);
        Output.line("sent to " + peers + (peers == 1 ? " peer" : " peers"));
        return peers > 0 ? ExitCode.OK : ExitCode.NOBODY;
    }
}
