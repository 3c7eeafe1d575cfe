package dev.gunjava.witness.rtc;

/** Makes links. Implementations are thread-safe. */
public interface DataLinks extends AutoCloseable {

    /** A new link, which does nothing yet. */
    DataLink create(DataLink.Listener listener);

    /** Ends all links in order and gives back what they used; blocks for at most some seconds. */
    @Override
    void close();
}
