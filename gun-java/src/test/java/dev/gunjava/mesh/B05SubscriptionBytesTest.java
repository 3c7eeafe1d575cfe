package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.MemoryLimits;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B05: 10 000 subscriptions of souls of 1 kB on each of 20 connections took 455 MB. */
@DisplayName("B05: subscriptions weigh bytes")
class B05SubscriptionBytesTest {

    private static final long SHARE = 1 << 20;

    /** What is remembered of what the neighbor was asked back and is to be asked back. */
    private static final long INTERESTS = 3 << 20;

    private final Mesh mesh = new Mesh(
            MeshOptions.general().withLimits(now -> now.with(new MemoryLimits(64 << 20, SHARE))),
            false,
            new VirtualTime(),
            new SplittableRandom(1));

    @Test
    @DisplayName("so that a neighbor is answered beyond its share, but told of no further changes")
    @AtBound({"memory.bytesPerConnection", "gets.interestBytes"})
    void share() {
        ScriptedNeighbor writer = ScriptedNeighbor.dialing(mesh, "writer");
        ScriptedNeighbor greedy = ScriptedNeighbor.dialing(mesh, "greedy");
        String prefix = "s".repeat(1_000);
        for (int i = 0; i < 1_000; i++) {
            greedy.says("{'#':'g" + i + "z','get':{'#':'" + prefix + i + "'}}");
        }
        assertThat(mesh.budget().held()).isBetween(SHARE * 95 / 100, SHARE + INTERESTS);
        greedy.hears();
        write(writer, prefix + 0);
        write(writer, prefix + 999);
        assertThat(greedy.hears()).singleElement().asString().contains(prefix + 0 + "'");
        greedy.says("{'#':'again','get':{'#':'" + prefix + "999'}}");
        assertThat(greedy.hears()).singleElement().asString().contains("'@':'again','put'");
        greedy.leaves();
        writer.leaves();
        assertThat(mesh.budget().held()).isZero();
    }

    private static void write(ScriptedNeighbor writer, String soul) {
        writer.says("{'#':'" + soul.substring(990) + "','put':{'" + soul + "':{'_':{'#':'" + soul
                + "','>':{'k':1}},'k':1}}}");
    }
}
