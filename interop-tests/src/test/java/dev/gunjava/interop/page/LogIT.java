package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.elements;
import static dev.gunjava.interop.page.WitnessTab.in;
import static dev.gunjava.interop.page.WitnessTab.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.page.WitnessTab.Source;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The log of the page")
class LogIT {
    private static final Duration TTL = Duration.ofMinutes(10);

    /** Keeps what the page offers to save, since a browser without a window has nowhere to put it. */
    private static final String CATCH_DOWNLOAD =
            """
            URL.createObjectURL = (blob) => {
              window.saved = blob;
              return 'blob:none';
            };
            HTMLAnchorElement.prototype.click = function () {
              window.savedAs = this.download;
            };""";

    @RegisterExtension
    final Lab lab = new Lab();

    private static String lines(Source source) {
        return "[..." + elements(in(source, ".events .what")) + "].map((line) => line.textContent)";
    }

    private static void choose(WitnessTab tab, Source source, String kind) {
        String select = element(in(source, ".filters select"));
        tab.evaluate(select + ".value = " + quoted(kind) + "; " + select + ".dispatchEvent(new Event('input'))");
    }

    @Test
    @DisplayName(
            "shows what happened before the page was opened, newest first, and each thing once, also after the server was away")
    void past() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        served.peer().add("long before", null);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        tab.show("log");
        choose(tab, Source.JVM, "witness");
        tab.await(
                "the past",
                lines(Source.JVM) + ".length === 1 && " + lines(Source.JVM) + "[0].includes('long before')");
        tab.await("what came in", lines(Source.BROWSER) + ".some((line) => line.startsWith('came: “long before”'))");

        served.peer().add("just now", null);
        tab.await("the present", lines(Source.JVM) + "[0].includes('just now')");

        served.stopServer();
        served.peer().add("meanwhile", null);
        served.startServer();
        served.peer().add("afterwards", null);
        tab.await("what came after", lines(Source.JVM) + "[0]?.includes('afterwards')");
        assertThat(tab.evaluate(lines(Source.JVM) + ".filter((line) => line.includes('afterwards')).length")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("keeps 200 events and no more; a kind and a text narrow it down; all of it can be saved as JSON")
    void filterAndExport() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        for (int i = 1; i <= 190; i++) {
            served.peer().add("number " + i, null);
        }
        tab.show("log");
        // What is witnessed again before it was shown to the browser is one event there, not two.
        tab.await("all of them", lines(Source.BROWSER) + ".filter((line) => line.startsWith('came: ')).length === 190");
        served.peer().reWitness(served.peer().witnesses().get(0).id());
        for (int i = 0; i < 30; i++) {
            served.peer().reWitness(served.peer().witnesses().get(i).id());
        }
        for (Source source : Source.values()) {
            tab.await("200 lines", lines(source) + ".length === 200");
        }
        assertThat(tab.text(in(Source.JVM, ".total"))).isEqualTo("200 of 200");

        tab.page().type(in(Source.JVM, ".filters input"), "number 190");
        tab.await("the lines that fit", lines(Source.JVM) + ".every((line) => line.includes('number 190'))");
        assertThat(tab.evaluate(lines(Source.JVM)).size()).isBetween(1, 3);
        choose(tab, Source.BROWSER, "peer");
        tab.await("connections alone", lines(Source.BROWSER) + ".every((line) => line.startsWith('JVM peer: '))");
        tab.page().screenshot("log-desktop");

        tab.evaluate(CATCH_DOWNLOAD);
        JsonNode content = await("the figures, which come once in a while")
                .until(
                        () -> saved(tab),
                        saved -> saved.at("/figures/witnesses/own").asInt() == 190);
        assertThat(tab.evaluate("window.savedAs").asString("")).matches("witness-jvm-\\w+\\.json");
        assertThat(content.path("seenBy").asString("")).isEqualTo("JVM peer");
        assertThat(content.path("peerId").asString("")).isEqualTo(served.peer().id());
        assertThat(content.path("log")).hasSize(200);
        assertThat(content.path("witnesses")).hasSize(190);
        assertThat(content.path("links")).hasSize(1);
        assertThat(tab.page().faults()).isEmpty();
    }

    /** What the JVM peer's log is saved as now. */
    private static JsonNode saved(WitnessTab tab) {
        tab.page().click(in(Source.JVM, ".filters button"));
        return JsonMapper.shared().readTree(tab.evaluate("window.saved.text()").asString(""));
    }

    @Test
    @DisplayName("fits a phone")
    void phone() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.PHONE.inTheDark());
        tab.awaitChannels(Source.BROWSER, 1);
        served.peer().add("a".repeat(140), null);
        tab.show("log");
        tab.await("a line", lines(Source.BROWSER) + ".length > 0");
        tab.page().screenshot("log-phone-dark");
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
    }
}
