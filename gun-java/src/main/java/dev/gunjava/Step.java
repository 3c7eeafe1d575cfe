package dev.gunjava;

import dev.gunjava.graph.Lex;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One part of a path. */
sealed interface Step {

    /** The key of a node; or the first part, the soul of one. */
    record Key(String name) implements Step {}

    /**
     * Every item of a node.
     *
     * @param keys the keys whose values are items
     * @param wanted which of these are wanted; null for all
     */
    record Items(Lex keys, @Nullable Predicate<Change> wanted) implements Step {}
}
