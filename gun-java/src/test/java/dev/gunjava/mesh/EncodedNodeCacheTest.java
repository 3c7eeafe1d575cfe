package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.FrameWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Encoded nodes")
class EncodedNodeCacheTest {

    private static final double NOW = 1e12;
    private static final int ROOM = 10_000;

    private final MemoryGraph graph = new MemoryGraph(1 << 20, Duration.ofSeconds(10));
    private final FrameWriter writer = new FrameWriter();
    private final EncodedNodeCache encodedNodes =
            new EncodedNodeCache(graph, writer, ROOM, Limits.general().send().keysPerMessage());

    @Test
    @DisplayName("are kept while nothing of the node changes")
    void kept() {
        put("a", "k", "one", 1);
        EncodedGraph first = encodedNodes.whole("a");
        put("b", "k", "other", 1);
        assertThat(encodedNodes.whole("a")).isSameAs(first);
    }

    @Test
    @DisplayName("are made anew after each change: a value, a state alone, a key more, a key that expired")
    void changes() {
        put("a", "k", "one", 1);
        expectCurrent("a");
        put("a", "k", "two", 2);
        expectCurrent("a");
        put("a", "k", "two", 3);
        expectCurrent("a");
        merge("a", "l", "late", 4, 9_000);
        expectCurrent("a");
        graph.expire(12_000);
        assertThat(graph.node("a").keys()).containsExactly("l");
        expectCurrent("a");
    }

    @Test
    @DisplayName("are gone with the node, and another one of that name is not taken for it")
    void gone() {
        put("a", "k", "one", 1);
        encodedNodes.whole("a");
        graph.expire(60_000);
        assertThat(encodedNodes.whole("a")).isNull();
        assertThat(encodedNodes.bytes()).isZero();
        merge("a", "k", "two", 2, 60_000);
        expectCurrent("a");
    }

    @Test
    @DisplayName("stay within their bound; the one asked for longest ago goes first")
    @AtBound("graph.encodedShare")
    void bounded() {
        for (int i = 0; i < 200; i++) {
            put("s" + i, "k", "x".repeat(500), 1);
        }
        EncodedGraph favourite = encodedNodes.whole("s0");
        for (int i = 1; i < 200; i++) {
            encodedNodes.whole("s" + i);
            assertThat(encodedNodes.whole("s0")).isSameAs(favourite);
            assertThat(encodedNodes.bytes()).isPositive().isLessThanOrEqualTo(ROOM);
        }
        EncodedGraph last = encodedNodes.whole("s199");
        assertThat(encodedNodes.whole("s199")).isSameAs(last);
    }

    @Test
    @DisplayName("are not kept if their text is large")
    void large() {
        put("large", "k", "x".repeat(20_000), 1);
        encodedNodes.whole("large");
        assertThat(encodedNodes.bytes()).isZero();
    }

    private void expectCurrent(String soul) {
        String expected = writer.reply("i", "t", writer.graph(List.of(graph.node(soul))), false)
                .toString();
        assertThat(writer.reply("i", "t", encodedNodes.whole(soul), false)).hasToString(expected);
        assertThat(writer.reply("i", "t", encodedNodes.whole(soul), false)).hasToString(expected);
    }

    private void put(String soul, String key, String value, double state) {
        merge(soul, key, value, state, 0);
    }

    private void merge(String soul, String key, String value, double state, long elapsedMillis) {
        graph.merge(soul, key, new GunValue.Text(value), state, NOW, elapsedMillis);
    }
}
