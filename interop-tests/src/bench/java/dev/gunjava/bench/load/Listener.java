package dev.gunjava.bench.load;

/** Hears what a relay says to one client. */
@FunctionalInterface
public interface Listener {
    /** One message; it is valid only during this call. */
    void heard(Client client, Heard message);
}
