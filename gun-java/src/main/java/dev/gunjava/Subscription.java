package dev.gunjava;

/** A listener that is set. Implementations are safe for use by any thread. */
public interface Subscription extends AutoCloseable {

    /** Ends it; no call of the listener begins after this has returned, except one already on its way. */
    @Override
    void close();
}
