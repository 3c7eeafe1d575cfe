package dev.gunjava.interop.matrix;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gunjava.interop.fixture.Lab;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each relay with each pair of clients in each behaviour: a cell is one behaviour of one pair at one relay. */
@Tag("undisturbed")
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

    @TestFactory
    @DisplayName("through chains of our relays and gun.js's, each dialling the other")
    Stream<DynamicContainer> mixedChains() {
        return Stream.of(
                        List.of(RelayKind.GUN_JS, RelayKind.OURS, RelayKind.BARE_GUN_JS),
                        List.of(RelayKind.BARE_GUN_JS, RelayKind.OURS, RelayKind.GUN_JS))
                .map(relays -> {
                    Network network = Network.of(lab, relays.get(0), relays.get(1), relays.get(2));
                    String row = "a chain of " + relays;
                    return dynamicContainer(row, cells(network, row, "both ways", Chain::holds));
                });
    }

    static Stream<List<RelayKind>> rings() {
        return Stream.concat(
                Arrays.stream(RelayKind.values()).map(relay -> List.of(relay, relay, relay)),
                Stream.of(List.of(RelayKind.values())));
    }

    @ParameterizedTest
    @MethodSource("rings")
    @DisplayName("three relays in a ring: all hear all, and then it is quiet")
    void ring(List<RelayKind> relays) {
        Ring.open(lab, relays).holds();
    }

    private Stream<DynamicContainer> rows(RelayKind relay) {
        String title = relay.toString();
        Network network = Network.of(lab, relay);
        Reconnection reconnection = new Reconnection(network);
        Stream<DynamicContainer> single = Arrays.stream(Row.values())
                .map(row -> dynamicContainer(row.toString(), cells(network, title, row.toString(), row::holds)));
        // What comes later is opened later: the stream is lazy.
        Stream<DynamicContainer> others = Stream.<Supplier<DynamicContainer>>of(
                        () -> dynamicContainer(
                                "before the connection is cut",
                                cells(network, title, "reconnect", reconnection::before)),
                        () -> {
                            reconnection.cut();
                            return dynamicContainer(
                                    "when it has come back", cells(network, title, "reconnect", reconnection::after));
                        },
                        () -> dynamicContainer(
                                "two relays in a chain",
                                cells(network.extended(lab, relay), title, "chain", Chain::holds)))
                .map(Supplier::get);
        return Stream.concat(single, others);
    }

    private static Stream<DynamicNode> cells(Network network, String relay, String row, Consumer<Pair> behaviour) {
        return network.pairs(row).map(pair -> cell(relay, row, pair, behaviour));
    }

    /** Its failure names the cell, because reports of tests show no more than its number, and what was on the wire. */
    private static DynamicTest cell(String relay, String row, Pair pair, Consumer<Pair> behaviour) {
        return dynamicTest(pair.toString(), () -> {
            try {
                behaviour.accept(pair);
            } catch (AssertionError | RuntimeException fault) {
                throw new AssertionError(
                        "%s, %s, %s: %s%n%s"
                                .formatted(
                                        relay,
                                        row,
                                        pair,
                                        fault.getMessage(),
                                        pair.network().trace(pair.soul())),
                        fault);
            }
        });
    }
}
