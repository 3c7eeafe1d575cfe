package dev.gunjava.witness.rtc;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the native library says, for logs and screens: it may quote a peer or a server. It is never given back to it. */
final class NativeText {
    private static final int MAX_LENGTH = 200;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private NativeText() {}

    /** The text with a question mark for each character that is not printable ASCII, cut to 200 characters. */
    static String printable(@Nullable String text) {
        String said = text == null ? "" : text;
        return UNPRINTABLE
                .matcher(said.length() > MAX_LENGTH ? said.substring(0, MAX_LENGTH) : said)
                .replaceAll("?");
    }
}
