package dev.gunjava.witness.discovery;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.GunRef;
import dev.gunjava.graph.GunValue;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The souls of discovery. They are written directly, by name: a put through a path asks the network for each link on the
 * way first, and could be led astray by a link that a stranger has bent.
 *
 * <p>Thread-safe.
 */
final class Namespace {
    private static final Logger log = LoggerFactory.getLogger(Namespace.class);

    private static final int MAX_LOGGED = 16;

    static final String ROOT = DiscoveryPolicy.NAMESPACE;
    static final String PEERS = ROOT + "/peers";
    static final String SIGNALING = ROOT + "/signaling";

    private final Gun gun;
    /** Refusals that were logged already, a few; guarded by itself. */
    private final Set<String> logged = new HashSet<>();

    Namespace(Gun gun) {
        this.gun = gun;
    }

    static String presence(String peer) {
        return PEERS + "/" + peer;
    }

    static String inbox(String peer) {
        return SIGNALING + "/" + peer;
    }

    static String letter(String to, String from) {
        return inbox(to) + "/" + from;
    }

    static GunValue.Link link(String soul) {
        return new GunValue.Link(soul);
    }

    GunRef at(String soul) {
        return gun.get(soul);
    }

    /** Writes; what is refused is logged. */
    void put(String soul, Map<String, ?> fields) {
        var unused = write(soul, fields);
    }

    /** Writes, and completes when it is known what became of it, never exceptionally. */
    CompletableFuture<Ack> write(String soul, Map<String, ?> fields) {
        return gun.get(soul).put(fields).whenComplete((ack, never) -> note(ack));
    }

    /** A relay that is away is told of elsewhere, and the write is repeated by the next sign of life. */
    private void note(Ack ack) {
        if (ack instanceof Ack.Failed failed) {
            log.debug("a write for discovery was not stored: {}", failed.reason());
        } else if (ack instanceof Ack.Refused refused) {
            synchronized (logged) {
                if (logged.size() < MAX_LOGGED && logged.add(refused.reason())) {
                    log.warn("a write for discovery was refused: {}", refused.reason());
                }
            }
        }
    }
}
