package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.limits.AtBound;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B07: one frame of 200 gets that look at every node kept everybody waiting for 25 s. */
@DisplayName("B07: a scan looks at a bounded part of the graph at a time")
class B07BoundedScansTest {

    private static final int NODES = 5_000;

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(MeshOptions.general(), false, time, new SplittableRandom(1));

    private static String scan(SplittableRandom random) {
        String key =
                switch (random.nextInt(3)) {
                    case 0 -> "{'=':'nokey'}";
                    case 1 -> "{'*':'no'}";
                    default -> "{'>':'l','<':'m'}";
                };
        String souls = random.nextBoolean() ? "{'*':''}" : "{'>':'a'}";
        return "{'#':'q" + random.nextInt(1_000_000_000) + "','get':{'#':" + souls + ",'.':" + key + ",'%':0}}";
    }

    @Test
    @DisplayName("so that others are served in between, and its sender waits when it has scanned too much")
    @AtBound({"gets.slicesPerSecond", "gets.slicesAtOnce"})
    void fair() {
        ScriptedNeighbor writer = ScriptedNeighbor.dialing(mesh, "writer");
        for (int i = 0; i < NODES; i++) {
            writer.says("{'#':'p" + i + "','put':{'soul" + i + "':{'_':{'#':'soul" + i + "','>':{'k':1}},'k':1}}}");
        }
        writer.hears();
        Seeded.runs(10, random -> {
            ScriptedNeighbor scanner = ScriptedNeighbor.dialing(mesh, "scanner" + random.nextInt(1_000_000));
            ScriptedNeighbor honest = ScriptedNeighbor.dialing(mesh, "honest" + random.nextInt(1_000_000));
            StringBuilder frame = new StringBuilder(scan(random));
            for (int i = 1; i < 200; i++) {
                frame.append(',').append(scan(random));
            }
            int takenBefore = scanner.taken;
            scanner.says("[" + frame + "]");
            honest.says("{'#':'g" + random.nextInt(1_000_000_000) + "','get':{'#':'soul1'}}");
            assertThat(honest.hears()).anyMatch(message -> message.contains("'k':1"));
            assertThat(scanner.hears()).as("it has hardly begun").hasSizeLessThan(3);
            mesh.advance();
            assertThat(scanner.taken).as("over its rate of scans").isEqualTo(takenBefore);
            assertThat(mesh.hasWork()).isFalse();
            for (int i = 0; i < 60; i++) {
                time.pass(1_000);
                mesh.advance();
            }
            assertThat(scanner.taken).isEqualTo(takenBefore + 1);
            assertThat(scanner.hears()).hasSize(200).allMatch(answer -> answer.startsWith("{'@':'q"));
            scanner.leaves();
            honest.leaves();
        });
    }
}
