package dev.gunjava.wire;

import dev.gunjava.graph.EcmaScript;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.FrameLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A message's member {@code ok}: on a put the budget of acks, {@code {"@":n,"/":m}}; on an ack whatever the peer that
 * gives it wants the writer to know.
 *
 * <p>Source: gun.js {@code src/root.js}, {@code src/mesh.js}: {@code {"":1}} from memory, {@code true} from disk, what
 * they like from programs.
 */
final class OkReader {

    private final int mostLength;

    /** Forwarded within a batch it is deeper than it came; the next relay, which may be ours, must still read it. */
    private final int mostDepth;

    private final StringBuilder json = new StringBuilder(24);
    private boolean harmless = true;
    private int remaining = -1;
    private int peers;

    private OkReader(FrameLimits limits) {
        this.mostLength = limits.ackLength();
        this.mostDepth = limits.ackDepth();
    }

    /** Reads the value at which the parser stands. */
    static OkReader read(JsonParser parser, FrameLimits limits) {
        OkReader ok = new OkReader(limits);
        ok.readValue(parser, 0);
        return ok;
    }

    /** What it says as the {@code ok} of a put, or null if that is no budget. */
    Message.@Nullable AckBudget budget() {
        return remaining < 0 ? null : new Message.AckBudget(remaining, Math.max(0, peers));
    }

    /** What it says as the {@code ok} of an ack, or null if that is nothing to pass on. */
    @Nullable
    JsonText text() {
        return harmless && json.length() <= mostLength ? new JsonText(json.toString()) : null;
    }

    private void readValue(JsonParser parser, int depth) {
        JsonToken token = parser.currentToken();
        if (!harmless || json.length() > mostLength || (token.isStructStart() && depth == mostDepth)) {
            harmless = false;
            parser.skipChildren();
            return;
        }
        switch (token) {
            case START_OBJECT -> readMembers(parser, depth);
            case START_ARRAY -> readElements(parser, depth);
            case VALUE_STRING -> readText(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber(parser);
            default -> json.append(parser.getString());
        }
    }

    private void readMembers(JsonParser parser, int depth) {
        json.append('{');
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (depth == 0 && value.isNumeric()) {
                readBudget(name, parser.getDoubleValue());
            }
            harmless &= name.length() <= mostLength && !ReservedNames.refusedAsKey(name);
            if (harmless) {
                separate('{');
                EcmaScript.appendQuoted(json, name);
                json.append(':');
            }
            readValue(parser, depth + 1);
        }
        json.append('}');
    }

    private void readBudget(String name, double number) {
        if (name.equals("@")) {
            remaining = (int) number;
        } else if (name.equals("/")) {
            peers = (int) number;
        }
    }

    private void readElements(JsonParser parser, int depth) {
        json.append('[');
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (harmless) {
                separate('[');
            }
            readValue(parser, depth + 1);
        }
        json.append(']');
    }

    private void separate(char opening) {
        if (json.charAt(json.length() - 1) != opening) {
            json.append(',');
        }
    }

    private void readText(JsonParser parser) {
        if (parser.getStringLength() > mostLength) {
            harmless = false;
        } else {
            EcmaScript.appendQuoted(json, parser.getString());
        }
    }

    private void readNumber(JsonParser parser) {
        harmless &= Double.isFinite(parser.getDoubleValue());
        json.append(parser.getString());
    }
}
