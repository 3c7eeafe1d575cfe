package dev.gunjava.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A relay of the product in a JVM of its own, watched from outside. */
final class ProductRelay implements AutoCloseable {
    private static final Duration STARTED = Duration.ofSeconds(30);
    private static final Duration EXAMINED = Duration.ofSeconds(60);
    private static final int HEALTH_TIMEOUT_MILLIS = 10_000;
    private static final int DYING_MILLIS = 2_000;
    private static final int QUOTED_LINES = 15;
    private static final int QUOTED_COLUMNS = 240;
    private static final Pattern ADDRESS = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/gun");
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final Process process;
    private final Path log;
    private final int port;

    private ProductRelay(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts a relay on any free port, and waits for its address. */
    static ProductRelay start(Path log, String... options) {
        List<String> arguments = new ArrayList<>(List.of("relay", "--port", "0"));
        arguments.addAll(List.of(options));
        try {
            Process process = new ProcessBuilder(Product.command(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Awaitility.await("the relay's address")
                    .atMost(STARTED)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> ADDRESS.matcher(Files.readString(log)).find() || !process.isAlive());
            Matcher address = ADDRESS.matcher(Files.readString(log));
            if (!address.find()) {
                throw new AssertionError("the relay did not start:\n" + Files.readString(log));
            }
            return new ProductRelay(process, log, Integer.parseInt(address.group(1)));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    int port() {
        return port;
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/gun");
    }

    /** Fails unless the process runs and says of itself that it is up. */
    void assertUp() {
        int health = health();
        try {
            // A process that dies may have closed its port a moment before.
            if (health < 0 ? process.waitFor(DYING_MILLIS, TimeUnit.MILLISECONDS) : !process.isAlive()) {
                throw new AssertionError("the relay is gone, exit code " + process.exitValue() + quotedLog());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
        if (health != HttpURLConnection.HTTP_OK) {
            throw new AssertionError(
                    "the relay answers /health with " + (health < 0 ? "nothing" : health) + quotedLog());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The status of {@code /health}, or -1 if there is no answer. */
    int health() {
        try {
            return page("/health").getResponseCode();
        } catch (IOException noAnswer) {
            return -1;
        }
    }

    /** The value of a metric, such as {@code graph_bytes}. */
    double metric(String name) {
        try (var body = page("/metrics").getInputStream()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            Matcher line =
                    Pattern.compile("(?m)^gun_relay_" + name + " (\\S+)$").matcher(text);
            if (!line.find()) {
                throw new AssertionError("no metric gun_relay_" + name + " in\n" + text);
            }
            return Double.parseDouble(line.group(1));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private HttpURLConnection page(String path) throws IOException {
        HttpURLConnection page = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        page.setConnectTimeout(HEALTH_TIMEOUT_MILLIS);
        page.setReadTimeout(HEALTH_TIMEOUT_MILLIS);
        return page;
    }

    /** Bytes of the live objects, after a full collection. */
    long liveHeap() {
        assertUp();
        String histogram = examine("GC.class_histogram");
        Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
        if (!total.find()) {
            assertUp();
            throw new AssertionError("no histogram of the relay's heap:\n" + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** CPU time that the process has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private String examine(String command) {
        Path answer = log.resolveSibling(log.getFileName() + ".jcmd");
        try {
            Process jcmd = new ProcessBuilder(Product.jdkTool("jcmd").toString(), Long.toString(process.pid()), command)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            if (!jcmd.waitFor(EXAMINED.toMillis(), TimeUnit.MILLISECONDS)) {
                jcmd.destroyForcibly();
                throw new AssertionError("the relay's JVM does not answer " + command + quotedLog());
            }
            return Files.readString(answer);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /** All that the relay has written to stdout and stderr; bytes that are no UTF-8 appear as U+FFFD. */
    String log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    long logSize() {
        try {
            return Files.size(log);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The end of the log, as a part of a failure message. */
    String quotedLog() {
        List<String> lines = log().lines().toList();
        StringBuilder quoted = new StringBuilder("; its log ends with");
        for (String line : lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size())) {
            quoted.append("\n    ").append(line, 0, Math.min(line.length(), QUOTED_COLUMNS));
        }
        return quoted.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
