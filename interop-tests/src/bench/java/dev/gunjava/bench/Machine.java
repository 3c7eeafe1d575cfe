package dev.gunjava.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a benchmark ran on. */
final class Machine {
    private Machine() {}

    /** The machine in a few words. */
    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + processor() + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.version");
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> Arrays.asList(line.split(":\\s*", 2)).get(1))
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException noProc) {
            return System.getProperty("os.arch");
        }
    }
}
