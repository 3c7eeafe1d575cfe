package dev.gunjava.wire;

import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.FrameLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads text frames into messages. Nothing that a frame holds makes it throw: a frame that is no JSON, or too large, is
 * refused as a whole, and a message that breaks a rule becomes {@link Message.Malformed}. As safe for use by several
 * threads as the source of randomness that it was given.
 *
 * <p>Source: gun.js {@code src/mesh.js hear()}; where that is looser than JSON, this is not. One thing that JavaScript
 * allows is refused too: a soul or key with a lone surrogate, which Jackson does not read as a name. In values they are
 * fine.
 */
public final class FrameReader {

    /** JSON texts inside strings inside batches: gun.js hears them again; it never sends more than one layer. */
    private static final int MAX_LAYERS = 2;

    private static final String NOT_JSON = "DAM JSON parse error.";
    private static final String TOO_BIG = "Message too big!";

    private final FrameLimits limits;
    private final MessageIds ids;
    private final JsonFactory json;

    /**
     * A reader within limits.
     *
     * @param random for the ids of messages that came without one
     */
    public FrameReader(FrameLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.ids = new MessageIds(random);
        this.json = JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES) // souls are names here: endless many
                .recyclerPool(JsonRecyclerPools.threadLocalPool()) // read by few threads, which live long
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // gun.js relays print -Infinity
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.bytes())
                        .maxNameLength(limits.bytes())
                        .maxDocumentLength(limits.bytes())
                        .build())
                .build();
    }

    /** Reads a frame given as text, of which each UTF-16 unit counts for a byte. */
    public Frame read(String text) {
        return read(text, text.length());
    }

    /**
     * Reads a frame given as text.
     *
     * @param bytes how long it was in UTF-8
     */
    public Frame read(String text, int bytes) {
        if (bytes > limits.bytes()) {
            return Frame.refused(TOO_BIG);
        }
        if (!mayBeFrame(text)) {
            return Frame.EMPTY;
        }
        Batch batch = new Batch();
        try {
            readFrame(text, batch, 1);
        } catch (BatchTooLong e) {
            return Frame.refused("more than " + limits.messages() + " messages in a frame");
        } catch (JacksonException e) {
            return Frame.refused(NOT_JSON);
        }
        return batch.messages.isEmpty() && batch.skipped == 0
                ? Frame.EMPTY
                : new Frame(List.copyOf(batch.messages), batch.skipped, null, bytes);
    }

    /** gun.js judges by the first character; what begins otherwise is passed over in silence. */
    private static boolean mayBeFrame(String text) {
        return !text.isEmpty() && (text.charAt(0) == '{' || text.charAt(0) == '[');
    }

    /** The messages read so far, and what was passed over; lives for one frame. */
    private final class Batch {
        private final List<Message> messages = new ArrayList<>(1);
        private int skipped;

        void add(Message message) {
            if (messages.size() == limits.messages()) {
                throw new BatchTooLong();
            }
            messages.add(message);
        }
    }

    private static final class BatchTooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        BatchTooLong() {
            super(null, null, false, false);
        }
    }

    private void readFrame(String text, Batch batch, int layer) {
        // Of bytes without a table of names, Jackson makes characters a little at a time, which takes longer than this.
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text.toCharArray())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                batch.add(readMessage(parser));
            } else {
                readBatch(parser, batch, layer);
            }
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "text after the end");
            }
        }
    }

    private void readBatch(JsonParser parser, Batch batch, int layer) {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                batch.add(readMessage(parser));
            } else if (token == JsonToken.VALUE_STRING && layer < MAX_LAYERS) {
                String inner = parser.getString();
                if (mayBeFrame(inner)) {
                    readFrame(inner, batch, layer + 1);
                } else {
                    batch.skipped++;
                }
            } else {
                parser.skipChildren();
                batch.skipped++;
            }
        }
    }

    /** Reads the members of one message, whose opening brace was read, and tells what kind of message they make. */
    private Message readMessage(JsonParser parser) {
        Members members = new Members();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "#" -> members.readId(parser, value);
                case "@" -> members.readTo(parser, value);
                case "##" -> members.hash = value.isNumeric() ? intOf(parser) : null;
                case "><" -> members.others = value == JsonToken.VALUE_STRING ? parser.getString() : "";
                case "dam" -> members.dam = value == JsonToken.VALUE_STRING ? parser.getString() : "no text";
                case "pid" -> members.pid = members.text(parser, value);
                case "nonce" -> members.nonce = members.text(parser, value);
                case "echo" -> members.echo = members.text(parser, value);
                case "mac" -> members.mac = members.text(parser, value);
                case "err" -> members.error = readError(parser, value);
                case "%" -> members.more = truthy(parser, value);
                case "nts", "NTS" -> members.direct |= truthy(parser, value);
                case "ok" -> members.ok = OkReader.read(parser, limits);
                case "get" -> members.get = GetReader.read(parser, limits);
                case "put" -> members.put = GraphReader.read(parser, limits);
                default -> {}
            }
            parser.skipChildren();
        }
        return members.message();
    }

    private static @Nullable String readError(JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        return truthy(parser, value) ? "error" : null;
    }

    private static boolean truthy(JsonParser parser, JsonToken value) {
        return switch (value) {
            case VALUE_NULL, VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getStringLength() > 0;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue() != 0;
            default -> true;
        };
    }

    private static @Nullable Integer intOf(JsonParser parser) {
        double value = parser.getDoubleValue();
        return value == (int) value ? (int) value : null;
    }

    /** What a message was seen to have; lives for one message. */
    private final class Members {
        private @Nullable String id;
        private boolean oddId;
        private @Nullable String to;
        private boolean oddTo;
        private @Nullable Integer hash;
        private String others = "";
        private @Nullable String dam;
        private @Nullable String pid;
        private @Nullable String nonce;
        private @Nullable String echo;
        private @Nullable String mac;
        private @Nullable String error;
        private boolean more;
        private boolean direct;
        private @Nullable OkReader ok;
        private @Nullable GetReader get;
        private @Nullable GraphReader put;

        void readId(JsonParser parser, JsonToken value) {
            id = name(parser, value);
            oddId = id == null && truthy(parser, value);
        }

        void readTo(JsonParser parser, JsonToken value) {
            to = name(parser, value);
            oddTo = to == null && truthy(parser, value);
        }

        private @Nullable String name(JsonParser parser, JsonToken value) {
            String name = text(parser, value);
            return name == null || name.isEmpty() || ReservedNames.refusedAsName(name) ? null : name;
        }

        /** A text that is not too long to be kept, or null. */
        @Nullable
        String text(JsonParser parser, JsonToken value) {
            return value == JsonToken.VALUE_STRING && parser.getStringLength() <= limits.nameLength()
                    ? parser.getString()
                    : null;
        }

        Message message() {
            String known = id == null ? ids.next() : id;
            if (oddId) {
                return new Message.Malformed(known, "the message id must be a short text", false);
            }
            if (oddTo) {
                return new Message.Malformed(known, "the id answered to must be a short text", false);
            }
            if (dam != null) {
                return damMessage(known, dam);
            }
            if (put != null) {
                return putMessage(known, put);
            }
            if (get != null) {
                return get.message(known, hash, direct, others);
            }
            if (to != null) {
                return ok == null && error == null
                        ? new Message.Reply(known, to, List.of(), hash, more, 0)
                        : ackMessage(known, to);
            }
            return new Message.Unknown(known, "no verb");
        }

        private Message damMessage(String known, String verb) {
            return switch (verb) {
                case "?" -> new Message.Hello(known, pid, to, nonce, echo, mac);
                case "hi" -> new Message.Hi(known);
                case "!" -> new Message.Complaint(known, error == null ? "" : error);
                default -> new Message.Unknown(known, "dam");
            };
        }

        private Message ackMessage(String known, String to) {
            JsonText said = ok == null ? null : ok.text();
            return ok != null && said == null
                    ? new Message.Malformed(known, "the ok of an ack must be small and harmless", false)
                    : new Message.Ack(known, to, said, error);
        }

        private Message putMessage(String known, GraphReader graph) {
            if (to != null) {
                return new Message.Reply(known, to, graph.nodes(), hash, more, graph.dropped());
            }
            String fault = graph.fault();
            return fault == null
                    ? new Message.Put(known, graph.nodes(), ok == null ? null : ok.budget(), others)
                    : new Message.Malformed(known, fault, true);
        }
    }
}
