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

    /** A message around a part of it that is encoded already and has its place before the character {@code at}. */
    EncodedMessage(CharSequence around, int at, byte[] encoded) {
        byte[] before = around.subSequence(0, at).toString().getBytes(StandardCharsets.UTF_8);
        byte[] after = around.subSequence(at, around.length()).toString().getBytes(StandardCharsets.UTF_8);
        this.utf8 = new byte[before.length + encoded.length + after.length];
        System.arraycopy(before, 0, utf8, 0, before.length);
        System.arraycopy(encoded, 0, utf8, before.length, encoded.length);
        System.arraycopy(after, 0, utf8, before.length + encoded.length, after.length);
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
