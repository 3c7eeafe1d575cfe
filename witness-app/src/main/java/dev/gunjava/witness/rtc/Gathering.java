package dev.gunjava.witness.rtc;

/** What the search for ways to us has come to. Each is immutable and so thread-safe. */
public sealed interface Gathering {

    /** One more way was found. */
    record Found(IceCandidate candidate) implements Gathering {}

    /**
     * A server did not help, on one of our addresses.
     *
     * @param url of the server, as the library writes it
     * @param code what a server says, from 300 to 699; 701 if it cannot be reached
     * @param reason in the words of the library or the server, in at most 200 characters of printable ASCII
     */
    record ServerFailed(String url, int code, String reason) implements Gathering {
        public ServerFailed {
            reason = NativeText.printable(reason);
        }
    }

    /** There is nothing more to be found. */
    record Complete() implements Gathering {}
}
