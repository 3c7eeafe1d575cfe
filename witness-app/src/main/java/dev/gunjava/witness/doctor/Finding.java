package dev.gunjava.witness.doctor;

import java.util.Locale;

/**
 * What a check has come to.
 *
 * @param check what was looked at, in a word or two
 * @param level how it stands
 * @param text what was found, for people
 * @param advice what to do next; empty if nothing needs to be done
 */
public record Finding(String check, Level level, String text, String advice) {

    /** How it stands. */
    public enum Level {
        /** All is well. */
        OK,
        /** Nothing needs it now, or it could not be looked at. */
        SKIP,
        /** It may be in the way. */
        WARN,
        /** It does not work. */
        FAIL;

        /** The word in the JSON of findings. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Level.OK, text, "");
    }

    static Finding skip(String check, String text) {
        return new Finding(check, Level.SKIP, text, "");
    }

    static Finding warn(String check, String text, String advice) {
        return new Finding(check, Level.WARN, text, advice);
    }

    static Finding fail(String check, String text, String advice) {
        return new Finding(check, Level.FAIL, text, advice);
    }
}
