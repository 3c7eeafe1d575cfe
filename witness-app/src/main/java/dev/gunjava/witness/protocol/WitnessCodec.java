package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Tally;
import dev.gunjava.witness.Utf8;
import dev.gunjava.witness.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the messages of a data channel.
 *
 * <p>Reading never throws and never builds more than the bounds allow: bad input is a {@link Decoding.Rejected}. Thread-safe.
 */
public final class WitnessCodec implements MessageCodec {
    /** Characters that a message may have; no data channel carries more bytes. */
    public static final int MAX_MESSAGE = 256 * 1024;

    /** Witnesses that are read from one sync, and versions from one list; no field holds more. */
    public static final int MAX_WITNESSES = 200;

    /** Messages that are read from one batch. */
    public static final int MAX_ITEMS = 256;

    /** Bytes at which syncs, batches and versions are cut: every data channel carries messages of 64 KiB. */
    static final int MAX_PIECE = 60_000;

    private static final int MAX_HASH = 64;

    @Override
    public Decoding decode(String text) {
        return ChannelJson.read(
                text, message -> type(message).equals("witness-batch") ? batch(message) : single(message));
    }

    /** A sync may be of any size; see {@link #pieces}. */
    @Override
    public String encode(WitnessMessage message) {
        return write(message).toString();
    }

    /** Cuts what we have into syncs of less than 64 KiB each; at least one, so that the other side hears that we have nothing. */
    public List<WitnessMessage.Sync> pieces(List<Witness> witnesses, long timestamp) {
        List<WitnessMessage.Sync> pieces = new ArrayList<>();
        cut(witnesses, WitnessJson::write, MAX_WITNESSES)
                .forEach(piece -> pieces.add(new WitnessMessage.Sync(piece, timestamp)));
        return pieces.isEmpty() ? List.of(new WitnessMessage.Sync(List.of(), timestamp)) : pieces;
    }

    @Override
    public List<WitnessMessage> states(List<Witness> witnesses, Predicate<String> isKnown, long timestamp) {
        return List.copyOf(pieces(witnesses, timestamp));
    }

    /** Puts messages together into batches of less than 64 KiB each; one that is left alone stays as it is. */
    public List<WitnessMessage> batches(List<WitnessMessage> messages) {
        if (messages.size() < 2) {
            return messages;
        }
        return cut(messages, WitnessCodec::write, MAX_ITEMS).stream()
                .map(items -> items.size() == 1 ? items.get(0) : new WitnessMessage.Batch(items))
                .toList();
    }

    /** What we have, newest first, as far as one message of less than 64 KiB can say it. */
    public WitnessMessage.Versions versions(List<Witness> witnesses) {
        List<Version> versions = witnesses.stream().map(Version::of).toList();
        List<List<Version>> cut = cut(versions, WitnessCodec::write, MAX_WITNESSES);
        return new WitnessMessage.Versions(cut.isEmpty() ? List.of() : cut.get(0));
    }

    private static <T> List<List<T>> cut(List<T> parts, Function<T, JsonNode> form, int most) {
        List<List<T>> pieces = new ArrayList<>();
        int size = MAX_PIECE;
        for (T part : parts) {
            int bytes = Utf8.length(form.apply(part).toString()) + 1;
            if (size + bytes > MAX_PIECE || pieces.get(pieces.size() - 1).size() == most) {
                pieces.add(new ArrayList<>());
                size = 0;
            }
            pieces.get(pieces.size() - 1).add(part);
            size += bytes;
        }
        return pieces;
    }

    // ---- writing

    private static ObjectNode write(WitnessMessage message) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
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
        } else if (message instanceof WitnessMessage.Batch batch) {
            ArrayNode items = out.put("type", "witness-batch").putArray("items");
            batch.items().forEach(item -> items.add(write(item)));
        } else if (message instanceof WitnessMessage.Digest digest) {
            out.put("type", "witness-digest").put("hash", digest.hash()).put("size", digest.size());
        } else if (message instanceof WitnessMessage.Versions list) {
            ArrayNode versions = out.put("type", "witness-versions").putArray("versions");
            list.versions().forEach(version -> versions.add(write(version)));
        }
        return out;
    }

    private static ArrayNode write(Version version) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(version.id())
                .add(version.witnessCount())
                .add(version.expiresAt());
    }

    // ---- reading

    private static String type(JsonNode message) {
        return message.path("type").stringValue("");
    }

    private static Decoding single(JsonNode message) {
        return switch (type(message)) {
            case "witness-sync" -> sync(message);
            case "witness-new" -> one(message.get("witness"), WitnessMessage.New::new, timestamp(message));
            case "witness-update" -> one(message.get("witness"), WitnessMessage.Update::new, timestamp(message));
            case "ping" -> new Decoding.Decoded(new WitnessMessage.Ping(millis(message.get("t"))), 0);
            case "pong" -> new Decoding.Decoded(new WitnessMessage.Pong(millis(message.get("t"))), 0);
            case "witness-digest" -> digest(message);
            case "witness-versions" -> versions(message);
            default -> new Decoding.Rejected("unknown type");
        };
    }

    private static Decoding batch(JsonNode message) {
        JsonNode listed = message.path("items");
        if (!listed.isArray()) {
            return new Decoding.Rejected("batch without items");
        }
        List<WitnessMessage> items = new ArrayList<>();
        int dropped = Math.max(0, listed.size() - MAX_ITEMS);
        for (int i = 0; i < Math.min(listed.size(), MAX_ITEMS); i++) {
            // A batch within a batch is none of the types.
            if (single(listed.get(i)) instanceof Decoding.Decoded item) {
                items.add(item.message());
                dropped += item.dropped();
            } else {
                dropped++;
            }
        }
        return new Decoding.Decoded(new WitnessMessage.Batch(items), dropped);
    }

    private static Decoding sync(JsonNode message) {
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

    private static Decoding digest(JsonNode message) {
        String hash = message.path("hash").stringValue("");
        return hash.isEmpty() || hash.length() > MAX_HASH
                ? new Decoding.Rejected("digest without hash")
                : new Decoding.Decoded(new WitnessMessage.Digest(hash, (int) millis(message.get("size"))), 0);
    }

    private static Decoding versions(JsonNode message) {
        JsonNode listed = message.path("versions");
        if (!listed.isArray()) {
            return new Decoding.Rejected("versions without a list");
        }
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < Math.min(listed.size(), MAX_WITNESSES); i++) {
            JsonNode version = listed.get(i);
            long count = millis(version.get(1));
            if (Witness.isId(version.path(0).stringValue("")) && Tally.isCount(count)) {
                versions.add(new Version(version.path(0).stringValue(""), count, millis(version.get(2))));
            }
        }
        return new Decoding.Decoded(new WitnessMessage.Versions(versions), listed.size() - versions.size());
    }

    private static long timestamp(JsonNode message) {
        return millis(message.get("timestamp"));
    }

    /** Nothing is decided by the times of messages, so one that is missing is as good as 0. */
    private static long millis(@Nullable JsonNode json) {
        return json != null && json.isNumber() ? (long) json.doubleValue(0) : 0;
    }
}
