package dev.gunjava.interop.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Listening;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.StringNode;

/** The behaviour of a pair whose relays are several. */
final class Chain {
    private Chain() {}

    /** Fails if changes do not travel both ways, or if the reader does not find what was written at the other end. */
    static void holds(Pair pair) {
        Listening topic = pair.reader().on(List.of(pair.soul(), "topic"));
        Listening reply = pair.writer().on(List.of(pair.soul(), "reply"));
        pair.writer().write(List.of(pair.soul()), Map.of("topic", "ebb"));
        topic.awaitText("ebb");
        pair.reader().write(List.of(pair.soul()), Map.of("reply", "flow"));
        reply.awaitText("flow");

        String old = pair.soul() + "/old";
        pair.store(old, Map.of("topic", "tides"));
        assertThat(pair.reader().once(List.of(old, "topic"))).contains(StringNode.valueOf("tides"));
    }
}
