package dev.gunjava.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A relay in a process of its own, with a folder of its own; both go when it is closed. */
public final class RelayProcess implements AutoCloseable {
    private static final Duration STARTED = Duration.ofSeconds(30);
    private static final Duration ENDED = Duration.ofSeconds(5);
    private static final int QUOTED = 1_000;

    /** What either relay says of its port, as an address or as an event. */
    private static final Pattern PORT = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)|\"port\":(\\d+)");

    private final Process process;
    private final Path folder;
    private final URI uri;

    private RelayProcess(Process process, Path folder, URI uri) {
        this.process = process;
        this.folder = folder;
        this.uri = uri;
    }

    /**
     * Starts a relay and waits until it listens.
     *
     * @param flags further flags for ours
     */
    public static RelayProcess start(Side side, List<String> flags) {
        try {
            Path folder = Files.createTempDirectory("gun-bench-");
            Path out = folder.resolve("out.log");
            Process process = new ProcessBuilder(side.isOurs() ? ours(side, flags, folder) : gunJs(side, folder))
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(folder.resolve("err.log").toFile())
                    .start();
            return new RelayProcess(process, folder, URI.create("ws://127.0.0.1:" + port(process, out) + "/gun"));
        } catch (IOException fault) {
            throw new UncheckedIOException(side + " does not start", fault);
        }
    }

    private static List<String> ours(Side side, List<String> flags, Path folder) {
        List<String> commandLine = new ArrayList<>(List.of(Places.launcher().toString(), "--no-install"));
        commandLine.addAll(side.flags(folder.resolve("data").toString()));
        commandLine.addAll(flags);
        return commandLine;
    }

    private static List<String> gunJs(Side side, Path folder) {
        String options = JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "port",
                        0,
                        "peers",
                        List.of(),
                        "gun",
                        side.gunOptions(folder.resolve("radata").toString())));
        return List.of(
                Places.node(), Places.script("src/test/js/gunjs-relay.mjs").toString(), options);
    }

    private static String port(Process process, Path out) throws IOException {
        long end = System.nanoTime() + STARTED.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher port = PORT.matcher(Files.readString(out));
            if (port.find()) {
                return port.group(1) == null ? port.group(2) : port.group(1);
            }
            ended(process, Duration.ofMillis(2));
        }
        process.destroyForcibly();
        throw new IllegalStateException("the relay did not start; it said:\n" + Files.readString(out)
                + Files.readString(out.resolveSibling("err.log")));
    }

    private static boolean ended(Process process, Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return true;
        }
    }

    /** Where it listens. */
    public URI uri() {
        return uri;
    }

    /** What it has used so far. */
    public Reading reading() {
        return Reading.of(process.toHandle());
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what it wrote to stderr. */
    public String lastWords() {
        try {
            String all = Files.readString(folder.resolve("err.log"));
            return all.substring(Math.max(0, all.length() - QUOTED));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (!ended(process, ENDED)) {
            process.destroyForcibly();
            ended(process, ENDED);
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot remove " + folder, fault);
        }
    }
}
