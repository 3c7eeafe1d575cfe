package dev.gunjava.faults;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Families of names that all have the same {@link String#hashCode}. */
final class CollidingNames {
    private static final int HASH_BASE = 31;
    private static final int BLOCKS = 16;

    private CollidingNames() {}

    /**
     * Different names of one hash code: sequences of two interchangeable blocks, which chance chooses, between a prefix and
     * a suffix. The best known such blocks are "Aa" and "BB".
     */
    static List<String> of(Variant variant, int count) {
        String one;
        String other;
        do {
            char first = (char) variant.between('A', 'y');
            char second = (char) variant.between('A' + HASH_BASE, 'z');
            one = "" + first + second;
            other = "" + (char) (first + 1) + (char) (second - HASH_BASE);
        } while (one.contains("\\") || other.contains("\\"));
        String shared = variant.word(variant.between(0, 2));
        String prefix = variant.word(variant.between(1, 12));
        String suffix = variant.word(variant.between(0, 12));
        Set<String> names = new HashSet<>();
        while (names.size() < count) {
            StringBuilder name = new StringBuilder(prefix);
            for (int block = 0; block < BLOCKS; block++) {
                name.append(variant.random().nextBoolean() ? one : other).append(shared);
            }
            names.add(name.append(suffix).toString());
        }
        return new ArrayList<>(names);
    }

    /** As many names of the same length, which chance alone makes collide. */
    static List<String> harmless(Variant variant, List<String> colliding) {
        return colliding.stream().map(name -> variant.word(name.length())).toList();
    }
}
