package dev.gunjava.faults;

import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every attack on a relay with 512 MB of heap, beside clients that must not notice: a raw one, one of our library, and a
 * real gun.js.
 */
@Tag("fault")
@Tag("abuse")
@DisplayName("abuse: a stranger with a socket takes nothing from anybody, and leaves nothing behind")
class AbuseIT {
    private static final Logger log = LoggerFactory.getLogger(AbuseIT.class);
    private static final String HEAD = "| attack | sent | raw client, pairs | put p99, max | get p99, max"
            + " | library and gun.js, exchanges | write p99 | read p99 | heap before, after | of it the graph's |\n"
            + "|---|---|---|---|---|---|---|---|---|---|";
    private static final List<String> TABLE = new ArrayList<>();

    private static final double MEGABYTE = 1 << 20;
    /** Pairs of the raw client before and after an attack, so that the clients themselves are warm and seen to be served. */
    private static final int CALM_PAIRS = 40;

    private static final Duration FLOOD = Duration.ofSeconds(5);
    private static final Duration LONG_FLOOD = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final double LEFT_BEHIND_MEGABYTES = 5;
    /** What the relay says of its graph is an estimate. */
    private static final double ESTIMATE = 1.3;
    /** A remembered id takes 8 bytes in a table that is at most half full and doubles as it grows. */
    private static final double BYTES_AN_ID = 32;

    private static final double IDS_MEGABYTES = 8;

    @RegisterExtension
    @Order(1)
    final Lab lab = new Lab();

    /** Ends before the lab looks whether anything is left. */
    @RegisterExtension
    @Order(2)
    final ProvingGround ground = new ProvingGround();

    /** What the honest clients have seen of an attack. */
    private record Outcome(HonestClient.Report raw, HonestClient.Report conversation) {}

    /** What a relay holds, in MB, and how many messages it has had. */
    private record Holdings(double heap, double graph, double messages) {
        static Holdings of(ProductRelay relay) {
            double heap = relay.liveHeap() / MEGABYTE;
            return new Holdings(heap, relay.metric("graph_bytes") / MEGABYTE, relay.metric("messages_total"));
        }

        /** The heap that has come since, less what the graph and the remembered ids rightly hold. */
        double leftBehind(Holdings before) {
            double grown = graph - before.graph;
            double ids = Math.min(IDS_MEGABYTES, (messages - before.messages) * BYTES_AN_ID / MEGABYTE);
            return heap - before.heap - Math.max(grown * ESTIMATE, grown / ESTIMATE) - ids;
        }
    }

    @AfterAll
    static void report() {
        log.info("abuse; times in ms, sizes in MB\n{}\n{}", HEAD, String.join("\n", TABLE));
        TABLE.clear();
    }

    @Test
    @DisplayName("one variant of each attack in turn, on one relay")
    void eachAttackInTurn() {
        ProductRelay relay = ground.relay();
        GunJsClient gunJs = lab.gunJs(Kind.CORE, asRelay(relay));
        warmUp(relay, gunJs);
        Iterator<Variant> variants = Variant.ten("abuse").iterator();
        List<String> noticed = new ArrayList<>();
        for (Attack attack : Attack.values()) {
            if (!variants.hasNext()) {
                variants = Variant.ten("abuse").iterator();
            }
            try {
                withstand(attack, relay, gunJs, List.of(variants.next()), FLOOD);
            } catch (AssertionError | ConditionTimeoutException | UncheckedIOException failure) {
                noticed.add(attack + ": " + failure.getMessage());
            }
            if (!relay.isAlive()) {
                relay = ground.relay();
                gunJs = lab.gunJs(Kind.CORE, asRelay(relay));
                warmUp(relay, gunJs);
            }
        }
        if (!noticed.isEmpty()) {
            Assertions.fail(noticed.size() + " attacks were noticed:\n" + String.join("\n", noticed));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    @DisplayName("ten variants at once, on a relay of its own, with gun.js in a page of a browser")
    void tenVariantsAtOnce(Attack attack) {
        ProductRelay relay = ground.relay(attack.relayOptions());
        GunJsClient gunJs = lab.gunJsPage(asRelay(relay));
        warmUp(relay, gunJs);
        withstand(attack, relay, gunJs, Variant.ten("abuse"), LONG_FLOOD);
    }

    /** The same clients beforehand, so that what they leave behind is not taken for an attack's. */
    private void warmUp(ProductRelay relay, GunJsClient gunJs) {
        beside(relay, gunJs, () -> {});
    }

    private static Relay asRelay(ProductRelay relay) {
        return relay::uri;
    }

    private void withstand(
            Attack attack, ProductRelay relay, GunJsClient gunJs, List<Variant> variants, Duration flood) {
        attack.prepare(ground, relay);
        Holdings before = Holdings.of(relay);
        Attackers attackers = ground.keep(new Attackers(relay, flood));
        Outcome outcome = beside(relay, gunJs, () -> {
            variants.forEach(variant -> attack.launch(attackers, variant));
            attackers.awaitFloods();
        });
        attackers.close();
        Holdings after = relay.isAlive() ? settled(relay, before) : before;
        TABLE.add(line(attack, attackers, outcome, before, after));
        relay.assertUp();
        outcome.raw.assertNothingLost();
        outcome.conversation.assertNothingLost();
        if (after.leftBehind(before) > LEFT_BEHIND_MEGABYTES) {
            Assertions.fail(String.format(Locale.ROOT, "%.1f MB are left behind", after.leftBehind(before)));
        }
    }

    /** Runs an attack while honest clients are at work, from before it until after it. */
    private Outcome beside(ProductRelay relay, GunJsClient gunJs, Runnable attack) {
        HonestClient raw = ground.honest(relay);
        Conversation conversation = ground.keep(Conversation.start(relay, gunJs));
        raw.awaitPairs(CALM_PAIRS);
        attack.run();
        raw.awaitPairs(CALM_PAIRS);
        return new Outcome(raw.finish(), conversation.finish());
    }

    /** What the relay holds as soon as that is little enough, or else after 20 s. */
    private static Holdings settled(ProductRelay relay, Holdings before) {
        long end = System.nanoTime() + SETTLED.toNanos();
        return Awaitility.await("the relay's memory")
                .atMost(SETTLED.multipliedBy(4))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> Holdings.of(relay),
                        now -> now.leftBehind(before) <= LEFT_BEHIND_MEGABYTES || System.nanoTime() > end);
    }

    private static String line(Attack attack, Attackers attackers, Outcome outcome, Holdings before, Holdings after) {
        HonestClient.Report raw = outcome.raw;
        HonestClient.Report talk = outcome.conversation;
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %d of %d | %.0f, %.0f | %.0f, %.0f | %d of %d | %.0f | %.0f | %.1f, %.1f | %.1f |",
                attack,
                attackers.bytesSent() / MEGABYTE,
                raw.done(),
                raw.started(),
                raw.puts().p99(),
                raw.puts().max(),
                raw.gets().p99(),
                raw.gets().max(),
                talk.done(),
                talk.started(),
                talk.puts().p99(),
                talk.gets().p99(),
                before.heap,
                after.heap,
                after.graph - before.graph);
    }
}
