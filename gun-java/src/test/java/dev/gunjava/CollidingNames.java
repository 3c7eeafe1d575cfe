package dev.gunjava;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Names as an attacker makes them: different texts of one {@link String#hashCode()}. */
public final class CollidingNames {

    /** Two units each, of one hash; so is whatever is put together from the same number of them. */
    private static final List<String> BLOCKS = List.of("Aa", "BB", "C#");

    private CollidingNames() {}

    /** Different names of one hash, in random order; those of the same size and prefix are always the same. */
    public static List<String> of(int count, String prefix, RandomGenerator random) {
        int blocks = (int) Math.ceil(Math.log(count) / Math.log(BLOCKS.size())) + 1;
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder(prefix);
            int rest = i;
            for (int block = 0; block < blocks; block++) {
                name.append(BLOCKS.get(rest % BLOCKS.size()));
                rest /= BLOCKS.size();
            }
            names.add(name.toString());
        }
        for (int i = count - 1; i > 0; i--) {
            Collections.swap(names, i, random.nextInt(i + 1));
        }
        return names;
    }
}
