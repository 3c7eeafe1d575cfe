package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.elements;
import static dev.gunjava.interop.page.WitnessTab.in;
import static dev.gunjava.interop.page.WitnessTab.item;
import static dev.gunjava.interop.page.WitnessTab.quoted;
import static dev.gunjava.interop.page.WitnessTab.spot;
import static dev.gunjava.interop.page.WitnessTab.textOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.page.WitnessTab.Source;
import dev.gunjava.witness.Witness;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

@DisplayName("The field of the page")
class FieldIT {
    private static final Logger log = LoggerFactory.getLogger(FieldIT.class);
    private static final Duration TTL = Duration.ofMinutes(10);

    /** Milliseconds from each frame to the next, shortest first, while a flow of so many re-witnesses a second goes on. */
    private static final String FRAME_TIMES =
            """
            new Promise((measured) => {
              const { peer } = window.witness;
              const ids = peer.witnesses().map(({ id }) => id);
              let next = 0;
              const flow = PER_SECOND && setInterval(() => peer.reWitness(ids[next++ % ids.length]), 1000 / PER_SECOND);
              const times = [];
              let last = performance.now();
              const frame = (now) => {
                times.push(now - last);
                last = now;
                if (times.length < 150) return requestAnimationFrame(frame);
                clearInterval(flow);
                measured(times.slice(10).sort((a, b) => a - b).map(Math.round));
              };
              requestAnimationFrame(frame);
            })""";

    @RegisterExtension
    final Lab lab = new Lab();

    private ServedPage served(Duration ttl) {
        return lab.servedPage(lab.ourSignallingRelay(), ttl);
    }

