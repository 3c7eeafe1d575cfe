package dev.gunjava.mesh;

import dev.gunjava.wire.EncodedMessage;
import org.jspecify.annotations.Nullable;

/** A connection of a neighbor that dialed, and what was done to it; read by the test while a loop writes. */
final class RecordedConnection implements Connection {

    volatile String heard = "";

    private final Budget.Account account =
            new Budget(1 << 23, 1 << 20, System::nanoTime).open(null, reason -> close(1013, reason));

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
    public Budget.Account account() {
        return account;
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void answer(EncodedMessage message) {
        tell(message, 1);
    }

    @Override
    public synchronized void tell(EncodedMessage message, int receivers) {
        heard = heard + message + "\n";
    }

    @Override
    public void flush() {}

    @Override
    public void taken(long weight) {}

    @Override
    public void closeRedundant(String reason) {
        closed = "redundant: " + reason;
    }

    @Override
    public boolean closedInOrder() {
        return true;
    }

    @Override
    public void reachedAnotherWay(boolean is) {
        throw new IllegalStateException("nobody dialed this");
    }

    @Override
    public void close(int code, String reason) {
        closed = code + " " + reason;
    }
}
