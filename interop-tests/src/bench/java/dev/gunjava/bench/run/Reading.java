package dev.gunjava.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used so far.
 *
 * @param cpuSeconds user and system time of all its threads
 * @param residentBytes memory that it holds now; NaN where there is no /proc (it is read on Linux alone)
 * @param peakBytes the most that it ever held; NaN likewise
 */
public record Reading(double cpuSeconds, double residentBytes, double peakBytes) {

    /** Reads a process; zeros for one that is gone. */
    public static Reading of(ProcessHandle process) {
        double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"));
            return new Reading(cpu, bytes(lines, "VmRSS:"), bytes(lines, "VmHWM:"));
        } catch (IOException noProc) {
            return new Reading(cpu, Double.NaN, Double.NaN);
        }
    }

    private static double bytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024d)
                .findFirst()
                .orElse(0);
    }
}
