package dev.gunjava.bench.witness;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Relays of ours at which one peer meets others that never meet each other, since each of these knows one relay alone and
 * the one knows all: so its links, and only they, are measured.
 */
final class Rendezvous implements AutoCloseable {
    private final List<GunRelay> relays;

    Rendezvous(int others) {
        relays = IntStream.range(0, others).mapToObj(i -> relay()).toList();
    }

    private static GunRelay relay() {
        try {
            return GunRelay.builder().port(0).profile(Profile.SIGNALLING).open();
        } catch (IOException fault) {
            throw new UncheckedIOException("a relay to meet at does not start", fault);
        }
    }

    /** The relays of the one. */
    List<URI> all() {
        return relays.stream()
                .map(relay -> URI.create("ws://127.0.0.1:" + relay.port() + "/gun"))
                .toList();
    }

    /** The relays of each of the others. */
    List<List<URI>> each() {
        return all().stream().map(List::of).toList();
    }

    @Override
    public void close() {
        relays.forEach(GunRelay::close);
    }
}
