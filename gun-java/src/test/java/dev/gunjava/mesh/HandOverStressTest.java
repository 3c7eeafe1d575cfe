package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the races of {@code src/stress} by jcstress, which repeats each of them in a JVM of its own. */
@DisplayName("Mesh loop, outbox and commit queue, raced by threads,")
class HandOverStressTest {

    /** Against a run that hangs; a healthy one takes a small part of it. */
    private static final long MINUTES = 15;

    /**
     * One way to compile both actors, any core, and threads that give way when they wait, since there may be few cores. Few
     * states at a time, since each race of the loop waits for it.
     */
    private static final List<String> OPTIONS = List.of(
            "-sc", "false", "-af", "NONE", "-spinStyle", "THREAD_YIELD", "-strideSize", "256", "-strideCount", "1");

    private static final List<String> SHORT = List.of("-iters", "1", "-time", "200", "-f", "1", "-fsm", "1");
    private static final List<String> LONG = List.of("-iters", "5", "-time", "2000", "-f", "1", "-fsm", "2");

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "lose no task, message, ack or wake-up, repeat and reorder none, and tell callers that they are closed")
    void briefly() throws Exception {
        run(SHORT);
    }

    @Test
    @Tag("long")
    @DisplayName("do so in a long run, which also finds what races once in a million times")
    void longer() throws Exception {
        run(LONG);
    }

    private void run(List<String> durations) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path output = folder.resolve("output");
        List<String> command = Stream.of(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                classPath,
                                "org.openjdk.jcstress.Main",
                                "-t",
                                "dev.gunjava.mesh",
                                "-jvmArgs",
                                "-Xmx512m",
                                "-r",
                                folder.resolve("report").toString()),
                        OPTIONS,
                        durations)
                .flatMap(List::stream)
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as("whether it ended")
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertThat(said).contains("Failed tests: No matches.", "Error tests: No matches.");
        assertThat(process.exitValue()).as(said).isZero();
    }
}
