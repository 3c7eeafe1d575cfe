package dev.gunjava.bench.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the witness peer, as short as can be: whether it runs, not how fast. */
@Tag("long")
class WitnessBenchIT {
    @TempDir
    Path folder;

    @Test
    @DisplayName("each figure of the witness peer is measured")
    void measures() {
        List<String> told = new ArrayList<>();
        Map<String, String> figures =
                new WitnessBench(folder, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, told::add).run();
        assertThat(figures).hasSize(9);
        assertThat(told).hasSizeGreaterThan(8);
    }
}
