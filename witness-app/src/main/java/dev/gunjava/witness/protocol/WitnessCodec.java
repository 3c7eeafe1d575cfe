package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the messages of a data channel.
 *
 * <p>Reading never throws and never builds more than the bounds allow: bad input is a {@link Decoding.Rejected}. Thread-safe.
 */
public final class WitnessCodec {
    /** Characters that a message may have; no data channel carries more bytes. */
    public static final int MAX_MESSAGE = 256 * 1024;

    /** Witnesses that are read from one sync; no field holds more. */
    public static final int MAX_WITNESSES = 200;

    /** Bytes at which a sync is cut: every data channel carries messages of 64 KiB. */
    static final int MAX_PIECE = 60_000;

    private static final int MAX_DEPTH = 8;

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_MESSAGE)
                            .maxStringLength(MAX_MESSAGE)
                            .maxNumberLength(64)
                            .maxNameLength(256)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads what a stranger sent. */
    public Decoding decode(String text) {
        if (text.length() > MAX_MESSAGE) {
            return new Decoding.Rejected("message too long");
        }
        JsonNode message;
        try {
            message = json.readTree(text);
        } catch (JacksonException malformed) {
            return new Decoding.Rejected("no JSON");
        }
        return message == null || !message.isObject()
                ? new Decoding.Rejected("no JSON object")
                : switch (message.path("type").stringValue("")) {
                    case "witness-sync" -> sync(message);
                    case "witness-new" -> one(message.get("witness"), WitnessMessage.New::new, timestamp(message));
                    case "witness-update" ->
                        one(message.get("witness"), WitnessMessage.Update::new, timestamp(message));
                    case "ping" -> new Decoding.Decoded(new WitnessMessage.Ping(millis(message.get("t"))), 0);
                    case "pong" -> new Decoding.Decoded(new WitnessMessage.Pong(millis(message.get("t"))), 0);
                    default -> new Decoding.Rejected("unknown type");
                };
    }

    /** The text of a message. A sync may be of any size; see {@link #pieces}. */
    public String encode(WitnessMessage message) {
        ObjectNode out = json.createObjectNode();
        if (message instanceof WitnessMessage.Sync sync) {
            ArrayNode witnesses = out.put("type", "witness-sync").putArray("witnesses");
            sync.witnesses().forEach(witness -> witnesses.add(WitnessJson.write(witness)));
            out.put("timestamp", sync.timestamp());
        } else if (message instanceof WitnessMessage.New added) {
            out.put("type", "witness-new").set("witness", WitnessJson.write(added.witness()));
            out.put("timestamp", added.timestamp());
        } else if (message instanceof WitnessMessage.Update update) {
            out.put("type", "witness-update").set("witness", WitnessJson.write(update.witness()));
            out.put("timestamp", update.timestamp());
        } else if (message instanceof WitnessMessage.Ping ping) {
            out.put("type", "ping").put("t", ping.t());
        } else if (message instanceof WitnessMessage.Pong pong) {
            out.put("type", "pong").put("t", pong.t());
        }
        return out.toString();
    }

    /** Cuts what we have into syncs of less than 64 KiB each; at least one, so that the other side hears that we have nothing. */
    public List<WitnessMessage.Sync> pieces(List<Witness> witnesses, long timestamp) {
        List<WitnessMessage.Sync> pieces = new ArrayList<>();
        List<Witness> piece = new ArrayList<>();
        int size = 0;
        for (Witness witness : witnesses) {
            int bytes = WitnessJson.write(witness).toString().getBytes(StandardCharsets.UTF_8).length + 1;
            if (!piece.isEmpty() && (size + bytes > MAX_PIECE || piece.size() == MAX_WITNESSES)) {
                pieces.add(new WitnessMessage.Sync(piece, timestamp));
                piece = new ArrayList<>();
                size = 0;
            }
            piece.add(witness);
            size += bytes;
        }
        pieces.add(new WitnessMessage.Sync(piece, timestamp));
        return pieces;
    }

    private Decoding sync(JsonNode message) {
        JsonNode listed = message.path("witnesses");
        if (!listed.isArray()) {
            return new Decoding.Rejected("sync without witnesses");
        }
        List<Witness> witnesses = new ArrayList<>();
        for (int i = 0; i < Math.min(listed.size(), MAX_WITNESSES); i++) {
            WitnessJson.read(listed.get(i)).ifPresent(witnesses::add);
        }
        return new Decoding.Decoded(
                new WitnessMessage.Sync(witnesses, timestamp(message)), listed.size() - witnesses.size());
    }

    private interface OfWitness {
        WitnessMessage of(Witness witness, long timestamp);
    }

    private static Decoding one(@Nullable JsonNode witness, OfWitness message, long timestamp) {
        return WitnessJson.read(witness)
                .<Decoding>map(read -> new Decoding.Decoded(message.of(read, timestamp), 0))
                .orElse(new Decoding.Rejected("invalid witness"));
    }

    private static long timestamp(JsonNode message) {
        return millis(message.get("timestamp"));
    }

    /** Nothing is decided by these times, so one that is missing is as good as 0. */
    private static long millis(@Nullable JsonNode json) {
        return json != null && json.isNumber() ? (long) json.doubleValue(0) : 0;
    }
}
