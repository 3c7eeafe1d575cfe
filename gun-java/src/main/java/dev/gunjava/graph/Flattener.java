package dev.gunjava.graph;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns nested data into nodes: what is nested becomes a node of its own, under the soul of its parent, a slash and the
 * key, and the parent holds a link to it. All keys get the one state of the write. Lives for one write, on one thread.
 *
 * <p>Source: gun.js {@code src/put.js}.
 */
public final class Flattener {

    private final double state;
    private final BiFunction<String, String, @Nullable String> linkAt;
    private final IdentityHashMap<Object, String> visited = new IdentityHashMap<>();
    private final Map<String, Map<String, GunValue>> nodes = new LinkedHashMap<>();

    /**
     * A flattener for one write.
     *
     * @param state the state of the write, in ms since the epoch
     * @param linkAt for a soul and a key, the soul that the graph has linked there already, or null
     */
    public Flattener(double state, BiFunction<String, String, @Nullable String> linkAt) {
        this.state = state;
        this.linkAt = linkAt;
    }

    /** Whether data becomes a node of its own, as maps and records do. */
    public static boolean isNode(@Nullable Object data) {
        return (data instanceof Map<?, ?> map && linkIn(map) == null)
                || (data instanceof Record && !(data instanceof GunValue));
    }

    /**
     * Adds the fields of a map or record as keys of the node with the given soul.
     *
     * @throws InvalidDataException if any of it is not valid; then nothing may be written
     */
    public Flattener addNode(String soul, Object data) {
        visited.put(data, soul);
        Map<String, GunValue> node = nodes.computeIfAbsent(soul, s -> new TreeMap<>());
        for (Map.Entry<String, @Nullable Object> field : fields(data, soul).entrySet()) {
            String key = field.getKey();
            if (!key.isEmpty() && !key.equals("_")) {
                node.put(key, value(soul, key, field.getValue()));
            }
        }
        return this;
    }

    /**
     * Adds one key, whatever it is to hold.
     *
     * @throws InvalidDataException if it is not valid; then nothing may be written
     */
    public Flattener addKey(String soul, String key, @Nullable Object data) {
        GunValue value = value(soul, key, data);
        nodes.computeIfAbsent(soul, s -> new TreeMap<>()).put(key, value);
        return this;
    }

    /** What was added, as nodes; those without any key are left out. */
    public List<Node> nodes() {
        List<Node> all = new ArrayList<>(nodes.size());
        nodes.forEach((soul, fields) -> {
            Node.Builder node = Node.builder(soul);
            fields.forEach((key, value) -> node.add(key, value, state));
            if (node.size() > 0) {
                all.add(node.build());
            }
        });
        return all;
    }

    private GunValue value(String soul, String key, @Nullable Object data) {
        if (data == null) {
            return GunValue.Null.INSTANCE;
        } else if (data instanceof GunValue value) {
            return value;
        } else if (data instanceof String text) {
            return new GunValue.Text(text);
        } else if (data instanceof Boolean bool) {
            return new GunValue.Bool(bool);
        } else if (data instanceof Number number && Double.isFinite(number.doubleValue())) {
            return new GunValue.Num(number.doubleValue());
        } else if (isNode(data)) {
            return new GunValue.Link(nested(soul, key, data));
        }
        String linked = data instanceof Map<?, ?> map ? linkIn(map) : null;
        if (linked != null) {
            return new GunValue.Link(linked);
        }
        throw new InvalidDataException(kind(data), path(soul, key));
    }

    private String nested(String soul, String key, Object data) {
        String known = visited.get(data);
        if (known != null) {
            return known;
        }
        String own = ownSoul(data);
        String linked = own == null ? linkAt.apply(soul, key) : own;
        String nested = linked == null ? soul + "/" + key : linked;
        addNode(nested, data);
        return nested;
    }

    /** The soul of {@code {"#": soul}}, which has no other member, or null. */
    private static @Nullable String linkIn(Map<?, ?> map) {
        return map.size() == 1 && map.get("#") instanceof String soul && !soul.isEmpty() ? soul : null;
    }

    /** The soul that data names for itself with {@code {"_": {"#": soul}}}, or null. */
    public static @Nullable String ownSoul(@Nullable Object data) {
        return data instanceof Map<?, ?> map
                        && map.get("_") instanceof Map<?, ?> metadata
                        && metadata.get("#") instanceof String soul
                        && !soul.isEmpty()
                ? soul
                : null;
    }

    private static Map<String, @Nullable Object> fields(Object data, String path) {
        Map<String, @Nullable Object> fields = new TreeMap<>();
        if (data instanceof Map<?, ?> map) {
            map.forEach((key, value) -> fields.put(String.valueOf(key), value));
            return fields;
        }
        for (RecordComponent component : data.getClass().getRecordComponents()) {
            fields.put(component.getName(), read(component, data, path));
        }
        return fields;
    }

    private static @Nullable Object read(RecordComponent component, Object data, String path) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(data);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new InvalidDataException("a component that cannot be read", path(path, component.getName()));
        }
    }

    private static String kind(Object data) {
        if (data instanceof Collection || data.getClass().isArray()) {
            return "array";
        }
        return data instanceof Number ? String.valueOf(data) : data.getClass().getSimpleName();
    }

    /** Path souls are joined with slashes; people read dots. */
    private static String path(String soul, String key) {
        return soul.replace('/', '.') + "." + key;
    }
}
