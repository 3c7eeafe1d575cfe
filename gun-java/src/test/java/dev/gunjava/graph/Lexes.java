package dev.gunjava.graph;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random names and random choices of them, from so few characters that they often meet. */
public final class Lexes {

    private static final String UNITS = "\u0000ab\u00e9\uD800\uDC00\uFFFE\uFFFF";

    private Lexes() {}

    /** A name of up to four units, which may be no well-formed text. */
    public static String name(RandomGenerator random) {
        StringBuilder name = new StringBuilder();
        for (int units = random.nextInt(5); units > 0; units--) {
            name.append(UNITS.charAt(random.nextInt(UNITS.length())));
        }
        return name.toString();
    }

    /** A choice by any combination of bounds, contradicting ones too. */
    public static Lex any(RandomGenerator random) {
        Supplier<@Nullable String> bound = () -> random.nextBoolean() ? name(random) : null;
        return new Lex(random.nextInt(8) == 0 ? name(random) : null, bound.get(), bound.get(), bound.get());
    }
}