    private WitnessTab connected(ServedPage served, Look look) {
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), look);
        tab.awaitChannels(Source.BROWSER, 1);
        return tab;
    }

    @Test
    @DisplayName("a witness stands where it was said, at both peers, and an answer hangs on it by a dashed line")
    void position() {
        ServedPage served = served(TTL);
        WitnessTab tab = connected(served, Look.DESKTOP);
        Witness parent = served.peer().add("a heron in the canal", null);
        served.peer().add("it has flown", parent.id());

        for (Source source : Source.values()) {
            tab.await("the answer", spot(source, "it has flown"));
            JsonNode at = tab.evaluate("[" + spot(source, parent.text()) + "].map(({ style }) => "
                    + "[parseFloat(style.left), parseFloat(style.top)])[0]");
            assertThat(at.path(0).asDouble()).isEqualTo(parent.position().x(), within(0.01));
            assertThat(at.path(1).asDouble()).isEqualTo(parent.position().y(), within(0.01));
            JsonNode thread = tab.evaluate("[..." + elements(in(source, ".threads line"))
                    + "].map((line) => [line.getAttribute('x2'), getComputedStyle(line).strokeDasharray])");
            assertThat(thread).hasSize(1);
            assertThat(thread.path(0).path(0).asString(""))
                    .startsWith(Double.toString(parent.position().x()).substring(0, 4));
            assertThat(thread.path(0).path(1).asString("")).isNotEqualTo("none");
            assertThat(tab.evaluate(item(source, "it has flown") + ".querySelector('.reply').textContent")
                            .asString(""))
                    .contains(parent.text());
        }
    }

    @Test
    @DisplayName("the composer counts down from 140 UTF-16 units, takes no more, and says why something was refused")
    void composer() {
        ServedPage served = served(TTL);
        WitnessTab tab = connected(served, Look.DESKTOP);
        String composer = in(Source.JVM, ".composer ");
        assertThat(tab.text(composer + ".counter")).isEqualTo("140 left");
        assertThat(tab.text(composer + ".lives")).isEqualTo("fades after 10 min");

        tab.page().type(composer + "textarea", "é水\uD83D\uDC26");
        assertThat(tab.text(composer + ".counter")).isEqualTo("136 left");
        tab.page().type(composer + "textarea", "x".repeat(150));
        assertThat(tab.text(composer + ".counter")).isEqualTo("0 left");
        assertThat(tab.evaluate(element(composer + "textarea") + ".value.length")
                        .asInt())
                .isEqualTo(140);
        tab.page().press("Enter");
        tab.await("the witness at this browser", element(in(Source.BROWSER, ".witness")));
        assertThat(tab.text(composer + ".counter")).isEqualTo("140 left");

        served.stopServer();
        tab.page().type(composer + "textarea", "to nobody");
        tab.page().press("Enter");
        tab.await("the reason", textOf(composer + ".error") + " === 'The program is not answering.'");
        assertThat(tab.evaluate(element(composer + "textarea") + ".value").asString(""))
                .as("what was written is kept")
                .isEqualTo("to nobody");
    }

    @Test
    @DisplayName("a text that looks like markup is shown as it was written, and becomes none")
    void markup() {
        ServedPage served = served(TTL);
        WitnessTab tab = connected(served, Look.DESKTOP);
        String text = "<img src=x onerror=alert(1)><b>bold</b>&amp;<script>alert(2)</script>";
        Witness parent = served.peer().add(text, null);
        served.peer().add("<i>an answer</i>", parent.id());
        tab.await("the answer", spot(Source.BROWSER, "<i>an answer</i>"));

        tab.choose(Source.BROWSER, text);
        tab.page().click(in(Source.BROWSER, ".chosen .answer"));
        tab.await("the quote", textOf(in(Source.BROWSER, ".context .quote")) + ".includes('<img src=x')");
        assertThat(tab.evaluate(textOf(in(Source.BROWSER, ".chosen .text"))).asString(""))
                .isEqualTo(text);
        assertThat(tab.evaluate(elements("main :is(img, b, i, script)") + ".length")
                        .asInt())
                .isZero();
        assertThat(tab.page().faults()).isEmpty();
    }

    @Test
    @DisplayName("a click chooses a witness; it can be witnessed again, which pulses at both peers, or answered")
    void click() {
        ServedPage served = served(TTL);
        WitnessTab tab = connected(served, Look.DESKTOP);
        tab.say(Source.BROWSER, "the fog has reached the third lamp");
        String text = "the fog has reached the third lamp";
        tab.await("it at the JVM peer", spot(Source.JVM, text));
        tab.choose(Source.BROWSER, text);
        assertThat(tab.text(in(Source.BROWSER, ".chosen .meta")))
                .startsWith("seen once · ")
                .contains("left");

        tab.evaluate(
                "window.pulses = 0; for (const spot of document.querySelectorAll('.spot')) "
                        + "spot.addEventListener('animationstart', ({ animationName }) => animationName === 'pulse' && window.pulses++)");
        tab.page().click(in(Source.BROWSER, ".chosen .re-witness"));
        for (Source source : Source.values()) {
            tab.await("the count", item(source, text) + ".querySelector('.count').textContent === '2'");
        }
        tab.await("a pulse at both", "window.pulses === 2");

        tab.page().click(in(Source.BROWSER, ".chosen .answer"));
        tab.page().type(in(Source.BROWSER, "textarea"), "and the fourth");
        tab.page().press("Enter");
        tab.await("the answer", item(Source.JVM, "and the fourth"));
        assertThat(served.peer().witnesses())
                .filteredOn(witness -> witness.text().equals("and the fourth"))
                .singleElement()
                .satisfies(answer -> assertThat(answer.contextOf()).isNotNull());
        assertThat(tab.evaluate(element(in(Source.BROWSER, ".context")) + ".hidden")
                        .asBoolean())
                .isTrue();
    }

    @Test
    @DisplayName("the keyboard alone walks the field, witnesses again, and answers")
    void keyboard() {
        ServedPage served = served(TTL);
        WitnessTab tab = connected(served, Look.DESKTOP);
        for (String text : new String[] {"one", "two", "three", "four", "five"}) {
            served.peer().add(text, null);
            tab.await("it", spot(Source.BROWSER, text)); // so that each is newer than the one before
        }
        String chosen = in(Source.BROWSER, ".chosen .text");

        tab.page().press("Escape");
        tab.evaluate(element(in(Source.BROWSER, ".spots")) + ".focus()");
        tab.page().press("Home");
        tab.await("the newest", textOf(chosen) + " === 'five'");
        tab.page().press("PageDown");
        tab.await("the one before", textOf(chosen) + " === 'four'");
        tab.page().press("End");
        tab.await("the oldest", textOf(chosen) + " === 'one'");
        String rightmost = tab.evaluate("[..." + elements(in(Source.BROWSER, ".spot"))
                        + "].sort((a, b) => parseFloat(b.style.left) - parseFloat(a.style.left))[0].textContent")
                .asString("");
        for (int step = 0; step < 5; step++) {
            tab.page().press("ArrowRight");
        }
        tab.await("what is furthest to the right", quoted(rightmost) + ".startsWith(" + textOf(chosen) + ")");
        assertThat(tab.evaluate("document.getElementById(" + element(in(Source.BROWSER, ".spots"))
                                + ".getAttribute('aria-activedescendant')).ariaSelected")
                        .asString(""))
                .isEqualTo("true");

        String text = tab.text(chosen);
        tab.page().press("Enter");
        tab.page().press("Enter");
        tab.await("the count", item(Source.BROWSER, text) + ".querySelector('.count').textContent === '2'");
        tab.page().press("Tab");
        tab.page().press("Enter");
        tab.await("the composer", "document.activeElement.matches('textarea')");
        assertThat(tab.text(in(Source.BROWSER, ".context .quote"))).contains(text);
        tab.page().press("Escape");
        assertThat(tab.evaluate(element(in(Source.BROWSER, ".context")) + ".hidden")
                        .asBoolean())
                .isTrue();
    }

    @Test
    @DisplayName("a witness fades as it ages and leaves field, list and composer when it is over, without a reload")
    void ages() {
        Duration ttl = Duration.ofSeconds(6);
        WitnessTab tab = connected(served(ttl), Look.DESKTOP);
        tab.say(Source.BROWSER, "brief");
        String life = spot(Source.BROWSER, "brief") + "?.style.getPropertyValue('--life')";
        tab.await("a full life", life + " > 0.6");
        tab.choose(Source.BROWSER, "brief");
        tab.page().click(in(Source.BROWSER, ".chosen .answer"));
        tab.await("less of it", life + " < 0.5");
        assertThat(tab.evaluate(item(Source.BROWSER, "brief") + ".querySelector('.left').textContent")
                        .asString(""))
                .matches("[1-3] s left");
        tab.await("its end", "!" + item(Source.BROWSER, "brief") + " && !" + spot(Source.BROWSER, "brief"));
        tab.await("its end at the JVM peer", "!" + item(Source.JVM, "brief") + " && !" + spot(Source.JVM, "brief"));
        tab.await("no answer to it", element(in(Source.BROWSER, ".context")) + ".hidden");
        assertThat(tab.text(in(Source.BROWSER, ".chosen .text"))).startsWith("Nothing here yet");
        assertThat(tab.evaluate("performance.getEntriesByType('navigation').length")
                        .asInt())
                .isOne();
    }

    @Test
    @DisplayName("two hundred witnesses, two peers side by side, stay fluid")
    void fluid() {
        ServedPage served = served(TTL);
        WitnessTab tab = connected(served, Look.DESKTOP);
        tab.evaluate("for (let i = 0; i < 200; i++) window.witness.peer.add(`Starling number ${i} over the station`)");
        for (Source source : Source.values()) {
            tab.await("all of them", elements(in(source, ".spot")) + ".length === 200");
        }
        tab.awaitStillness();
        JsonNode quiet = tab.evaluate(FRAME_TIMES.replace("PER_SECOND", "0"));
        JsonNode busy = tab.evaluate(FRAME_TIMES.replace("PER_SECOND", "20"));
        int usual = quiet.path(quiet.size() / 2).asInt();
        int median = busy.path(busy.size() / 2).asInt();
        log.info(
                "frames with 200 witnesses: median {} ms, {} ms at 20 re-witnesses a second, 95 % of those within {} ms",
                usual, median, busy.path(busy.size() * 95 / 100).asInt());
        tab.page().screenshot("field-200");
        assertThat(median)
                .as("the median, on a machine that draws a quiet field every %s ms, of %s", usual, busy)
                .isLessThanOrEqualTo(Math.max(34, 2 * usual));
    }

    @Test
    @DisplayName("pictures of a field in use, for people to look at")
    void pictures() {
        OurRelay relay = lab.ourSignallingRelay();
        ServedPage served = lab.servedPage(relay, TTL);
        Browser browser = lab.browser();
        Crowd.gather(browser, lab.site(), relay);
        for (Look look : new Look[] {Look.DESKTOP, Look.DESKTOP.inTheDark(), Look.PHONE, Look.PHONE.inTheDark()}) {
            WitnessTab tab = WitnessTab.open(browser, served.address(), look);
            tab.awaitChannels(Source.BROWSER, 2);
            tab.await("the witnesses", elements(in(Source.BROWSER, ".spot")) + ".length >= " + Crowd.WITNESSES);
            tab.choose(Source.BROWSER, Crowd.ANSWERED);
            tab.awaitStillness();
            String title = "field-" + Crowd.nameOf(look);
            tab.page().screenshot(title);
            tab.page().wholeScreenshot(title + "-whole");
            assertThat(tab.page().faults()).isEmpty();
        }
    }
}
