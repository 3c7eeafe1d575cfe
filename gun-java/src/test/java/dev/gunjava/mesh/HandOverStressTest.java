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
@DisplayName("Under real races")
class HandOverStressTest {

    /** Against a run that hangs; a healthy one takes a small part of it. */
    private static final long MINUTES = 15;

    /** One way to compile both actors, any core, and threads that give way when they wait, since there may be few cores. */
    private static final List<String> OPTIONS = List.of("-sc", "false", "-af", "NONE", "-spinStyle", "THREAD_YIELD");

    /** Each state of the loop's races has a mesh and a thread; a run makes few of them at a time. */
    private static final List<String> FEW_STATES = List.of("-strideSize", "64", "-strideCount", "1");

    private static final List<String> SHORT = List.of("-iters", "1", "-time", "300", "-f", "1", "-fsm", "1");
    private static final List<String> LONG = List.of("-iters", "5", "-time", "2000", "-f", "1", "-fsm", "2");

    @TempDir
    private Path folder;

    @Test
    @DisplayName("a loop loses no task and no wake-up, repeats and reorders none, and tells callers that it is closed")
    void loop() throws Exception {
        run("MeshLoopStress", FEW_STATES, SHORT);
    }

    @Test
    @DisplayName("an outbox and a commit queue lose, repeat and reorder nothing, and their accounts return to zero")
    void queues() throws Exception {
        run("OutboxStress|CommitQueueStress|StoreCallStress", List.of(), SHORT);
    }

    @Test
    @Tag("long")
    @DisplayName("all of them do so in a long run too")
    void longer() throws Exception {
        run("MeshLoopStress", FEW_STATES, LONG);
        run("OutboxStress|CommitQueueStress|StoreCallStress", List.of(), LONG);
    }

    private void run(String races, List<String> states, List<String> durations)
            throws IOException, InterruptedException {
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
                                races,
                                "-jvmArgs",
                                "-Xmx512m",
                                "-r",
                                folder.resolve("report").toString()),
                        OPTIONS,
                        states,
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
