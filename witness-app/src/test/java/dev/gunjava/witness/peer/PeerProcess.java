package dev.gunjava.witness.peer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A witness peer in a process of its own, which leaves when its input ends. */
final class PeerProcess implements AutoCloseable {
    private final Process process;

    private PeerProcess(Process process) {
        this.process = process;
    }

    static PeerProcess start(URI relay) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new PeerProcess(new ProcessBuilder(
                        java, "-cp", classPath, "-Xshare:auto", PeerProcess.class.getName(), relay.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Ends it as the system does when it runs out of memory: without a word. */
    void kill() {
        process.destroyForcibly();
    }

    /** Asks it to leave, and returns its exit code when it has ended by itself. */
    int leave() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process: no exit is forced, it ends when its peer leaves no thread behind. */
    public static void main(String[] arguments) throws IOException {
        try (WitnessPeer peer =
                WitnessPeer.builder().relays(List.of(URI.create(arguments[0]))).open()) {
            peer.add("from a process of its own", null);
            while (System.in.read() >= 0) {
                // Only the end counts.
            }
        }
    }
}
