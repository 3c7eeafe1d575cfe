package dev.gunjava.interop.matrix;

import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.FrameTap.Direction;
import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Of each kind of client one that writes and one that reads. The readers dial through a tap, the writers do not, so that
 * the network can be made to come apart between them.
 */
final class Network {
    private static final Duration LINKED = Duration.ofSeconds(15);

    private final RelayKind kind;
    private final Relay relay;
    private final FrameTap tap;
    private final Map<ClientKind, GunClient> writers;
    private final Map<ClientKind, GunClient> readers;

    private Network(Lab lab, RelayKind kind, Relay relay, Relay far, Map<ClientKind, GunClient> writers) {
        this.kind = kind;
        this.relay = relay;
        this.tap = lab.tap(far);
        this.writers = writers;
        this.readers = clients(lab, tap);
    }

    /**
     * Relays in a chain, each of which dials the one before, or a single one; with the writers at the first and the
     * readers at the last.
     */
    static Network of(Lab lab, RelayKind kind, RelayKind... next) {
        Relay relay = kind.open(lab);
        return new Network(lab, kind, relay, chain(lab, relay, next), clients(lab, relay));
    }

    /** The relay and the writers of this network, with other readers, at another relay that dials this one. */
    Network extended(Lab lab, RelayKind next) {
        return new Network(lab, kind, relay, chain(lab, relay, next), writers);
    }

    private static Relay chain(Lab lab, Relay first, RelayKind... next) {
        Relay last = first;
        for (RelayKind kind : next) {
            last = linked(lab, kind, lab.tap(last));
        }
        return last;
    }

    /** A relay that dials others, each through a tap, as soon as it is connected with all of them. */
    static Relay linked(Lab lab, RelayKind kind, FrameTap... links) {
        Relay relay = kind.open(lab, links);
        await("the relays have greeted each other").atMost(LINKED).until(() -> Arrays.stream(links)
                .allMatch(link -> greeted(link, Direction.FROM_RELAY) && greeted(link, Direction.TO_RELAY)));
        return relay;
    }

    private static boolean greeted(FrameTap link, Direction direction) {
        return link.frames().stream()
                .anyMatch(
                        frame -> frame.direction() == direction && frame.text().contains("\"dam\":\"?\""));
    }

    private static Map<ClientKind, GunClient> clients(Lab lab, Relay relay) {
        Map<ClientKind, GunClient> clients = new EnumMap<>(ClientKind.class);
        for (ClientKind kind : ClientKind.values()) {
            clients.put(kind, kind.open(lab, relay));
        }
        return clients;
    }

    RelayKind kind() {
        return kind;
    }

    /** The relay of the writers. */
    Relay relay() {
        return relay;
    }

    /** What is between the readers and their relay. */
    FrameTap tap() {
        return tap;
    }

    /** Every writer with every reader. */
    Stream<Pair> pairs(String row) {
        return Arrays.stream(ClientKind.values())
                .flatMap(writer -> Arrays.stream(ClientKind.values()).map(reader -> pair(row, writer, reader)));
    }

    private Pair pair(String row, ClientKind writer, ClientKind reader) {
        String soul = "%s, %s to %s".formatted(row, writer, reader);
        return new Pair(this, writer, writers.get(writer), reader, readers.get(reader), soul);
    }
}
