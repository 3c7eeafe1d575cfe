package dev.gunjava.interop;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A peer that dies without a word. */
class KilledPeerIT {
    private static final Logger log = LoggerFactory.getLogger(KilledPeerIT.class);
    private static final Duration TTL = Duration.ofMinutes(5);
    /** WebRTC itself notices after 15 to 18 seconds; a heartbeat is faster. */
    private static final Duration NOTICED = Duration.ofSeconds(25);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("the others notice a peer killed with -9, drop it, and take the new one with all that they know")
    void killedAndStartedAgain() {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer survivor = lab.jvmPeer(relay, TTL);
        JvmPeer victim = lab.jvmPeer(relay, TTL);
        BrowserPeer page = lab.join(lab.browser().open(lab.site().emptyPage()), Via.GUN_GRAPH, relay, TTL);
        Meshes.isFull(List.of(survivor, victim, page));
        Secrets texts = lab.secrets();
        List<String> witnesses = Meshes.witnessesTravel(List.of(survivor, victim, page), texts);

        int mark = survivor.events().mark();
        victim.kill();
        survivor.awaitLink(mark, victim.id(), NOTICED, "lost", "backing-off");
        await("one channel less at both")
                .atMost(NOTICED)
                .until(() -> survivor.openChannels() == 1 && page.openChannels() == 1);

        JvmPeer reborn = lab.jvmPeer(relay, TTL);
        assertThat(reborn.id()).isNotEqualTo(victim.id());
        Meshes.isFull(List.of(survivor, reborn, page));
        await("the newcomer is told everything")
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(reborn.witnesses().keySet()).containsAll(witnesses));
        Meshes.witnessesTravel(List.of(survivor, reborn, page), texts);
    }

    /** What may die. */
    enum Kind {
        JVM,
        CHROMIUM,
        FIREFOX
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("when a peer of any kind is killed while ten witnesses a second flow, the rest agree on all of them")
    void killedInTheFlow(Kind kind) {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer one = lab.jvmPeer(relay, TTL);
        JvmPeer other = lab.jvmPeer(relay, TTL);
        Meshes.isFull(List.of(one, other));
        int threads = one.threads();
        long resident = one.residentBytes();

        Browser browser = kind == Kind.JVM ? null : lab.browser(Browser.Engine.valueOf(kind.name()));
        MeshPeer victim = browser == null
                ? lab.jvmPeer(relay, TTL)
                : lab.join(browser.open(lab.site().emptyPage()), Via.GUN_GRAPH, relay, TTL);
        Meshes.isFull(List.of(one, other, victim));

        Secrets texts = lab.secrets();
        Set<String> written = ConcurrentHashMap.newKeySet();
        ScheduledExecutorService flow = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = flow.scheduleAtFixedRate(
                    () -> written.add((written.size() % 2 == 0 ? one : other).add(texts.next())), 0, 100, MILLISECONDS);
            await("the flow").atMost(NOTICED).until(() -> written.size() >= 20);
            if (victim instanceof BrowserPeer page && browser != null) {
                page.kill(browser);
            } else {
                ((JvmPeer) victim).kill();
            }
            await("the loss is noticed")
                    .atMost(NOTICED)
                    .until(() -> one.openChannels() == 1 && other.openChannels() == 1);
        } finally {
            flow.shutdownNow();
        }
        await("both show all").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(one.witnesses().keySet()).containsAll(written);
            assertThat(other.witnesses()).isEqualTo(one.witnesses());
        });
        await("threads are given back").atMost(NOTICED).until(() -> one.threads() <= threads + 3);
        log.info(
                "{} killed in a flow of {} witnesses: threads {} -> {}, resident {} -> {} MiB",
                kind,
                written.size(),
                threads,
                one.threads(),
                resident >> 20,
                one.residentBytes() >> 20);
        assertThat(one.residentBytes()).as("resident memory").isLessThan(resident + (96L << 20));
    }
}
