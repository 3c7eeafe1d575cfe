package dev.gunjava.interop.matrix;

import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.FrameTap.Direction;
import dev.gunjava.interop.fixture.FrameTap.Frame;
import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Of each kind of client one that writes and one that reads. The readers dial through a tap, the writers do not, so that
 * the network can be made to come apart between them.
 */
final class Network {
    private static final Duration LINKED = Duration.ofSeconds(15);
    private static final Duration ASKED = Duration.ofSeconds(15);

    private static final Duration POLL = Duration.ofMillis(5);
    private static final int SHOWN_FRAMES = 80;

    /** A client that has been asked answers within this time. */
    private static final Duration ANSWERED = Duration.ofMillis(50);

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

    /** Waits until the one reader that has spoken of a soul was asked for it, and no message about it follows. */
    void awaitReaderAsked(String soul) {
        await("the reader was asked").atMost(ASKED).pollInterval(POLL).until(() -> isReaderAsked(soul));
        AtomicLong before = new AtomicLong(-1);
        await("the reader has answered")
                .during(ANSWERED)
                .atMost(ASKED)
                .pollInterval(POLL)
                .until(() -> {
                    long now = talk(soul).count();
                    return now == before.getAndSet(now);
                });
    }

    private boolean isReaderAsked(String soul) {
        Set<Integer> speakers = talk(soul)
                .filter(frame -> frame.direction() == Direction.TO_RELAY)
                .map(Frame::connection)
                .collect(Collectors.toSet());
        return talk(soul)
                .anyMatch(frame -> frame.direction() == Direction.FROM_RELAY
                        && speakers.contains(frame.connection())
                        && frame.text().contains("\"get\""));
    }

    /** Whether the relay has sent readers a key with a value, in just this text, along with a soul. */
    boolean saysToReaders(String soul, String keyAndValue) {
        return talk(soul)
                .anyMatch(frame -> frame.direction() == Direction.FROM_RELAY
                        && (frame.text().contains(keyAndValue + ",")
                                || frame.text().contains(keyAndValue + "}")));
    }

    /** Whether the relay has sent readers a key, with whatever value, along with a soul. */
    boolean namesToReaders(String soul, String key) {
        return talk(soul)
                .anyMatch(frame -> frame.direction() == Direction.FROM_RELAY
                        && frame.text().contains("\"" + key + "\":"));
    }

    private Stream<Frame> talk(String soul) {
        return tap.frames().stream().filter(frame -> frame.text().contains("\"" + soul + "\""));
    }

    /** What readers and their relay have told each other of a soul lately, a line for each frame, for a failure to show. */
    String trace(String soul) {
        List<Frame> frames = talk(soul).toList();
        return frames.stream()
                .skip(Math.max(0, frames.size() - SHOWN_FRAMES))
                .map(frame -> "%8.1f ms %d %s %.600s"
                        .formatted(
                                (frame.at() - frames.get(0).at()) / 1e6,
                                frame.connection(),
                                frame.direction() == Direction.TO_RELAY ? "→" : "←",
                                frame.text()))
                .collect(Collectors.joining("\n"));
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
