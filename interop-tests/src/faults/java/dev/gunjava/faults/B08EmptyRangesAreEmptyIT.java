package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("fault")
@Tag("B08")
@DisplayName("B08: an empty range is empty, and one message never costs another")
class B08EmptyRangesAreEmptyIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int REPEATED = 500;
    private static final int LOG_BYTES = 16_000;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private ProductRelay relay;
    private RawWebSocket stranger;

    @BeforeEach
    void connect() {
        relay = ground.relay();
        stranger = ground.attacker(relay, this::hear);
        ground.write(
                relay,
                IntStream.range(0, 100)
                        .mapToObj(i -> GunText.put(
                                GunText.id(),
                                List.of(GunText.node(
                                        "node" + i,
                                        List.of("abc", "abd", "b", "c"),
                                        "v",
                                        System.currentTimeMillis())))));
    }

    private void hear(String text) {
        JsonNode heard = JSON.readTree(text);
        for (JsonNode message : heard.isArray() ? heard : List.of(heard)) {
            answered.add(message.path("@").asString(""));
            if (message.has("err")) {
                refused.add(message.path("@").asString(""));
            }
        }
    }

    @Test
    @DisplayName(
            "a get of a range that nothing can be in is answered, and so is all that stands behind it in the frame")
    void frameIsWorkedThrough() {
        Variant.each("B08", variant -> {
            String get = emptyRange(variant);
            String put = GunText.id();
            String after = GunText.id();
            String range = GunText.id();
            stranger.sendText(GunText.batch(List.of(
                    GunText.getRaw(range, get),
                    GunText.put(put, "honest" + put, "k", "v", System.currentTimeMillis()),
                    GunText.get(after, "honest" + put))));
            ground.awaitAnswers(
                    "answers to a put and a get behind " + get,
                    () -> answered.containsAll(List.of(put, after)) || !relay.isAlive());
            ground.awaitAnswers("an answer to " + get, () -> answered.contains(range));
            assertThat(refused).as("refusals after %s", get).doesNotContain(put, after);
        });
        relay.assertUp();
    }

    @Test
    @DisplayName("however often it is asked, the log stays short")
    void logStaysShort() {
        Variant.each("B08", variant -> {
            String get = emptyRange(variant);
            long before = relay.logSize();
            for (int i = 0; i < REPEATED; i++) {
                stranger.sendText(GunText.getRaw(GunText.id(), get));
            }
            String last = GunText.id();
            stranger.sendText(GunText.get(last, "nothing"));
            ground.awaitAnswers("the last answer", () -> answered.contains(last));
            assertThat(relay.logSize() - before)
                    .as("bytes of log for %s gets %s", REPEATED, get)
                    .isLessThan(LOG_BYTES);
        });
    }

    /** Many gets of one empty range. */
    static Iterator<byte[]> attack(Variant variant) {
        String get = emptyRange(variant);
        return Stream.generate(() -> WireFrame.text(GunText.getRaw(GunText.id(), get)))
                .limit(REPEATED)
                .iterator();
    }

    /** The object of a get with a contradictory Lex in the place of its soul, of its key, or of both. */
    private static String emptyRange(Variant variant) {
        String soul = variant.number() % 3 == 1 ? "\"node1\"" : emptyLex(variant);
        String key = variant.number() % 3 == 0 ? "" : ",\".\":" + emptyLex(variant);
        String budget = variant.oneOf(List.of("", ",\"%\":0", ",\"%\":500", ",\"-\":1"));
        return "{\"#\":" + soul + key + budget + "}";
    }

    private static String emptyLex(Variant variant) {
        String low = variant.oneOf(List.of("a", "abc", "node1", "", variant.word(3)));
        String high = low + variant.oneOf(List.of("b", "~", "\uFFFD", variant.word(2)));
        List<List<String>> empty = List.of(
                List.of(">", high, "<", low),
                List.of("*", high, "<", low),
                List.of("*", high + "a", ">", high + "b"),
                List.of("=", low, ">", high),
                List.of("=", high, "<", low),
                List.of("=", high, "*", high + "x"),
                List.of("*", "b" + high, ">", high + "c", "<", high),
                List.of("=", low, ">", high, "<", low));
        List<String> lex = variant.number() < empty.size() ? empty.get(variant.number()) : variant.oneOf(empty);
        return IntStream.range(0, lex.size() / 2)
                .mapToObj(i -> GunText.quote(lex.get(2 * i)) + ":" + GunText.quote(lex.get(2 * i + 1)))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
