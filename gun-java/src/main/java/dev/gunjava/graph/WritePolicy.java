package dev.gunjava.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which writes a peer lets into its graph, and so onto the wire. Called on the thread of the mesh. */
@FunctionalInterface
public interface WritePolicy {

    /** A policy that allows every valid write. */
    WritePolicy ANY = (soul, key, value) -> null;

    /**
     * Judges one write.
     *
     * @return null if the write is allowed, else the reason to tell the writer
     */
    @Nullable
    String refusal(String soul, String key, GunValue value);

    /** A policy that allows what this one or the other allows; what both refuse, for the reason of this one. */
    default WritePolicy or(WritePolicy other) {
        return (soul, key, value) -> {
            String reason = refusal(soul, key, value);
            return reason == null || other.refusal(soul, key, value) == null ? null : reason;
        };
    }

    /**
     * A policy that allows a list of namespaces: each the soul itself and all path souls below it.
     *
     * @param namespaces souls such as {@code "chat"}, which allows {@code "chat"} and {@code "chat/…"}
     */
    static WritePolicy namespaces(String... namespaces) {
        List<String> allowed = List.of(namespaces);
        return (soul, key, value) -> {
            for (String namespace : allowed) {
                if (soul.startsWith(namespace)
                        && (soul.length() == namespace.length() || soul.charAt(namespace.length()) == '/')) {
                    return null;
                }
            }
            return "only the namespaces " + allowed + " may be written here";
        };
    }
}
