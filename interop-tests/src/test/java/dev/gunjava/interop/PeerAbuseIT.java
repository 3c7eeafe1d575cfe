package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.PeerAttack.Attacker;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.interop.fixture.OurRelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every attack on the program as a witness peer with 512 MB of heap, beside an honest peer of the same program and an
 * honest page, which exchange witnesses with it all the while.
 */
@Tag("abuse")
@DisplayName("abuse: strangers take nothing from a witness peer and its neighbors, and leave nothing behind")
class PeerAbuseIT {
    private static final Logger log = LoggerFactory.getLogger(PeerAbuseIT.class);
    private static final String HEAD = "| attack | strikes | exchanges | median, max | heap before, after | of it field"
            + " and graph | resident |\n|---|---|---|---|---|---|---|";
    private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>());

    private static final double MEGABYTE = 1 << 20;
    private static final double LEFT_BEHIND_MEGABYTES = 5;
    /** The bound of what a peer keeps of what it has read from relays, and how far an estimate of it may be off. */
    private static final double GRAPH_MEGABYTES = 32;

    private static final double ESTIMATE = 1.3;
    /** What a witness takes besides its text, by estimate, in bytes. */
    private static final int WITNESS_BYTES = 1_000;

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration ATTACK = Duration.ofSeconds(2);
    private static final Duration LONG_ATTACK = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final Duration MET = Duration.ofSeconds(60);
    /** Nothing is lost, but a busy machine may be slow. */
    private static final Duration ARRIVED = Duration.ofSeconds(20);

    private final long seed = Long.getLong("seed", System.nanoTime());

    @RegisterExtension
    final Lab lab = new Lab();

    @AfterAll
    static void report() {
        log.info("abuse of a witness peer; times in ms, sizes in MB\n{}\n{}", HEAD, String.join("\n", TABLE));
        TABLE.clear();
    }

    /** A peer that is attacked, and its honest neighbors. */
    private final class Company {
        final OurRelay relay = lab.ourSignallingRelay();
        final JvmPeer attacked = lab.smallJvmPeer(relay, TTL);
        final JvmPeer honest = lab.jvmPeer(relay, TTL);
        final BrowserPeer page = lab.join(lab.browser().open(lab.site().emptyPage()), Via.GUN_GRAPH, relay, TTL);
        final List<Long> exchangeNanos = new ArrayList<>();
        final int attackedMark;
        final int honestMark;

        Company() {
            for (MeshPeer peer : List.of(honest, page)) {
                attacked.awaitLink(0, peer.id(), MET, "open");
            }
            honest.awaitLink(0, page.id(), MET, "open");
            attackedMark = attacked.events().mark();
            honestMark = honest.events().mark();
        }

        /** One witness each way between the attacked peer and each of the honest ones. */
        void exchange() {
            String text = "said " + exchangeNanos.size() + " at " + System.nanoTime();
            long began = System.nanoTime();
            said(honest, text + " by the peer", attacked);
            said(page, text + " by the page", attacked);
            int mark = honest.events().mark();
            String own = text + " by the attacked";
            String unused = attacked.add(own);
            awaitWitness(honest, mark, own);
            Awaitility.await("a witness of the attacked peer at the page")
                    .atMost(ARRIVED)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> page.witnesses().values().stream()
                            .anyMatch(seen -> seen.text().equals(own)));
            exchangeNanos.add(System.nanoTime() - began);
        }

        private void said(MeshPeer speaker, String text, JvmPeer listener) {
            int mark = listener.events().mark();
            String unused = speaker.add(text);
            awaitWitness(listener, mark, text);
        }

        private void awaitWitness(JvmPeer listener, int mark, String text) {
            JsonNode unused = listener.events()
                    .awaitSince(
                            mark,
                            "witness \"" + text + '"',
                            ARRIVED,
                            event -> text.equals(
                                    event.path("witness").path("text").asString("")));
        }

        /** No honest link was ever anything but open since all have met. */
        void nobodyWasDisconnected() {
            neverLeft(attacked, attackedMark, honest.id());
            neverLeft(attacked, attackedMark, page.id());
            neverLeft(honest, honestMark, attacked.id());
        }

        private static void neverLeft(JvmPeer peer, int mark, String other) {
            List<JsonNode> all = peer.events().all();
            assertThat(all.subList(mark, all.size()))
                    .filteredOn(event -> other.equals(event.path("peer").asString("")))
                    .as("what %s says of its link to %s", peer.id(), other)
                    .allMatch(event -> "open".equals(event.path("state").asString("")));
        }

        Holdings holdings(Attacker attacker) {
            double field = attacked.witnesses().values().stream()
                    .mapToLong(seen -> WITNESS_BYTES + 2L * seen.text().length())
                    .sum();
            double graph = Math.min(GRAPH_MEGABYTES, attacker.writtenBytes() / MEGABYTE) * ESTIMATE;
            return new Holdings(attacked.liveHeap() / MEGABYTE, field / MEGABYTE, graph);
        }
    }

    /** What the attacked peer holds, in MB. */
    private record Holdings(double heap, double field, double graph) {
        double rightlyMore(Holdings before) {
            return Math.max(0, field - before.field) + graph - before.graph;
        }

        /** The heap that has come since, less what the field and the graph rightly hold. */
        double leftBehind(Holdings before) {
            return heap - before.heap - rightlyMore(before);
        }
    }

    @Test
    @DisplayName("each attack in turn, on one peer")
    void eachInTurn() {
        Company company = new Company();
        try (var link = lab.hostileLink(company.relay, "a_hostile_neighbor", company.attacked.id());
                var wire = lab.wire(company.relay)) {
            Attacker attacker = new Attacker(wire, link, company.attacked.id(), new Random(seed));
            company.exchange();
            Holdings idle = company.holdings(attacker);
            // Channels first: later attacks use up what the peer grants to offers of strangers.
            List<PeerAttack> attacks = new ArrayList<>(Arrays.asList(PeerAttack.values()));
            Collections.reverse(attacks);
            for (PeerAttack attack : attacks) {
                withstand(attack, attacker, company, ATTACK, idle);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    @DisplayName("each attack for half a minute, on a peer of its own:")
    void eachForLong(PeerAttack attack) {
        Company company = new Company();
        try (var link = lab.hostileLink(company.relay, "a_hostile_neighbor", company.attacked.id());
                var wire = lab.wire(company.relay)) {
            company.exchange();
            Attacker attacker = new Attacker(wire, link, company.attacked.id(), new Random(seed));
            withstand(attack, attacker, company, LONG_ATTACK, company.holdings(attacker));
        }
    }

    @Test
    @DisplayName("a neighbor that is frozen and never reads its channel, beside one that floods")
    void frozenNeighbor() {
        Company company = new Company();
        JvmPeer frozen = lab.jvmPeer(company.relay, TTL);
        company.attacked.awaitLink(0, frozen.id(), MET, "open");
        try (var link = lab.hostileLink(company.relay, "a_hostile_neighbor", company.attacked.id());
                var wire = lab.wire(company.relay)) {
            Attacker attacker = new Attacker(wire, link, company.attacked.id(), new Random(seed));
            company.exchange();
            Holdings idle = company.holdings(attacker);
            frozen.freeze();
            try {
                withstand(PeerAttack.WITNESSES_WITHOUT_END, attacker, company, ATTACK.multipliedBy(2), idle);
            } finally {
                frozen.kill();
            }
        }
    }

    private void withstand(PeerAttack attack, Attacker attacker, Company company, Duration lasting, Holdings before) {
        int exchangesBefore = company.exchangeNanos.size();
        long end = System.nanoTime() + lasting.toNanos();
        CompletableFuture<Integer> strikes = CompletableFuture.supplyAsync(() -> strike(attack, attacker, end));
        do {
            company.exchange();
        } while (!strikes.isDone());
        int struck = await(attack, strikes);
        company.exchange();
        company.nobodyWasDisconnected();
        Holdings after = settled(company, attacker, before);
        List<Long> nanos = company.exchangeNanos.subList(exchangesBefore, company.exchangeNanos.size()).stream()
                .sorted()
                .toList();
        TABLE.add(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d, %d | %.1f, %.1f | %.1f | %.0f |",
                attack.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                struck,
                nanos.size(),
                nanos.get(nanos.size() / 2) / 1_000_000,
                nanos.get(nanos.size() - 1) / 1_000_000,
                before.heap,
                after.heap,
                after.rightlyMore(before),
                company.attacked.residentBytes() / MEGABYTE));
        assertThat(after.leftBehind(before))
                .as("MB left behind by %s, -Dseed=%d\n%s", attack, seed, TABLE.get(TABLE.size() - 1))
                .isLessThanOrEqualTo(LEFT_BEHIND_MEGABYTES);
    }

    private static int strike(PeerAttack attack, Attacker attacker, long end) {
        int number = 0;
        while (System.nanoTime() < end) {
            attack.strike(attacker, number++);
        }
        return number;
    }

    private static int await(PeerAttack attack, Future<Integer> strikes) {
        try {
            return strikes.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        } catch (ExecutionException fault) {
            throw new AssertionError(attack + " came to an end by itself", fault.getCause());
        }
    }

    /** What the peer holds as soon as that is little enough, or else after 20 s. */
    private static Holdings settled(Company company, Attacker attacker, Holdings before) {
        long end = System.nanoTime() + SETTLED.toNanos();
        return Awaitility.await("the peer's memory")
                .atMost(SETTLED.multipliedBy(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> company.holdings(attacker),
                        now -> now.leftBehind(before) <= LEFT_BEHIND_MEGABYTES || System.nanoTime() > end);
    }
}
