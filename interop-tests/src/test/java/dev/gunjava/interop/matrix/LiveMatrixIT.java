package dev.gunjava.interop.matrix;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gunjava.interop.fixture.Lab;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each relay with each pair of clients in each behaviour: a cell is one behaviour of one pair at one relay. */
@DisplayName("The live matrix")
class LiveMatrixIT {
    @RegisterExtension
    final Lab lab = new Lab();

    @TestFactory
    @DisplayName("through our relay")
    Stream<DynamicContainer> ours() {
        return rows(RelayKind.OURS);
    }

    @TestFactory
    @DisplayName("through gun.js's relay")
    Stream<DynamicContainer> gunJs() {
        return rows(RelayKind.GUN_JS);
    }

    @TestFactory
    @DisplayName("through gun.js's relay without storage and AXE")
    Stream<DynamicContainer> bareGunJs() {
        return rows(RelayKind.BARE_GUN_JS);
    }

    private Stream<DynamicContainer> rows(RelayKind relay) {
        Network network = Network.around(lab, relay);
        return Arrays.stream(Row.values())
                .map(row ->
                        dynamicContainer(row.toString(), cells(network, relay.toString(), row.toString(), row::holds)));
    }

    private static Stream<DynamicNode> cells(Network network, String relay, String row, Consumer<Pair> behaviour) {
        return network.pairs(row).map(pair -> cell(relay, row, pair, behaviour));
    }

    /** Its failure names the cell, because reports of tests show no more than its number. */
    private static DynamicTest cell(String relay, String row, Pair pair, Consumer<Pair> behaviour) {
        return dynamicTest(pair.toString(), () -> {
            try {
                behaviour.accept(pair);
            } catch (AssertionError | RuntimeException fault) {
                throw new AssertionError("%s, %s, %s: %s".formatted(relay, row, pair, fault.getMessage()), fault);
            }
        });
    }
}
