package dev.gunjava.witness.peer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A witness peer in a process of its own, which says what it costs whenever it is asked. */
final class MeasuredPeer implements AutoCloseable {
    private static final String MARK = "measured ";

    /**
     * @param id the name of the peer
     * @param natives native connections made so far
     * @param open channels that are open
     * @param kibibytes resident memory
     * @param refused offers that were refused for the budget
     */
    record Figures(String id, long natives, int open, long kibibytes, long refused) {
        static Figures read(String line) {
            String[] parts = line.split(" ", -1);
            return new Figures(
                    parts[0],
                    Long.parseLong(parts[1]),
                    Integer.parseInt(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]));
        }

        String written() {
            return id + " " + natives + " " + open + " " + kibibytes + " " + refused;
        }
    }

    private final Process process;
    private final BufferedReader output;

    private MeasuredPeer(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Its heap is resident from the start, so that what grows is native memory. */
    static MeasuredPeer start(URI relay) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new MeasuredPeer(new ProcessBuilder(
                        java,
                        "-Xms64m",
                        "-Xmx64m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        MeasuredPeer.class.getName(),
                        relay.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    Figures figures() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int mark = line.indexOf(MARK);
            if (mark >= 0) {
                return Figures.read(line.substring(mark + MARK.length()));
            }
        }
        throw new IOException("the process has ended");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process: the address of the relay is its only argument. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (WitnessPeer peer = WitnessPeer.builder()
                .relays(List.of(URI.create(arguments[0])))
                .metrics(registry)
                .open()) {
            while (System.in.read() >= 0) {
                out.println(MARK + figures(peer, registry).written());
            }
        }
    }

    private static Figures figures(WitnessPeer peer, SimpleMeterRegistry registry) throws IOException {
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
        return new Figures(
                peer.id(),
                (long) registry.get("witness.link.natives").counter().count(),
                peer.status().webrtcConnections(),
                resident,
                peer.dropped().getOrDefault("offer beyond the budget of connections", 0L)
                        + peer.dropped().getOrDefault("offer too soon after one under the same name", 0L));
    }
}
