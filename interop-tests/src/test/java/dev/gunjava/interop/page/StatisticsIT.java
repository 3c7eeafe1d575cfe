package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.elements;
import static dev.gunjava.interop.page.WitnessTab.in;
import static dev.gunjava.interop.page.WitnessTab.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.page.WitnessTab.Source;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The statistics of the page")
class StatisticsIT {
    private static final Duration TTL = Duration.ofMinutes(10);

    @RegisterExtension
    final Lab lab = new Lab();

    /** An expression for the figure beside a bar. */
    private static String bar(Source source, String bars, String label) {
        return "Number([..." + elements(in(source, bars + " li"))
                + "].find((bar) => bar.querySelector('.bar-name').textContent === '" + label
                + "')?.querySelector('.n').textContent)";
    }

    private static String sum(Source source, String bars) {
        return "[..." + elements(in(source, bars + " .n")) + "].reduce((sum, n) => sum + Number(n.textContent), 0)";
    }

    @Test
    @DisplayName(
            "count at both peers what was made, what came in, how long it took to connect and what went over the channels")
    void counts() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        tab.say(Source.BROWSER, "one of the browser");
        for (int i = 0; i < 3; i++) {
            served.peer().add("one of the JVM, " + i, null);
        }
        tab.show("statistics");

        tab.await("own at the JVM", bar(Source.JVM, ".witness-bars", "made here") + " === 3");
        tab.await("of others at the JVM", bar(Source.JVM, ".witness-bars", "from others") + " === 1");
        tab.await("own at the browser", bar(Source.BROWSER, ".witness-bars", "made here") + " === 1");
        tab.await("of others at the browser", bar(Source.BROWSER, ".witness-bars", "from others") + " === 3");
        for (Source source : Source.values()) {
            tab.await("one time to connect", sum(source, ".histogram") + " === 1");
            assertThat(tab.text(in(source, ".connect-words")))
                    .matches("1 attempt, 1 led to a channel; the median time is \\d+ ms\\.");
            for (String way : new String[] {"in", "out"}) {
                tab.await(
                        "messages " + way,
                        "/^" + way + ": \\d+ a second, [1-9]\\d* in all$/.test("
                                + textOf(in(source, "." + way + "-words")) + ")");
            }
            tab.await(
                    "a line that is not flat",
                    element(in(source, "polyline.in"))
                            + ".getAttribute('points').split(' ').some((p) => parseFloat(p.split(',')[1]) < 60)");
            assertThat(tab.evaluate(element(in(source, ".rates svg")) + ".getAttribute('aria-label')")
                            .asString(""))
                    .matches("Messages a second in the last two minutes: now \\d+ in and \\d+ out, at most \\d+");
        }
        tab.page().screenshot("statistics-desktop");
        assertThat(tab.page().faults()).isEmpty();
    }

    @Test
    @DisplayName("name each reason for which a channel was lost, and go on when the program is back")
    void failures() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.PHONE);
        tab.awaitChannels(Source.BROWSER, 1);
        tab.show("statistics");
        tab.await("no reason yet", "!" + element(in(Source.BROWSER, ".fine")) + ".hidden");

        served.stopPeer();

        tab.await("the reason", sum(Source.BROWSER, ".reasons") + " === 1");
        tab.page().screenshot("statistics-phone");
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
    }
}
