package dev.gunjava.witness.discovery;

import dev.gunjava.witness.Base36;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The names under which peers find each other: a new one for each start of a peer. */
public final class PeerId {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,63}");

    private PeerId() {}

    /** A new id in the form of the deployed pages: {@code peer_}, random digits, the time, both to base 36. */
    public static String fresh(long millis, RandomGenerator random) {
        return "peer_" + Base36.random(9, random) + "_" + Base36.of(millis);
    }

    /** Whether a stranger's text can be an id: at most 64 characters, and none that has a meaning in a soul. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }
}
