package dev.gunjava.wire;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.FrameLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The nodes of a message's {@code put}: those keys that are valid, how many were not, and what was wrong with the first
 * of those. A put is refused for one fault; a reply keeps what is good.
 *
 * <p>Source: gun.js {@code src/root.js put()}, {@code src/valid.js}.
 */
final class GraphReader {

    private final FrameLimits limits;
    private final List<Node> nodes = new ArrayList<>(1);
    private int keys;
    private int dropped;
    private @Nullable String fault;

    private GraphReader(FrameLimits limits) {
        this.limits = limits;
    }

    /** Reads the value at which the parser stands. */
    static GraphReader read(JsonParser parser, FrameLimits limits) {
        GraphReader graph = new GraphReader(limits);
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            graph.readNodes(parser);
        }
        if (graph.nodes.isEmpty()) {
            graph.fault("a put needs a node with a key");
        }
        return graph;
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    int dropped() {
        return dropped;
    }

    @Nullable
    String fault() {
        return fault;
    }

    private void fault(String reason) {
        if (fault == null) {
            fault = reason;
        }
    }

    private void drop(String reason) {
        fault(reason);
        dropped++;
    }

    private void readNodes(JsonParser parser) {
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String soul = parser.currentName();
            JsonToken value = parser.nextToken();
            if (soul.isEmpty() || soul.length() > limits.nameLength() || ReservedNames.refusedAsName(soul)) {
                drop("a soul may not be empty, reserved, or longer than " + limits.nameLength());
            } else if (value != JsonToken.START_OBJECT) {
                drop("a node must be an object");
            } else if (nodes.size() == limits.souls()) {
                drop("more than " + limits.souls() + " nodes in a put");
            } else {
                readNode(parser, soul);
                continue;
            }
            parser.skipChildren();
        }
    }

    private void readNode(JsonParser parser, String soul) {
        States states = new States();
        boolean metadata = false;
        List<String> names = new ArrayList<>();
        List<GunValue> values = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String key = parser.currentName();
            parser.nextToken();
            if (key.equals("_")) {
                metadata = readMetadata(parser, soul, states);
                continue;
            }
            GunValue value = readValue(parser);
            if (keys == limits.keys()) {
                drop("more than " + limits.keys() + " keys in a put");
            } else if (key.isEmpty() || key.length() > limits.nameLength() || ReservedNames.refusedAsKey(key)) {
                drop("a key may not be empty, reserved, or longer than " + limits.nameLength());
            } else if (value != null) {
                names.add(key);
                values.add(value);
                keys++;
            }
        }
        if (metadata) {
            assemble(soul, names, values, states);
        } else {
            drop("a node must name its soul in _.#");
        }
    }

    /** A key given twice counts as given once, with its last value, as in JavaScript. */
    private void assemble(String soul, List<String> names, List<GunValue> values, States states) {
        Map<String, Integer> last = names.size() > 1 ? lastPositions(names) : Map.of();
        Node.Builder node = Node.builder(soul);
        for (int i = 0; i < names.size(); i++) {
            String key = names.get(i);
            double state = states.of(key, i);
            if (last.getOrDefault(key, i) != i) {
                continue;
            }
            if (Double.isFinite(state)) {
                node.add(key, values.get(i), state);
            } else {
                drop("each key needs a finite state");
            }
        }
        if (node.size() > 0) {
            nodes.add(node.build());
        }
    }

    private static Map<String, Integer> lastPositions(List<String> names) {
        Map<String, Integer> last = new HashMap<>(names.size() * 2);
        for (int i = 0; i < names.size(); i++) {
            last.put(names.get(i), i);
        }
        return last;
    }

    private static boolean readMetadata(JsonParser parser, String soul, States states) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return false;
        }
        boolean named = false;
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("#")) {
                named = value == JsonToken.VALUE_STRING && parser.getString().equals(soul);
            } else if (name.equals(">") && value == JsonToken.START_OBJECT) {
                states.read(parser);
                continue;
            }
            parser.skipChildren();
        }
        return named;
    }

    /** The value at which the parser stands, which is read to its end; null, and a fault, if it is not valid. */
    private @Nullable GunValue readValue(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> GunValue.Null.INSTANCE;
            case VALUE_TRUE -> new GunValue.Bool(true);
            case VALUE_FALSE -> new GunValue.Bool(false);
            case VALUE_STRING -> readText(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber(parser);
            case START_OBJECT -> readLink(parser);
            default -> {
                parser.skipChildren();
                drop("an array is no value");
                yield null;
            }
        };
    }

    private @Nullable GunValue readText(JsonParser parser) {
        if (parser.getStringLength() > limits.valueLength()) {
            drop("a value is longer than " + limits.valueLength());
            return null;
        }
        return new GunValue.Text(parser.getString());
    }

    private @Nullable GunValue readNumber(JsonParser parser) {
        double number = parser.getDoubleValue();
        if (!Double.isFinite(number)) {
            drop("a number must be finite");
            return null;
        }
        return new GunValue.Num(number);
    }

    private @Nullable GunValue readLink(JsonParser parser) {
        String soul = null;
        int members = 0;
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("#") && value == JsonToken.VALUE_STRING) {
                soul = parser.getString();
            }
            members++;
            parser.skipChildren();
        }
        if (soul == null
                || members != 1
                || soul.isEmpty()
                || soul.length() > limits.nameLength()
                || ReservedNames.refusedAsName(soul)) {
            drop("an object is a value only as a link: {\"#\": soul}");
            return null;
        }
        return new GunValue.Link(soul);
    }

    /** The states of one node. Peers list them in the order of the keys, so the position is a good guess. */
    private static final class States {
        private String[] keys = new String[4];
        private double[] states = new double[4];
        private int size;
        private @Nullable Map<String, Integer> positions;

        void read(JsonParser parser) {
            for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                double state = value.isNumeric() ? parser.getDoubleValue() : Double.NaN;
                parser.skipChildren();
                if (size == keys.length) {
                    keys = Arrays.copyOf(keys, size * 2);
                    states = Arrays.copyOf(states, size * 2);
                }
                keys[size] = key;
                states[size++] = state;
            }
        }

        double of(String key, int guess) {
            if (positions == null) {
                if (guess < size && keys[guess].equals(key)) {
                    return states[guess];
                }
                positions = lastPositions(Arrays.asList(keys).subList(0, size));
            }
            Integer position = positions.get(key);
            return position == null ? Double.NaN : states[position];
        }
    }
}
