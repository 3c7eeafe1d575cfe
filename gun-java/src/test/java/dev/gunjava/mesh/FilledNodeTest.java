package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A list of peers that somebody had filled with invented names refused everybody who came later. */
@DisplayName("A node that is full")
class FilledNodeTest {

    private static final String PUT = "{'#':'%s','put':{'list':{'_':{'#':'list','>':{'%s':%d}},'%2$s':1}}}";
    private static final int GRAPH_BYTES = 1 << 20;

    private final VirtualTime time = new VirtualTime();

    private Mesh mesh(MeshOptions options) {
        return new Mesh(
                options.withLimits(now -> now.with(now.graph().withBytes(GRAPH_BYTES))),
                false,
                time,
                new SplittableRandom(1));
    }

    private void put(Mesh mesh, ScriptedNeighbor neighbor, String id, String key) {
        neighbor.says(PUT.formatted(id, key, time.wallMillis()));
        mesh.advance();
        mesh.flush();
    }

    private void fill(Mesh mesh, ScriptedNeighbor stranger) {
        for (int i = 0; i < GRAPH_BYTES / 8 / 200; i++) {
            put(mesh, stranger, "fill" + i, "invented_" + i + "x".repeat(200));
        }
    }

    @Test
    @DisplayName("loses its older keys to newer ones where keys have a time to live, and subscribers hear of those")
    void expiring() {
        Mesh mesh = mesh(MeshOptions.signalling());
        ScriptedNeighbor subscriber = ScriptedNeighbor.dialing(mesh, "subscriber");
        subscriber.says("{'#':'get','get':{'#':'list'}}");
        ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger");
        fill(mesh, stranger);
        time.pass(1_000);
        subscriber.hears();
        ScriptedNeighbor newcomer = ScriptedNeighbor.dialing(mesh, "newcomer");
        put(mesh, newcomer, "p1", "newcomer");
        assertThat(newcomer.hears()).anySatisfy(ack -> assertThat(ack).startsWith("{'@':'p1','ok':"));
        assertThat(subscriber.hears()).anySatisfy(told -> assertThat(told).contains("'newcomer':1"));
    }

    @Test
    @DisplayName("does so at a client too, which reads the list from its relay")
    void expiringAtAClient() {
        MeshOptions options = MeshOptions.general()
                .withLimits(now -> now.with(now.graph().withBytes(GRAPH_BYTES).withKeep(Duration.ofMinutes(6))));
        Mesh mesh = new Mesh(options, true, time, new SplittableRandom(1));
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "relay");
        fill(mesh, relay);
        time.pass(1_000);
        put(mesh, relay, "p1", "newcomer");
        assertThat(mesh.node("list").value("newcomer")).isNotNull();
    }

    @Test
    @DisplayName("refuses further keys where they are kept for good")
    void lasting() {
        Mesh mesh = mesh(MeshOptions.general());
        ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger");
        fill(mesh, stranger);
        time.pass(1_000);
        stranger.hears();
        put(mesh, stranger, "p1", "newcomer");
        assertThat(stranger.hears()).contains("{'@':'p1','err':'the node list is full'}");
    }
}
