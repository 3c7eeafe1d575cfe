package dev.gunjava;

import dev.gunjava.graph.EcmaScript;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a program hands over to be written, as it was at the moment of the call: read once, on the thread of the caller,
 * so that neither later changes nor slow accessors of the program's objects reach the mesh.
 *
 * <p>Source of what is valid: gun.js {@code src/valid.js} and {@code src/put.js}.
 */
sealed interface Data {

    /** A value as the graph holds it. */
    record Primitive(GunValue value) implements Data {}

    /** A place, to link to the node there. */
    record Reference(GunRef target) implements Data {}

    /**
     * What becomes a node: a map, a record, or a node of a graph. One object of the program is one tree, however often
     * it occurs, also within itself; so trees are compared by identity.
     */
    final class Tree implements Data {
        private final @Nullable String ownSoul;
        private final SortedMap<String, Data> fields = new TreeMap<>();

        private Tree(@Nullable String ownSoul) {
            this.ownSoul = ownSoul;
        }

        /** The soul that the data names for itself with {@code {"_": {"#": soul}}}, or null. */
        @Nullable
        String ownSoul() {
            return ownSoul;
        }

        /** The fields in the order of their names. */
        SortedMap<String, Data> fields() {
            return fields;
        }
    }

    /**
     * Reads what a program hands over.
     *
     * @param gun whose references are understood
     * @param path where it is to be written, for people
     * @throws InvalidData if any of it is not valid; then nothing may be written
     */
    static Data read(Gun gun, String path, @Nullable Object data) {
        return new Reader(gun).read(data, path, 0);
    }

    /** Lives for one call, on one thread. */
    final class Reader {

        /** Deeper data would overflow the stack before any other limit refuses it. */
        private static final int DEPTH = 500;

        private final Gun gun;
        private final IdentityHashMap<Object, Tree> trees = new IdentityHashMap<>();

        private Reader(Gun gun) {
            this.gun = gun;
        }

        private Data read(@Nullable Object data, String path, int depth) {
            if (data == null) {
                return new Primitive(GunValue.Null.INSTANCE);
            } else if (data instanceof GunValue value) {
                return new Primitive(value);
            } else if (data instanceof String text) {
                return new Primitive(new GunValue.Text(text));
            } else if (data instanceof Boolean bool) {
                return new Primitive(new GunValue.Bool(bool));
            } else if (data instanceof Number number && Double.isFinite(number.doubleValue())) {
                return new Primitive(new GunValue.Num(number.doubleValue()));
            } else if (data instanceof GunRef target) {
                return reference(target, path);
            } else if (data instanceof Map<?, ?> map) {
                String linked = map.size() == 1 ? soulIn(map) : null;
                return linked == null ? tree(map, path, depth) : new Primitive(new GunValue.Link(linked));
            } else if (data instanceof Record || data instanceof Node) {
                return tree(data, path, depth);
            }
            throw new InvalidData(kind(data), path);
        }

        private Data reference(GunRef target, String path) {
            if (target.gun() != gun) {
                throw new InvalidData("a reference of another peer", path);
            } else if (target.hasItems()) {
                throw new InvalidData("a reference to more than one place", path);
            }
            return new Reference(target);
        }

        private Tree tree(Object data, String path, int depth) {
            Tree known = trees.get(data);
            if (known != null) {
                return known;
            } else if (depth == DEPTH) {
                throw new InvalidData("data nested deeper than " + DEPTH, path);
            }
            Tree tree = new Tree(ownSoul(data));
            if (!(data instanceof Map<?, ?> map && map.isEmpty())) {
                trees.put(data, tree); // all empty maps may be one object to Java, and yet mean different nodes
            }
            if (data instanceof Map<?, ?> map) {
                map.forEach((key, value) -> add(tree, name(key, path), value, path, depth));
            } else if (data instanceof Node node) {
                node.keys().forEach(key -> add(tree, key, node.value(key), path, depth));
            } else {
                for (RecordComponent component : data.getClass().getRecordComponents()) {
                    add(tree, component.getName(), component(component, data, path), path, depth);
                }
            }
            return tree;
        }

        /** An empty key and the metadata are no data; gun.js passes over them too. */
        private void add(Tree tree, String key, @Nullable Object value, String path, int depth) {
            if (!key.isEmpty() && !key.equals("_")) {
                tree.fields.put(key, read(value, path + "." + key, depth + 1));
            }
        }

        private static @Nullable String ownSoul(Object data) {
            if (data instanceof Node node) {
                return node.soul();
            }
            return data instanceof Map<?, ?> map && map.get("_") instanceof Map<?, ?> metadata
                    ? soulIn(metadata)
                    : null;
        }

        private static @Nullable String soulIn(Map<?, ?> map) {
            return map.get("#") instanceof String soul && !soul.isEmpty() ? soul : null;
        }

        private static String name(@Nullable Object key, String path) {
            if (key == null) {
                throw new InvalidData("a key that is null", path);
            }
            return key instanceof Double || key instanceof Float
                    ? EcmaScript.number(((Number) key).doubleValue())
                    : key.toString();
        }

        private static @Nullable Object component(RecordComponent component, Object data, String path) {
            try {
                component.getAccessor().setAccessible(true);
                return component.getAccessor().invoke(data);
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new InvalidData("a component that cannot be read", path + "." + component.getName());
            }
        }

        private static String kind(Object data) {
            if (data instanceof Collection || data.getClass().isArray()) {
                return "array";
            }
            return data instanceof Number
                    ? String.valueOf(data)
                    : data.getClass().getSimpleName();
        }
    }
}
