package dev.gunjava.witness.peer;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gunjava.fuzz.Bounds;
import dev.gunjava.fuzz.Expansion;
import dev.gunjava.fuzz.LogWatch;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.protocol.Decoding;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.protocol.WitnessMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages of strangers on data channels, to the gossip and the field of a peer in virtual time.
 *
 * <p>An input is text, a message a line, of a peer that understands all extensions. A line that begins with {@code !} is of
 * a deployed page, which understands none; {@code ~} and a number lets milliseconds pass.
 */
@Tag("fuzz")
@DisplayName("Witness messages of strangers")
class WitnessFuzzer {

    private static final int LINES = 64;
    private static final int CHARACTERS = 256 << 10;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final int CAPACITY = 200;

    private static final WitnessCodec CODEC = new WitnessCodec();
    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(5), 64 << 20, () -> seeds().forEach(seed -> run(Expansion.text(seed))));
    private static final LogWatch LOG = LogWatch.begin();

    /** Each message there is. */
    static Stream<byte[]> seeds() {
        String witness =
                """
                {"id":"%s","text":"a text","createdAt":1700000004000,"expiresAt":1700000304000,"witnessCount":%d,\
                "metadata":{"position":{"x":10,"y":20.5},"entropySeed":0.25}}""";
        String slotted =
                """
                {"id":"w2","text":"another","createdAt":1700000004000,"expiresAt":1700000304000,"witnessCount":3,"base":2,\
                "counts":{"slot1":1,"slot2":1},"contextOf":"w1","mood":{"deep":[1,2,{"er":true}]},"metadata":{}}""";
        return Stream.of(
                        "{\"type\":\"witness-new\",\"witness\":" + witness.formatted("w1", 1) + ",\"timestamp\":1}",
                        "{\"type\":\"witness-update\",\"witness\":" + slotted + ",\"timestamp\":1}",
                        "!{\"type\":\"witness-sync\",\"witnesses\":[" + witness.formatted("w1", 2) + "," + slotted
                                + "],\"timestamp\":1}\n~30000\n{\"type\":\"witness-digest\",\"hash\":\"h\",\"size\":2}",
                        "~30000\n{\"type\":\"witness-versions\",\"versions\":[[\"w1\",3,1700000304000]]}",
                        "{\"type\":\"ping\",\"t\":5}\n{\"type\":\"pong\",\"t\":6}",
                        "{\"type\":\"witness-batch\",\"items\":[{\"type\":\"ping\",\"t\":1},"
                                + "{\"type\":\"witness-new\",\"witness\":" + slotted + ",\"timestamp\":1}]}",
                        "{\"type\":\"witness-batch\",\"items\":[<<9*{\"type\":\"ping\",\"t\":1},>>0]}")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/fuzz/witness.dict")
    @FuzzTest(maxDuration = "5m")
    @DisplayName("do no harm, and an honest peer is shown what is new:")
    void messages(byte[] input) {
        BOUNDS.keep(() -> run(Expansion.text(input)));
        LOG.check();
    }

    private static void run(String input) {
        VirtualMesh mesh = new VirtualMesh(new SplittableRandom(1));
        VirtualMesh.Node node = mesh.node();
        VirtualMesh.Node honest = mesh.node();
        mesh.connect(node, honest, VirtualMesh.ALL);
        List<String> heard = new ArrayList<>();
        node.open("stranger", VirtualMesh.ALL).delivers(heard::add);
        node.open("page", VirtualMesh.NONE).delivers(heard::add);
        mesh.pass(Duration.ofMillis(100));
        String[] lines = input.split("\n", LINES + 1);
        int left = CHARACTERS;
        for (int i = 0; i < Math.min(lines.length, LINES); i++) {
            String line = Expansion.expanded(lines[i], left);
            left -= line.length();
            act(mesh, node, line);
        }
        checkServes(mesh, node, honest);
        heard.forEach(WitnessFuzzer::inOrder);
    }

    private static void act(VirtualMesh mesh, VirtualMesh.Node node, String line) {
        if (line.matches("~[0-9]{1,5}")) {
            mesh.pass(Duration.ofMillis(Math.min(Long.parseLong(line.substring(1)), LONGEST_PAUSE_MILLIS)));
            return;
        }
        String peer = line.startsWith("!") ? "page" : "stranger";
        String text = line.startsWith("!") ? line.substring(1) : line;
        if (CODEC.decode(text) instanceof Decoding.Decoded read) {
            printsBack(read.message());
        }
        if (node.conversations.containsKey(peer)) {
            node.hears(peer, text);
            mesh.pass(Duration.ofMillis(5));
        }
        if (node.witnesses().size() > CAPACITY) {
            throw new AssertionError(node.witnesses().size() + " witnesses are kept");
        }
    }

    private static void printsBack(WitnessMessage message) {
        String printed = CODEC.encode(message);
        if (!(CODEC.decode(printed) instanceof Decoding.Decoded again)
                || !again.message().equals(message)) {
            throw new AssertionError(message + " is printed as " + printed + " and read as " + CODEC.decode(printed));
        }
    }

    /** A message that the peer has sent. */
    private static void inOrder(String text) {
        if (!(CODEC.decode(text) instanceof Decoding.Decoded read) || read.dropped() > 0) {
            throw new AssertionError("the peer has sent " + text + ", read as " + CODEC.decode(text));
        }
    }

    /** Either side is shown what the other makes, and keeps it. */
    private static void checkServes(VirtualMesh mesh, VirtualMesh.Node node, VirtualMesh.Node honest) {
        Witness theirs = honest.field.add("an honest text", null);
        Witness ours = node.field.add("a text of ours", null);
        mesh.pass(Duration.ofSeconds(3));
        if (node.field.witness(theirs.id()).isEmpty()
                || node.field.witness(ours.id()).isEmpty()) {
            throw new AssertionError("an honest witness is not kept among " + node.witnesses());
        }
        if (honest.field.witness(ours.id()).isEmpty()) {
            throw new AssertionError("the honest peer is not shown what is made here");
        }
    }
}
