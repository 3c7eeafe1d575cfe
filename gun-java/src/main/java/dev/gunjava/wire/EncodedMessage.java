package dev.gunjava.wire;

import java.nio.charset.StandardCharsets;

/**
 * One message as the bytes of its JSON text. Encoded once, it is queued for any number of receivers, who share the
 * bytes; nobody may change them.
 */
public final class EncodedMessage {

    private final byte[] utf8;

    EncodedMessage(CharSequence json) {
        this.utf8 = json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON text in UTF-8; shared, not to be changed. */
    public byte[] utf8() {
        return utf8;
    }

    /** The length in bytes. */
    public int length() {
        return utf8.length;
    }

    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
