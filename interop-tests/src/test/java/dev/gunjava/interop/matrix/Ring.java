package dev.gunjava.interop.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Listening;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Three relays, each connected with the others, and a client of each kind at one of them. */
record Ring(List<FrameTap> links, Map<ClientKind, GunClient> clients) {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration QUIET_AT_LAST = Duration.ofSeconds(15);
    private static final String SOUL = "ring";

    static Ring open(Lab lab, List<RelayKind> kinds) {
        Relay first = kinds.get(0).open(lab);
        FrameTap firstToSecond = lab.tap(first);
        Relay second = Network.linked(lab, kinds.get(1), firstToSecond);
        FrameTap firstToThird = lab.tap(first);
        FrameTap secondToThird = lab.tap(second);
        Relay third = Network.linked(lab, kinds.get(2), firstToThird, secondToThird);
        List<Relay> relays = List.of(first, second, third);
        Map<ClientKind, GunClient> clients = new EnumMap<>(ClientKind.class);
        for (ClientKind kind : ClientKind.values()) {
            clients.put(kind, kind.open(lab, relays.get(clients.size() % relays.size())));
        }
        return new Ring(List.of(firstToSecond, firstToThird, secondToThird), clients);
    }

    /** Fails if one client does not hear of all, if ours hears of one thing twice, or if messages go round for ever. */
    void holds() {
        Map<ClientKind, Listening> hearers = new EnumMap<>(ClientKind.class);
        clients.forEach((kind, client) -> hearers.put(kind, client.on(List.of(SOUL))));
        // A relay of gun.js's that is told of something before it has asked the others for it never asks them.
        awaitQuiet();
        clients.forEach((kind, client) -> client.write(List.of(SOUL), Map.of(kind.name(), "from " + kind)));
        hearers.forEach((hearer, listening) -> {
            for (ClientKind kind : ClientKind.values()) {
                listening.await(hearer + " hears " + kind, node -> ("from " + kind)
                        .equals(node.path(kind.name()).asString(null)));
            }
        });
        awaitQuiet();
        assertThat(hearers.get(ClientKind.OURS).values()).doesNotHaveDuplicates();
    }

    private void awaitQuiet() {
        AtomicReference<List<Long>> last = new AtomicReference<>(List.of());
        await("the ring is quiet").during(QUIET).atMost(QUIET_AT_LAST).until(() -> {
            List<Long> now = messages();
            return now.equals(last.getAndSet(now));
        });
    }

    private List<Long> messages() {
        return links.stream()
                .map(link -> link.frames().stream()
                        .filter(frame -> frame.text().contains("\"" + SOUL + "\""))
                        .count())
                .toList();
    }
}
