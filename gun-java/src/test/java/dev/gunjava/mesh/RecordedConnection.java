package dev.gunjava.mesh;

import dev.gunjava.wire.EncodedMessage;
import org.jspecify.annotations.Nullable;

/** A connection of a neighbor that dialed, and what was done to it; read by the test while a loop writes. */
final class RecordedConnection implements Connection {

    volatile String heard = "";

    @Nullable
    volatile String closed;

    @Override
    public boolean dialed() {
        return false;
    }

    @Override
    public String name() {
        return "recorded";
    }

    @Override
    public void answer(EncodedMessage message) {
        tell(message);
    }

    @Override
    public synchronized void tell(EncodedMessage message) {
        heard = heard + message + "\n";
    }

    @Override
    public void flush() {}

    @Override
    public void taken() {}

    @Override
    public void closeRedundant(String reason) {
        closed = "redundant: " + reason;
    }

    @Override
    public void close(int code, String reason) {
        closed = code + " " + reason;
    }
}
