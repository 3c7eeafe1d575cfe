package dev.gunjava.wire;

import dev.gunjava.graph.Lex;
import dev.gunjava.limits.FrameLimits;
import dev.gunjava.wire.Message.Span;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A get's member {@code get}: a soul or a choice of souls, a key, a choice of keys or none, and for choices how much of
 * them.
 *
 * <p>Source: gun.js {@code lib/radisk.js}, {@code lib/rindexed.js}, by what they answer. Without a budget a choice gives
 * one item; zero stands for no bound; what is no sane budget counts as one.
 */
final class GetReader {

    private final FrameLimits limits;
    private @Nullable Lex soul;
    private @Nullable Lex key = Lex.all();
    private boolean ranged;
    private boolean soulsRanged;
    private boolean reverse;
    private @Nullable Integer budget;

    private GetReader(FrameLimits limits) {
        this.limits = limits;
    }

    /** Reads the value at which the parser stands. */
    static GetReader read(JsonParser parser, FrameLimits limits) {
        GetReader get = new GetReader(limits);
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            get.readMembers(parser);
        }
        return get;
    }

    Message message(String id, @Nullable Integer hash, boolean direct, String others) {
        if (soul == null || key == null || (soul.isAll() && !soulsRanged)) {
            return new Message.Malformed(id, "a get needs a soul, and a key or none", true);
        }
        return new Message.Get(id, soul, key, span(), hash, direct, others);
    }

    private Span span() {
        if (!ranged) {
            return Span.ALL;
        }
        int bound = budget == null ? 1 : budget;
        return new Span(bound == 0 ? Integer.MAX_VALUE : bound, reverse);
    }

    private void readMembers(JsonParser parser) {
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "#" -> {
                    boolean keysRanged = ranged;
                    ranged = false;
                    soul = readLex(parser);
                    soulsRanged = ranged;
                    ranged |= keysRanged;
                }
                case "." -> key = readLex(parser);
                case "%" -> budget = readBudget(parser, value);
                case "-" -> reverse = true;
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private int readBudget(JsonParser parser, JsonToken value) {
        double asked = value.isNumeric() ? parser.getDoubleValue() : 1;
        return asked >= 0 && asked <= limits.choice() ? (int) asked : 1;
    }

    /** A name, a choice of names, everything for an empty or null name, or null if it is none of these. */
    private @Nullable Lex readLex(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> Lex.all();
            case VALUE_STRING -> {
                String name = parser.getString();
                yield name.length() > limits.nameLength() ? null : name.isEmpty() ? Lex.all() : Lex.exactly(name);
            }
            case START_OBJECT -> readOperators(parser);
            default -> null;
        };
    }

    /** Operators that are not known are passed over, as gun.js does; so are empty bounds. */
    private @Nullable Lex readOperators(JsonParser parser) {
        String exact = null;
        String prefix = null;
        String from = null;
        String to = null;
        boolean odd = false;
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String operator = parser.currentName();
            boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
            String name = text ? parser.getString() : "";
            String bound = name.isEmpty() ? null : name;
            odd |= name.length() > limits.nameLength();
            switch (operator) {
                case "=" -> exact = bound;
                case "*" -> prefix = bound;
                case ">" -> from = bound;
                case "<" -> to = bound;
                case "-" -> reverse = true;
                default -> {}
            }
            boolean choice = operator.equals("*") || operator.equals(">") || operator.equals("<");
            ranged |= choice;
            odd |= choice && !text;
            parser.skipChildren();
        }
        return odd ? null : new Lex(exact, prefix, from, to);
    }
}
