package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tests that the page's modules have in JavaScript. */
class PageScriptsIT {
    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("node's own test runner passes the tests of the page's modules")
    void nodeTests() {
        CommandRun run = lab.nodeTests();
        assertThat(run.awaitExit(Duration.ofMinutes(3))).as(run::stdout).isZero();
        assertThat(run.stdout()).as("some tests ran").containsPattern("# pass [1-9]");
    }
}
