package dev.gunjava.witness;

/** How many bytes a text takes on a channel. */
public final class Utf8 {
    private static final int SURROGATE_PAIR_BYTES = 4;

    private Utf8() {}

    /** Bytes of the text in UTF-8; a lone surrogate, which UTF-8 does not have, counts as 3. */
    public static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                bytes += 1;
            } else if (unit < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += SURROGATE_PAIR_BYTES;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
