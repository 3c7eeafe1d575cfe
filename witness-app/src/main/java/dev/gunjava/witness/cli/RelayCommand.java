package dev.gunjava.witness.cli;

import dev.gunjava.limits.Limits;
import dev.gunjava.relay.Acks;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.discovery.DiscoveryPolicy;
import dev.gunjava.witness.fallback.EmergencyFallback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs a relay until it is told to stop. */
@Command(
        name = "relay",
        description = "Run a Gun relay; gun.js peers connect to it as to one of their own.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", Settings.ABOUT, "PORT works too."})
final class RelayCommand implements Callable<Integer> {

    static final int DEFAULT_PORT = 8765;

    /** What hosting platforms call the port that they want to be listened on. */
    private static final Map<String, String> PLATFORM_VARIABLES = Map.of("--port", "PORT");

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on, 0 for any that is free (" + DEFAULT_PORT + ").",
            defaultValue = "" + DEFAULT_PORT,
            converter = Port.class)
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            description = "Address to listen on, 0.0.0.0 for all (127.0.0.1, this machine alone).",
            defaultValue = "127.0.0.1")
    private String bind;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "general, for any graph; or signalling, for witness peers alone (general).",
            defaultValue = "general",
            converter = Choice.OfProfile.class)
    private Profile profile;

    @Option(
            names = "--allow-emergency",
            description = "Let the profile signalling carry the witnesses of the emergency pages too ("
                    + EmergencyFallback.NAMESPACE + ").")
    private boolean allowEmergency;

    @Option(
            names = "--allow-legacy-v3",
            description = "Let the profile signalling carry the signalling and the witnesses of the legacy pages too ("
                    + DiscoveryPolicy.LEGACY_NAMESPACE + ").")
    private boolean allowLegacy;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Let pages of this origin connect, such as https://example.org, or '*' for any."
                    + " Pages of this machine may always. Repeats.")
    private Set<String> origins = Set.of();

    @Option(
            names = "--peer",
            paramLabel = "URL",
            description = "Another relay, of this kind or gun.js, to dial and share the graph with. Repeats.",
            converter = PeerOptions.Address.class)
    private List<URI> peers = List.of();

    @Option(
            names = "--peer-secret",
            paramLabel = "TEXT",
            description = "Secret of at least " + GunRelay.LEAST_PEER_SECRET + " characters, shared by relays: one"
                    + " that dials this relay and proves that it knows the secret is treated as one named by --peer.",
            converter = Secret.class)
    private @Nullable String peerSecret;

    @Option(
            names = "--ack",
            paramLabel = "WHICH",
            description = "Puts to ack: stored, every one; alone, those that went to nobody else; never (stored).",
            defaultValue = "stored",
            converter = Choice.OfAcks.class)
    private Acks acks;

    @Option(
            names = "--rate",
            paramLabel = "N|unlimited",
            description = "Messages a second that one connection may send; a faster one is made to wait (500; 200).",
            converter = Rate.Converter.class)
    private @Nullable Rate rate;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the graph in this directory; then an ack means that a write is on disk."
                    + " Without it the graph is in memory alone.")
    private @Nullable Path data;

    @Option(
            names = "--graph-bytes",
            paramLabel = "SIZE",
            description = "Bound of the graph in memory; the longest unused goes out first (256m; 32m).",
            converter = Bound.Bytes.class)
    private @Nullable Long graphBytes;

    @Option(
            names = "--frame-bytes",
            paramLabel = "SIZE",
            description = "Bound of one frame (1m; 64k).",
            converter = Bound.FrameBytes.class)
    private @Nullable Integer frameBytes;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Connections in all (5000).",
            converter = Bound.Count.class)
    private @Nullable Integer connections;

    @Option(
            names = "--connections-per-address",
            paramLabel = "N",
            description = "Connections of one address other than this machine (50; 20).",
            converter = Bound.Count.class)
    private @Nullable Integer connectionsPerAddress;

    @Option(
            names = "--subscriptions",
            paramLabel = "N",
            description = "Souls and keys that one connection is told about (10000; 2000).",
            converter = Bound.Count.class)
    private @Nullable Integer subscriptions;

    @Option(
            names = "--pending-bytes",
            paramLabel = "SIZE",
            description = "What may wait for a slow connection before it is closed with 1013 (8m; 1m).",
            converter = Bound.Bytes.class)
    private @Nullable Long pendingBytes;

    @Option(
            names = "--memory-bytes",
            paramLabel = "SIZE",
            description = "Memory of all connections besides the graph; beyond it the one that uses the most is closed"
                    + " with 1013 (a quarter of the heap, and 64m at least).",
            converter = Bound.Bytes.class)
    private @Nullable Long memoryBytes;

    @Option(
            names = "--connection-bytes",
            paramLabel = "SIZE",
            description = "Memory of one connection; beyond it, subscriptions and writes from the future are refused"
                    + " (8m; 4m).",
            converter = Bound.Bytes.class)
    private @Nullable Long connectionBytes;

    @Option(
            names = "--future",
            paramLabel = "TIME",
            description = "How far ahead of the clock a write may be and is held back, not refused (10m; 1m).",
            converter = PeerOptions.Time.class)
    private @Nullable Duration future;

    @Option(
            names = "--deferred",
            paramLabel = "N",
            description = "Keys of one connection that are held back for that (10000).",
            converter = Bound.Count.class)
    private @Nullable Integer deferred;

    @Option(
            names = "--keep",
            paramLabel = "TIME|forever",
            description = "How long a key lives after its last write (forever; 2m).",
            converter = Bound.Life.class)
    private @Nullable Duration keep;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            description = "How long a connection may say nothing, pongs included, before it is closed (60s).",
            converter = PeerOptions.Time.class)
    private @Nullable Duration idle;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak wss and https alone, with the certificate chain of this PEM file.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The key of that certificate, PEM, PKCS #8, not encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--trust-proxy",
            paramLabel = "ADDRESS",
            description = "Count who connects through this proxy by its X-Forwarded-For. Repeats.",
            converter = Address.class)
    private Set<InetAddress> proxies = Set.of();

    @Mixin
    private ConfigOptions config;

    /** The command with the environment of this process. */
    RelayCommand() {
        this(System.getenv());
    }

    RelayCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = new Settings(spec, environment, PLATFORM_VARIABLES);
        config.apply(settings);
        GunRelay.Builder builder = relay();
        if (config.isToPrint()) {
            settings.lines(values(builder.limits())).forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }
        try (Shutdown shutdown = new Shutdown();
                GunRelay relay = builder.onFailure(failure -> shutdown.fail()).open()) {
            Output.line("relay at " + relay.uri());
            shutdown.await();
            return shutdown.exitCode();
        }
    }

    private GunRelay.Builder relay() {
        GunRelay.Builder relay = GunRelay.builder()
                .profile(profile)
                .bind(bind)
                .port(port)
                .origins(origins)
                .acks(acks);
        if (allowEmergency) {
            relay.allow(EmergencyFallback.NAMESPACE);
        }
        if (allowLegacy) {
            relay.allow(DiscoveryPolicy.LEGACY_NAMESPACE);
        }
        if (data != null) {
            relay.data(data);
        }
        peers.forEach(relay::peer);
        if (rate != null) {
            relay.rate(rate.perSecond());
        }
        set(peerSecret, relay::peerSecret);
        set(graphBytes, relay::graphBytes);
        set(frameBytes, relay::frameBytes);
        set(connections, relay::connections);
        set(connectionsPerAddress, relay::connectionsPerAddress);
        set(subscriptions, relay::subscriptions);
        set(pendingBytes, relay::pendingBytes);
        set(memoryBytes, relay::memoryBytes);
        set(connectionBytes, relay::connectionBytes);
        set(future, relay::future);
        set(deferred, relay::deferred);
        set(keep, relay::keep);
        set(idle, relay::idle);
        if (data != null && !relay.limits().graph().keep().isZero()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--data: the profile " + Choice.text(profile) + " forgets keys after "
                            + Bound.time(relay.limits().graph().keep())
                            + ", and what is forgotten is not kept; see --keep");
        }
        relay.trustProxies(proxies);
        if (certificate != null && key != null) {
            relay.tls(certificate, key);
        } else if (certificate != null || key != null) {
            throw new ParameterException(spec.commandLine(), "--tls-cert and --tls-key need each other");
        }
        return relay;
    }

    /** Reads a peer secret; the message does not repeat it. */
    static final class Secret implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.length() < GunRelay.LEAST_PEER_SECRET) {
                throw new TypeConversionException(
                        "a secret must have at least " + GunRelay.LEAST_PEER_SECRET + " characters");
            }
            return text;
        }
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    /** The values in effect, by flag, where what the profile says is meant. */
    private static Map<String, String> values(Limits limits) {
        return Map.ofEntries(
                Map.entry("--rate", new Rate(limits.receive().messagesPerSecond()).toString()),
                Map.entry("--graph-bytes", Bound.bytes(limits.graph().bytes())),
                Map.entry("--frame-bytes", Bound.bytes(limits.frames().bytes())),
                Map.entry("--connections", Integer.toString(limits.connections().total())),
                Map.entry(
                        "--connections-per-address",
                        Integer.toString(limits.connections().perAddress())),
                Map.entry("--subscriptions", Integer.toString(limits.gets().subscriptions())),
                Map.entry("--pending-bytes", Bound.bytes(limits.send().pendingBytes())),
                Map.entry("--memory-bytes", Bound.bytes(limits.memory().bytes())),
                Map.entry("--connection-bytes", Bound.bytes(limits.memory().bytesPerConnection())),
                Map.entry("--future", Bound.time(limits.graph().future())),
                Map.entry("--deferred", Integer.toString(limits.graph().deferred())),
                Map.entry("--keep", Bound.time(limits.graph().keep())),
                Map.entry("--idle", Bound.time(limits.connections().idle())));
    }
}
