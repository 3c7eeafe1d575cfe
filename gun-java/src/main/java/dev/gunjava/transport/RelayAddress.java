package dev.gunjava.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** What users write for the address of a relay, and what is dialed for it. */
public final class RelayAddress {

    private RelayAddress() {}

    /**
     * The address that is dialed: {@code http} means {@code ws}, {@code https} means {@code wss}, and without a path
     * {@code /gun} is meant.
     *
     * @throws IllegalArgumentException if it is no address of a relay; the message says what one looks like
     */
    public static URI of(URI given) {
        String scheme = given.getScheme() == null ? "" : given.getScheme().toLowerCase(Locale.ROOT);
        String dialed =
                switch (scheme) {
                    case "ws", "http" -> "ws";
                    case "wss", "https" -> "wss";
                    default -> throw none(given.toString());
                };
        if (given.getHost() == null) {
            throw none(given.toString());
        }
        String path = given.getPath() == null || given.getPath().length() < 2 ? "/gun" : given.getPath();
        try {
            return new URI(dialed, null, given.getHost(), given.getPort(), path, given.getQuery(), null);
        } catch (URISyntaxException e) {
            throw none(given.toString());
        }
    }

    /**
     * The same for a text; without a scheme {@code ws} is meant.
     *
     * @throws IllegalArgumentException if it is no address of a relay; the message says what one looks like
     */
    public static URI of(String given) {
        URI address;
        try {
            address = new URI(given.contains("://") ? given : "ws://" + given);
        } catch (URISyntaxException e) {
            throw none(given);
        }
        return of(address);
    }

    private static IllegalArgumentException none(String given) {
        return new IllegalArgumentException(
                "'" + given + "' is not the address of a relay, which looks like ws://host:8765/gun");
    }
}
