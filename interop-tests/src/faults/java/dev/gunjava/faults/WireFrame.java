package dev.gunjava.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of WebSocket frames from a client (RFC 6455 section 5.2). The masking key is zero, which leaves the payload as it is. */
final class WireFrame {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MAX_HEAD = 14;

    private WireFrame() {}

    static byte[] text(String text) {
        return of(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] ping(byte[] payload) {
        return of(PING, true, payload);
    }

    static byte[] of(int opcode, boolean isLast, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(MAX_HEAD + payload.length);
        frame.put((byte) ((isLast ? FIN : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
