package dev.gunjava.witness.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jline.utils.Levenshtein;

/** Which name was probably meant by one that is none. */
final class Nearest {

    private Nearest() {}

    /** The name that takes the fewest changes, letter by letter, if they are few for what was typed. */
    static Optional<String> to(String typed, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> Levenshtein.distance(typed, name)))
                .filter(name -> Levenshtein.distance(typed, name) <= 1 + typed.length() / 3);
    }
}
