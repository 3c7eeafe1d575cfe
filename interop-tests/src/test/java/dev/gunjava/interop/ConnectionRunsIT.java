package dev.gunjava.interop;

import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Engine;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.PageSite;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether peers connect is no matter of luck. Each run has a relay and JVM processes of its own; the time counts from the
 * moment all peers run until all channels are open.
 */
class ConnectionRunsIT {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration MEETING = Duration.ofSeconds(30);

    @RegisterExtension
    final Lab lab = new Lab();

    /** Who is there before the other comes. */
    enum First {
        JVM,
        PAGE
    }

    /** Where peers find each other. */
    enum Meeting {
        OUR_RELAY,
        GUN_JS_RELAY
    }

    @Test
    @DisplayName("two JVM peers connect 10 times out of 10")
    void jvmAndJvm() {
        Runs.all("JVM and JVM", 10, this::twoJvms);
    }

    @Test
    @Tag("long")
    @DisplayName("two JVM peers connect 100 times out of 100")
    void jvmAndJvmForLong() {
        Runs.all("JVM and JVM", 100, this::twoJvms);
    }

    @ParameterizedTest
    @CsvSource({"CHROMIUM, JVM", "CHROMIUM, PAGE", "FIREFOX, JVM", "FIREFOX, PAGE"})
    @DisplayName("a JVM peer and a page connect 2 times out of 2, whoever comes first")
    void jvmAndPage(Engine engine, First first) {
        jvmAndPage(engine, first, 2);
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource(First.class)
    @DisplayName("a JVM peer and a page in Chromium connect 50 times out of 50, whoever comes first")
    void jvmAndChromiumForLong(First first) {
        jvmAndPage(Engine.CHROMIUM, first, 50);
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource(First.class)
    @DisplayName("a JVM peer and a page in Firefox connect 20 times out of 20, whoever comes first")
    void jvmAndFirefoxForLong(First first) {
        jvmAndPage(Engine.FIREFOX, first, 20);
    }

    @ParameterizedTest
    @EnumSource(Meeting.class)
    @DisplayName("three pages and three JVM peers become one mesh of six")
    void meshOfSix(Meeting meeting) {
        meshOfSix(meeting, 1);
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource(Meeting.class)
    @DisplayName("three pages and three JVM peers become one mesh of six 20 times out of 20")
    void meshOfSixForLong(Meeting meeting) {
        meshOfSix(meeting, 20);
    }

    private void jvmAndPage(Engine engine, First first, int runs) {
        Browser browser = lab.browser(engine);
        PageSite site = lab.site();
        Runs.all("JVM and " + engine + ", " + first + " first", runs, () -> jvmAndPage(browser, site, first));
    }

    private long twoJvms() {
        try (OurRelay relay = lab.ourSignallingRelay();
                JvmPeer one = lab.jvmPeer(relay, TTL);
                JvmPeer other = lab.jvmPeer(relay, TTL)) {
            return connected(List.of(one, other));
        }
    }

    private long jvmAndPage(Browser browser, PageSite site, First first) {
        try (OurRelay relay = lab.ourSignallingRelay()) {
            Supplier<JvmPeer> startJvm = () -> lab.jvmPeer(relay, TTL);
            JvmPeer early = first == First.JVM ? startJvm.get() : null;
            Browser.Page tab = browser.open(site.emptyPage());
            try (BrowserPeer page = lab.join(tab, Via.GUN_GRAPH, relay, TTL);
                    JvmPeer jvm = early == null ? startJvm.get() : early) {
                return connected(List.of(page, jvm));
            } finally {
                tab.close();
            }
        }
    }

    private void meshOfSix(Meeting meeting, int runs) {
        Browser browser = lab.browser();
        PageSite site = lab.site();
        Runs.all("a mesh of six through " + meeting, runs, () -> meshOfSix(browser, site, meeting));
    }

    private long meshOfSix(Browser browser, PageSite site, Meeting meeting) {
        List<Browser.Page> tabs =
                List.of(browser.open(site.emptyPage()), browser.open(site.emptyPage()), browser.open(site.emptyPage()));
        Relay relay =
                switch (meeting) {
                    case OUR_RELAY -> lab.ourSignallingRelay();
                    case GUN_JS_RELAY -> lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
                };
        try (JvmPeer a = lab.jvmPeer(relay, TTL);
                BrowserPeer d = lab.join(tabs.get(0), Via.GUN_GRAPH, relay, TTL);
                JvmPeer b = lab.jvmPeer(relay, TTL);
                BrowserPeer e = lab.join(tabs.get(1), Via.GUN_GRAPH, relay, TTL);
                JvmPeer c = lab.jvmPeer(relay, TTL);
                BrowserPeer f = lab.join(tabs.get(2), Via.GUN_GRAPH, relay, TTL)) {
            return connected(List.of(a, b, c, d, e, f));
        } finally {
            tabs.forEach(Browser.Page::close);
        }
    }

    /** Waits until each is connected to each; how long that took, ms. */
    private static long connected(List<MeshPeer> peers) {
        long start = System.nanoTime();
        try {
            await("all channels open")
                    .atMost(MEETING)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> peers.stream().allMatch(peer -> peer.openChannels() == peers.size() - 1));
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(peers.stream().map(MeshPeer::describe).collect(Collectors.joining("\n")), late);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }
}
