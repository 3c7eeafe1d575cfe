package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code bench}. */
class BenchIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    final Lab lab = new Lab();

    private static void isMeasured(JsonNode figure) {
        assertThat(figure.path("count").asLong()).isPositive();
        assertThat(figure.path("perSecond").asDouble()).isPositive();
        assertThat(figure.path("p50Ms").asDouble()).isPositive();
        assertThat(figure.path("p99Ms").asDouble())
                .isGreaterThanOrEqualTo(figure.path("p50Ms").asDouble());
    }

    @Test
    @DisplayName("measures a relay and two peers in its process: a line of JSON, progress on stderr, exit code 0")
    void ownRelayAndPeers() {
        CommandRun run = lab.witness("bench", "--seconds", "8", "--json");
        assertThat(run.awaitExit(PATIENCE)).as(run::stderr).isZero();
        JsonNode figures = JsonMapper.shared().readTree(run.stdout());
        assertThat(figures.path("relay").asString()).isEqualTo("in process");
        for (String name : List.of("puts", "gets", "fanOut", "witness")) {
            isMeasured(figures.path(name));
        }
        assertThat(figures.path("channel").path("openMs").asDouble()).isPositive();
        assertThat(run.stderr()).contains("measuring puts", "measuring gets", "100 connections", "two peers");
    }

    @Test
    @DisplayName("measures another relay alone")
    void anotherRelay() {
        OurRelay relay = lab.ourRelay(plan -> plan.rate(Integer.MAX_VALUE));
        CommandRun run =
                lab.witness("bench", "--seconds", "4", "--relay", relay.uri().toString());
        assertThat(run.awaitExit(PATIENCE)).as(run::stderr).isZero();
        assertThat(run.stdout())
                .contains("The relay " + relay.uri())
                .containsPattern("(?m)^puts acknowledged +[0-9,]+ /s +p50 [0-9.]+ ms +p99 [0-9.]+ ms$")
                .containsPattern("(?m)^gets answered +[0-9,]+ /s")
                .containsPattern("(?m)^values to 100 +[0-9,]+ /s")
                .doesNotContain("witness arrives");
    }

    @Test
    @DisplayName("a relay that is not there ends it with 1 and the reason")
    void noRelay() {
        CommandRun run = lab.witness("bench", "--relay", "ws://127.0.0.1:1/gun");
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains("nobody listens there");
    }
}
