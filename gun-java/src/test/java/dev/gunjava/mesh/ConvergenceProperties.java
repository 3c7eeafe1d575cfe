package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Peers converge")
class ConvergenceProperties {

    @Test
    @DisplayName("to one graph, that of HAM, whatever they write while links are cut and clocks are wrong")
    void partitionsAndSkew() {
        Seeded.runs(12, random -> {
            RandomMesh.Outcome outcome = RandomMesh.run(random);
            assertThat(outcome.writes()).hasSize(RandomMesh.WRITES);
            outcome.graphs()
                    .forEach((neighbor, graph) -> assertThat(graph).as(neighbor).isEqualTo(outcome.ham()));
        });
    }
}
