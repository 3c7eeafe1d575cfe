package dev.gunjava.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.FrameLimits;
import dev.gunjava.limits.Limits;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Just up to its limit a frame may have")
class WireLimitsTest {

    private static Stream<Arguments> profiles() {
        return Stream.of(
                Arguments.of("general", Limits.general().frames()),
                Arguments.of("signalling", Limits.signalling().frames()),
                Arguments.of("dialed relay", Limits.general().client().frames()));
    }

    private static Frame read(FrameLimits limits, String frame) {
        return new FrameReader(limits, new SplittableRandom(1)).read(frame.replace('\'', '"'));
    }

    private static Message message(FrameLimits limits, String frame) {
        Frame read = read(limits, frame);
        assertThat(read.error()).isNull();
        return read.messages().get(0);
    }

    private static String joined(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
    }

    private static String put(int souls, int keysOfEach) {
        return "{'#':'x','put':{"
                + joined(
                        souls,
                        soul -> "'s" + soul + "':{'_':{'#':'s" + soul + "','>':{"
                                + joined(keysOfEach, key -> "'k" + key + "':1") + "}},"
                                + joined(keysOfEach, key -> "'k" + key + "':0") + "}")
                + "}}";
    }

    private static String put(String soul, String key, String value) {
        return "{'#':'x','put':{'" + soul + "':{'_':{'#':'" + soul + "','>':{'" + key + "':1}},'" + key + "':'" + value
                + "'}}}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("bytes")
    @AtBound({"frames.bytes", "client.frames.bytes"})
    void bytes(String profile, FrameLimits limits) {
        String frame = "{'#':'x','@':'y','z':'";
        String full = frame + "z".repeat(limits.bytes() - frame.length() - 2) + "'}";
        // What nobody needs may be as long as a value; the frame is judged before that.
        assertThat(read(limits, full).error()).isNotEqualTo("Message too big!");
        assertThat(read(limits, full + " ").error()).isEqualTo("Message too big!");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("messages")
    @AtBound({"frames.messages", "client.frames.messages"})
    void messages(String profile, FrameLimits limits) {
        String full = joined(limits.messages(), i -> "{'#':'x" + i + "','@':'y'}");
        assertThat(read(limits, "[" + full + "]").messages()).hasSize(limits.messages());
        Frame over = read(limits, "[" + full + ",{'#':'x','@':'y'}]");
        assertThat(over.messages()).isEmpty();
        assertThat(over.error()).isEqualTo("more than " + limits.messages() + " messages in a frame");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("keys in a put")
    @AtBound({"frames.keys", "client.frames.keys"})
    void keys(String profile, FrameLimits limits) {
        assertThat(message(limits, put(1, limits.keys()))).isInstanceOf(Message.Put.class);
        assertThat(message(limits, put(1, limits.keys() + 1))).isInstanceOf(Message.Malformed.class);
        assertThat(message(limits, put(2, limits.keys() / 2))).isInstanceOf(Message.Put.class);
        assertThat(message(limits, put(2, limits.keys() / 2 + 1))).isInstanceOf(Message.Malformed.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("souls in a put")
    @AtBound({"frames.souls", "client.frames.souls"})
    void souls(String profile, FrameLimits limits) {
        assertThat(message(limits, put(limits.souls(), 1))).isInstanceOf(Message.Put.class);
        assertThat(message(limits, put(limits.souls() + 1, 1))).isInstanceOf(Message.Malformed.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("characters in a value, a key and a soul")
    @AtBound({"frames.valueLength", "frames.nameLength", "client.frames.valueLength", "client.frames.nameLength"})
    void lengths(String profile, FrameLimits limits) {
        FrameLimits large = limits.withBytes(FrameLimits.MOST_BYTES);
        String value = "v".repeat(limits.valueLength());
        String name = "n".repeat(limits.nameLength());
        assertThat(message(large, put("s", "k", value))).isInstanceOf(Message.Put.class);
        assertThat(message(large, put("s", "k", value + "v"))).isInstanceOf(Message.Malformed.class);
        assertThat(message(limits, put("s", name, "v"))).isInstanceOf(Message.Put.class);
        assertThat(message(limits, put("s", name + "n", "v"))).isInstanceOf(Message.Malformed.class);
        assertThat(message(limits, put(name, "k", "v"))).isInstanceOf(Message.Put.class);
        assertThat(message(limits, put(name + "n", "k", "v"))).isInstanceOf(Message.Malformed.class);
        assertThat(message(limits, "{'#':'x','get':{'#':'" + name + "'}}")).isInstanceOf(Message.Get.class);
        assertThat(message(limits, "{'#':'x','get':{'#':'" + name + "n'}}")).isInstanceOf(Message.Malformed.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("levels of nesting")
    @AtBound({"frames.depth", "client.frames.depth"})
    void depth(String profile, FrameLimits limits) {
        int left = limits.depth() - 1;
        String start = "{'#':'x','@':'y','z':";
        assertThat(read(limits, start + "[".repeat(left) + "]".repeat(left) + "}")
                        .messages())
                .hasSize(1);
        assertThat(read(limits, start + "[".repeat(left + 1) + "]".repeat(left + 1) + "}")
                        .error())
                .isEqualTo("DAM JSON parse error.");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("keys wanted by a get of several")
    @AtBound({"frames.choice", "client.frames.choice"})
    void choice(String profile, FrameLimits limits) {
        assertThat(span(limits, limits.choice())).isEqualTo(limits.choice());
        assertThat(span(limits, limits.choice() + 1)).isEqualTo(1);
    }

    private static int span(FrameLimits limits, int wanted) {
        Message get = message(limits, "{'#':'x','get':{'#':'s','.':{'*':''},'%':" + wanted + "}}");
        return ((Message.Get) get).span().budget();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    @DisplayName("characters and levels in what an ack says")
    @AtBound({"frames.ackLength", "frames.ackDepth", "client.frames.ackLength", "client.frames.ackDepth"})
    void acks(String profile, FrameLimits limits) {
        String text = "v".repeat(limits.ackLength() - 2);
        assertThat(message(limits, ack("'" + text + "'"))).isInstanceOf(Message.Ack.class);
        assertThat(message(limits, ack("'" + text + "v'"))).isInstanceOf(Message.Malformed.class);
        int depth = limits.ackDepth();
        assertThat(message(limits, ack("[".repeat(depth) + "]".repeat(depth)))).isInstanceOf(Message.Ack.class);
        assertThat(message(limits, ack("[".repeat(depth + 1) + "]".repeat(depth + 1))))
                .isInstanceOf(Message.Malformed.class);
    }

    private static String ack(String ok) {
        return "{'#':'x','@':'y','ok':" + ok + "}";
    }
}
