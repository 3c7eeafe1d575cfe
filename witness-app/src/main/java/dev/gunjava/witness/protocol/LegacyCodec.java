package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of the legacy pages, {@code NEW_WITNESS} and {@code UPDATE_WITNESS}, each with one witness under {@code
 * data}. A page takes the one for an id that it does not know and the other for one that it knows, whole.
 *
 * <p>Thread-safe. Source: docs/protocol.md, section 9.
 */
public final class LegacyCodec implements MessageCodec {
    private static final long LIFE_MILLIS = 180_000;
    private static final long LIFE_BY_COUNT_MILLIS = 10_000;
    private static final long MAX_LIFE_BY_COUNT_MILLIS = 300_000;

    /** What a witness lies flat with in the graph and, of some pages, in messages; and where ours has it. */
    private static final Set<String> FLAT = Set.of("entropySeed", "contextTag", "lastUpdate", "updateSeq");

    private final InstantSource clock;

    public LegacyCodec(InstantSource clock) {
        this.clock = clock;
    }

    /** How long a page lets a witness live after it was last witnessed, ms. */
    static long lifeMillis(long count) {
        return LIFE_MILLIS + Math.min(MAX_LIFE_BY_COUNT_MILLIS, count * LIFE_BY_COUNT_MILLIS);
    }

    @Override
    public Decoding decode(String text) {
        return ChannelJson.read(text, this::message);
    }

    @Override
    public String encode(WitnessMessage message) {
        if (message instanceof WitnessMessage.New added) {
            return write("NEW_WITNESS", added.witness());
        }
        if (message instanceof WitnessMessage.Update update) {
            return write("UPDATE_WITNESS", update.witness());
        }
        throw new IllegalArgumentException(
                "the legacy pages know no " + message.getClass().getSimpleName());
    }

    @Override
    public List<WitnessMessage> states(List<Witness> witnesses, Predicate<String> isKnown, long timestamp) {
        return witnesses.stream()
                .<WitnessMessage>map(witness -> isKnown.test(witness.id())
                        ? new WitnessMessage.Update(witness, timestamp)
                        : new WitnessMessage.New(witness, timestamp))
                .toList();
    }

    // ---- reading

    private Decoding message(JsonNode message) {
        String type = message.path("type").stringValue("");
        if (!type.equals("NEW_WITNESS") && !type.equals("UPDATE_WITNESS")) {
            return new Decoding.Rejected("unknown type");
        }
        if (!(message.path("data") instanceof ObjectNode data)) {
            return new Decoding.Rejected("invalid witness");
        }
        long now = clock.millis();
        return WitnessJson.read(unfolded(data))
                .<Decoding>map(witness -> new Decoding.Decoded(
                        type.equals("NEW_WITNESS")
                                ? new WitnessMessage.New(witness, now)
                                : new WitnessMessage.Update(witness, now),
                        0))
                .orElse(new Decoding.Rejected("invalid witness"));
    }

    /** The witness in the form of the p2p store: what lies flat goes where it belongs, and a false proof goes nowhere. */
    private static ObjectNode unfolded(ObjectNode data) {
        ObjectNode witness = data.deepCopy();
        ObjectNode metadata =
                witness.path("metadata") instanceof ObjectNode given ? given : witness.putObject("metadata");
        for (String name : FLAT) {
            move(witness, name, metadata, name);
        }
        if (witness.has("positionX") || witness.has("positionY")) {
            ObjectNode position = metadata.putObject("position");
            move(witness, "positionX", position, "x");
            move(witness, "positionY", position, "y");
        }
        if (witness.has("proofNonce") || witness.has("proofHash")) {
            ObjectNode proof = witness.putObject("proof");
            move(witness, "proofNonce", proof, "nonce");
            move(witness, "proofHash", proof, "hash");
        }
        if (!isProven(witness)) {
            witness.remove("proof");
        }
        return witness;
    }

    private static void move(ObjectNode from, String name, ObjectNode to, String as) {
        JsonNode value = from.remove(name);
        if (value != null && !value.isNull()) {
            to.set(as, value);
        }
    }

    private static boolean isProven(JsonNode witness) {
        String text = witness.path("text").stringValue("");
        JsonNode proof = witness.path("proof");
        return proof.isObject()
                && text.length() <= Witness.MAX_TEXT
                && new LegacyProof(
                                proof.path("nonce").longValue(0),
                                proof.path("hash").stringValue(""))
                        .proves(text);
    }

    // ---- writing

    private String write(String type, Witness witness) {
        ObjectNode data = WitnessJson.write(witness);
        data.remove(List.of("base", "counts"));
        long now = clock.millis();
        long life = lifeMillis(witness.witnessCount());
        data.put("expiresAt", Math.min(witness.expiresAt(), now + life));
        data.put("lastWitnessed", Math.max(witness.createdAt(), Math.min(now, witness.expiresAt() - life)));
        if (witness.contextOf() == null) {
            data.putNull("contextOf");
        }
        if (!data.has("proof")) {
            LegacyProof proof = LegacyProof.of(witness.text());
            data.putObject("proof").put("nonce", proof.nonce()).put("hash", proof.hash());
        }
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", type);
        message.set("data", data);
        return message.toString();
    }
}
