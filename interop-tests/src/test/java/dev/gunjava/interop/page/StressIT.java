package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.page.WitnessTab.Source;
import dev.gunjava.witness.Witness;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The tests built into the page")
class StressIT {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final String RESULT = textOf("#tests .stress .result");

    @RegisterExtension
    final Lab lab = new Lab();

    private ServedPage served;
    private WitnessTab tab;

    @BeforeEach
    void open() {
        served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        tab.show("tests");
    }

    private void plan(String as, int count, int rate) {
        tab.evaluate(
                "Object.entries({ as: '" + as + "', count: " + count + ", rate: " + rate
                        + " }).forEach(([name, value]) => { document.querySelector(`#tests .stress [name=${name}]`).value = value; })");
    }

    private void start() {
        tab.page().click("#tests .stress .primary");
    }

    @Test
    @DisplayName("five witnesses are one and four answers to it, and reach the JVM peer")
    void five() {
        tab.page().click("#tests .five button");
        tab.await("the word of it", textOf("#tests .five .result") + ".startsWith('5 witnesses added')");
        tab.await("all at the JVM peer", "window.witness.page.sources[1].state.witnesses.size === 5");
        assertThat(served.peer().witnesses().stream().map(Witness::contextOf))
                .filteredOn(parent -> parent != null)
                .hasSize(4);
        tab.show("field");
        tab.page().screenshot("five-witnesses");
    }

    @Test
    @DisplayName(
            "a stress run sends at its rate, moves its bar, and says how many arrived at the other peer and how fast")
    void run() {
        for (String as : new String[] {"page", "jvm"}) {
            plan(as, 60, 30);
            start();
            tab.await(
                    "a bar on its way",
                    "[" + element("#tests progress") + "].some(({ value, max }) => value > 5 && value < max)");
            if (as.equals("page")) {
                tab.page().screenshot("stress-run");
            }
            tab.page().await("the end of the run", AT_MOST, "!" + element("#tests .stress .primary") + ".disabled");
            assertThat(tab.evaluate(RESULT).asString(""))
                    .matches(
                            "60 of 60 sent, 60 arrived at (JVM peer|This browser)\\. Half of them within \\d+ ms, the slowest after \\d+ ms\\.");
        }
        assertThat(served.peer().witnesses()).hasSize(120);
        assertThat(tab.page().faults()).isEmpty();
    }

    @Test
    @DisplayName("a stress run stops when told so, and never goes beyond 50 a second and 500 in all")
    void stop() {
        plan("page", 9_999, 9_999);
        tab.evaluate("document.querySelector('#tests .stress form').noValidate = true");
        start();
        tab.await("some of them", element("#tests progress") + ".value > 20");
        assertThat(tab.evaluate(element("#tests progress") + ".max").asInt()).isEqualTo(500);
        assertThat(tab.evaluate("document.querySelector('#tests [name=rate]').value")
                        .asString(""))
                .isEqualTo("50");
        tab.page().press("Space"); // the keyboard is on Stop
        tab.page().await("the end of the run", AT_MOST, RESULT + ".startsWith('Stopped: ')");
        int sent = tab.evaluate(element("#tests progress") + ".value").asInt();
        assertThat(sent).isBetween(20, 400);
        assertThat(served.peer().witnesses().size()).isEqualTo(Math.min(200, sent));
    }
}
