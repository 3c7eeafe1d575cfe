package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Just up to its limit a relay")
class MeshLimitsTest {

    private final VirtualTime time = new VirtualTime();

    private static Stream<Arguments> profiles() {
        return Stream.of(
                Arguments.of("general", MeshOptions.general(), 600_000, 10_000),
                Arguments.of("signalling", MeshOptions.signalling(), 60_000, 2_000));
    }

    private Mesh mesh(MeshOptions options) {
        return new Mesh(options, false, time, new SplittableRandom(1));
    }

    private static String put(String id, String soul, String key, long state) {
        return "{'#':'" + id + "','put':{'" + soul + "':{'_':{'#':'" + soul + "','>':{'" + key + "':" + state + "}},'"
                + key + "':1}}}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("holds back a write from the future, and takes it in when its time has come")
    @AtBound("graph.future")
    void future(String profile, MeshOptions options, int futureMillis, int subscriptions) {
        Mesh mesh = mesh(options);
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        alice.says(put("p1", "a", "k", time.wallMillis() + futureMillis));
        alice.says(put("p2", "a", "l", time.wallMillis() + futureMillis + 1));
        assertThat(alice.hears()).containsExactly("{'@':'p2','err':'the state of l is too far in the future'}");
        time.pass(futureMillis - 1);
        mesh.advance();
        assertThat(mesh.snapshot()).isEmpty();
        time.pass(1);
        mesh.advance();
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':{'':1}}");
        assertThat(mesh.snapshot()).singleElement().satisfies(node -> assertThat(node.keys())
                .containsExactly("k"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("holds back 10 000 writes, and one more when one of them has become due")
    @AtBound("graph.deferred")
    void deferred(String profile, MeshOptions options, int futureMillis, int subscriptions) {
        Mesh mesh = mesh(options);
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        for (int i = 0; i < 10_000; i++) {
            alice.says(put("p" + i + "z", "s" + i % 100, "k" + i, time.wallMillis() + (i == 0 ? 3_000 : 30_000)));
        }
        assertThat(alice.hears()).isEmpty();
        assertThat(mesh.deferred()).isEqualTo(10_000);
        alice.says(put("over", "a", "k", time.wallMillis() + 30_000));
        assertThat(alice.hears())
                .containsExactly("{'@':'over','err':'too many writes from the future are held back already'}");
        time.pass(3_000);
        mesh.advance();
        assertThat(alice.hears()).containsExactly("{'@':'p0z','ok':{'':1}}");
        alice.says(put("again", "a", "k", time.wallMillis() + 30_000));
        assertThat(alice.hears()).isEmpty();
        assertThat(mesh.deferred()).isEqualTo(10_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("tells one neighbor of what it has asked for")
    @AtBound("gets.subscriptions")
    void subscriptions(String profile, MeshOptions options, int futureMillis, int subscriptions) {
        Mesh mesh = mesh(options);
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        ScriptedNeighbor bob = ScriptedNeighbor.dialing(mesh, "bob");
        for (int i = 0; i <= subscriptions; i++) {
            bob.says("{'#':'g" + i + "z','get':{'#':'s" + i + "'}}");
        }
        time.pass(1_000);
        mesh.advance();
        bob.hears();
        alice.says(put("last", "s" + (subscriptions - 1), "k", 5));
        alice.says(put("over", "s" + subscriptions, "k", 5));
        List<String> told = bob.hears().stream()
                .filter(message -> message.contains("'put'"))
                .toList();
        assertThat(told).singleElement().asString().contains("'s" + (subscriptions - 1) + "'");
    }
}
