package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B08: a get of a range that ends before it begins was never answered, and cost what came behind it in its frame. */
@DisplayName("B08: a get of a choice that nothing can match")
class B08ContradictingGetTest {

    private final Mesh mesh = new Mesh(MeshOptions.general(), false, new VirtualTime(), new SplittableRandom(1));
    private final ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'#':{'>':'b','<':'a'}}",
                "{'#':{'*':'b','<':'a'}}",
                "{'#':{'*':'b','>':'c'}}",
                "{'#':{'>':'b','<':'a','-':1}}",
                "{'#':'x','.':{'>':'b','<':'a'}}"
            })
    @DisplayName("is answered with nothing, and so is what comes behind it in its frame")
    void answered(String get) {
        alice.says("{'#':'p1','put':{'x':{'_':{'#':'x','>':{'k':1}},'k':1}}}");
        assertThat(alice.hears()).hasSize(1);

        alice.says("[{'#':'q1','get':" + get + "},{'#':'p2','put':{'x':{'_':{'#':'x','>':{'k':2}},'k':2}}}]");

        assertThat(alice.hears())
                .satisfiesExactly(
                        nothing -> assertThat(nothing).contains("'@':'q1'").doesNotContain("'k'"),
                        stored -> assertThat(stored).contains("'@':'p2'").contains("'ok'"));
    }
}
