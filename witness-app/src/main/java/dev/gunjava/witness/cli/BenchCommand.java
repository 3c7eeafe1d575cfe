package dev.gunjava.witness.cli;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.witness.bench.Figure;
import dev.gunjava.witness.bench.PeerBench;
import dev.gunjava.witness.bench.RelayBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Measures a relay and two peers for some seconds. */
@Command(
        name = "bench",
        description = "Measure on this machine for some seconds: a relay over sockets, and two peers over a channel.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "The load is made in this process. So with the relay in it too, both share the cores of this machine, and a"
                    + " relay on its own does more. Of another relay its limits are measured as well, such as 500"
                    + " messages a second from one connection. A quarter of the time warms up.",
            "",
            Settings.ABOUT
        })
final class BenchCommand implements Callable<Integer> {

    /** Puts, gets, fan-out and witnesses share the time. */
    private static final int PARTS = 4;

    private static final long BENCH_GRAPH_BYTES = 64 << 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "Measure this relay, and no peers. What is written there under a random name stays there."
                    + " Without it, a relay in this process is measured.",
            converter = PeerOptions.Address.class)
    private @Nullable URI relay;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long to measure in all (default: ${DEFAULT-VALUE}).",
            defaultValue = "12",
            converter = Bound.Count.class)
    private int seconds;

    @Mixin
    private ConfigOptions config;

    @Option(names = "--json", description = "Print the figures as one line of JSON.")
    private boolean json;

    /** What was measured of a relay. */
    private record OfRelay(Figure puts, Figure gets, Figure fanOut) {}

    /** What was measured of two peers. */
    private record OfPeers(double openMillis, Figure witnesses) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (config.printed(spec)) {
            return ExitCode.OK;
        }
        OfRelay ofRelay;
        OfPeers ofPeers = null;
        if (relay == null) {
            try (GunRelay own = GunRelay.builder()
                    .port(0)
                    .rate(Integer.MAX_VALUE)
                    .graphBytes(BENCH_GRAPH_BYTES)
                    .open()) {
                ofRelay = measure(new RelayBench(own.uri()));
            }
            progress("two peers: opening " + PeerBench.CHANNELS + " channels, then saying things over one");
            ofPeers = new OfPeers(PeerBench.openMillis(), PeerBench.witnesses(part()));
        } else {
            ofRelay = measure(new RelayBench(relay));
        }
        if (json) {
            Output.line(json(ofRelay, ofPeers).toString());
        } else {
            print(ofRelay, ofPeers);
        }
        return ExitCode.OK;
    }

    private Duration part() {
        return Duration.ofMillis(seconds * 1_000L / PARTS);
    }

    private OfRelay measure(RelayBench bench) throws IOException, InterruptedException {
        progress("puts, " + RelayBench.PUT_WINDOW + " under way at a time");
        Figure puts = bench.puts(part());
        progress("gets of nodes of ten keys, " + RelayBench.GET_WINDOW + " under way at a time");
        Figure gets = bench.gets(part());
        progress("values to " + RelayBench.SUBSCRIBERS + " connections");
        return new OfRelay(puts, gets, bench.fanOut(part()));
    }

    private void progress(String what) {
        PrintWriter messages = spec.commandLine().getErr();
        messages.println("measuring " + what);
        messages.flush();
    }

    private void print(OfRelay ofRelay, @Nullable OfPeers ofPeers) {
        Output.line("%s; load and relay on Java %s with %d cores"
                .formatted(
                        relay == null ? "A relay in this process, over sockets" : "The relay " + relay,
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors()));
        row("puts acknowledged", ofRelay.puts());
        row("gets answered", ofRelay.gets());
        row("values to " + RelayBench.SUBSCRIBERS, ofRelay.fanOut());
        if (ofPeers != null) {
            Output.line(String.format(
                    Locale.ROOT,
                    "%-20s %12s     median %.0f ms of %d",
                    "channel opened",
                    "",
                    ofPeers.openMillis(),
                    PeerBench.CHANNELS));
            Figure witnesses = ofPeers.witnesses();
            Output.line(String.format(
                    Locale.ROOT,
                    "%-20s %12s     p50 %.2f ms   p99 %.2f ms   of %d, one at a time",
                    "witness arrives",
                    "",
                    witnesses.p50Millis(),
                    witnesses.p99Millis(),
                    witnesses.count()));
        }
    }

    private static void row(String what, Figure figure) {
        Output.line(String.format(
                Locale.ROOT,
                "%-20s %,12.0f /s  p50 %.2f ms   p99 %.2f ms",
                what,
                figure.perSecond(),
                figure.p50Millis(),
                figure.p99Millis()));
    }

    private ObjectNode json(OfRelay ofRelay, @Nullable OfPeers ofPeers) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("v", 1)
                .put("at", System.currentTimeMillis())
                .put("event", "bench")
                .put("java", Runtime.version().toString())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("relay", relay == null ? "in process" : relay.toString());
        line.set("puts", json(ofRelay.puts()).put("window", RelayBench.PUT_WINDOW));
        line.set("gets", json(ofRelay.gets()).put("window", RelayBench.GET_WINDOW));
        line.set("fanOut", json(ofRelay.fanOut()).put("subscribers", RelayBench.SUBSCRIBERS));
        if (ofPeers != null) {
            line.putObject("channel").put("openMs", ofPeers.openMillis());
            line.set("witness", json(ofPeers.witnesses()));
        }
        return line;
    }

    private static ObjectNode json(Figure figure) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("perSecond", figure.perSecond())
                .put("p50Ms", figure.p50Millis())
                .put("p99Ms", figure.p99Millis())
                .put("count", figure.count());
    }
}
