package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.elements;
import static dev.gunjava.interop.page.WitnessTab.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.page.WitnessTab.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The page is there for everybody")
class AccessibilityIT {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final int TOUCH_PX = 44;

    @RegisterExtension
    final Lab lab = new Lab();

    private OurRelay relay;

    static Stream<Look> looks() {
        return Stream.of(Look.DESKTOP, Look.DESKTOP.inTheDark(), Look.PHONE, Look.PHONE.inTheDark());
    }

    private ServedPage served() {
        relay = lab.ourSignallingRelay();
        return lab.servedPage(relay, TTL);
    }

    /** The page amid a crowd, one of whose witnesses is chosen. */
    private WitnessTab amidACrowd(Look look) {
        ServedPage served = served();
        Browser browser = lab.browser();
        Crowd.gather(browser, lab.site(), relay);
        WitnessTab tab = WitnessTab.open(browser, served.address(), look);
        tab.awaitChannels(Source.BROWSER, 4);
        tab.await("the witnesses", elements(in(Source.BROWSER, ".spot")) + ".length >= " + Crowd.WITNESSES);
        tab.choose(Source.BROWSER, Crowd.ANSWERED);
        tab.page().click(in(Source.BROWSER, ".chosen .answer"));
        return tab;
    }

    private static List<String> views(WitnessTab tab) {
        List<String> names = new ArrayList<>();
        tab.evaluate("[...document.querySelectorAll('#views > li')].map((tab) => tab.dataset.name)")
                .forEach(name -> names.add(name.asString("")));
        assertThat(names).contains("field", "connections");
        return names;
    }

    @ParameterizedTest
    @MethodSource("looks")
    @DisplayName("axe-core finds no fault with any tab, on a desktop or a phone, in either theme")
    void axe(Look look) {
        WitnessTab tab = amidACrowd(look);
        for (String view : views(tab)) {
            tab.show(view);
            tab.awaitStillness();
            assertThat(tab.page().inaccessible()).as(view + " on " + look).isEmpty();
        }
    }

    @Test
    @DisplayName("at 360 px nothing is wider than the screen, and what can be touched is at least 44 px high and wide")
    void phone() {
        WitnessTab tab = amidACrowd(Look.PHONE);
        for (String view : views(tab)) {
            tab.show(view);
            assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
                    .as(view)
                    .isEqualTo(360);
            JsonNode small = tab.evaluate(
                    "[...document.querySelectorAll('a, button, label:has(input), textarea, select, input')]"
                            + ".filter((element) => element.offsetParent && !element.matches('.skip, label input'))"
                            + ".map((element) => [element.textContent || element.id, element.getBoundingClientRect()])"
                            + ".filter(([, { width, height }]) => width < " + TOUCH_PX + " || height < " + TOUCH_PX
                            + ")"
                            + ".map(([name, { width, height }]) => `${name} ${width} x ${height}`)");
            assertThat(small).as("too small to touch in " + view).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "the Tab key reaches everything in the order of the page, and each thing it reaches shows that it has it")
    void tabKey() {
        ServedPage served = served();
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        served.peer().add("reached by the keyboard", null);
        for (Source source : Source.values()) {
            tab.await("it", WitnessTab.item(source, "reached by the keyboard"));
        }
        String focused =
                "(() => { const { activeElement: now } = document; const ring = now.closest('.map, .switch label') ?? now;"
                        + " const shown = [ring, ...ring.children].some((part) => getComputedStyle(part).outlineStyle === 'solid');"
                        + " const column = now.closest('[data-source]')?.dataset.source ?? '';"
                        + " return [(now.className || now.name || now.id || now.textContent), shown, column]; })()";
        List<String> reached = new ArrayList<>();
        tab.page().press("Tab");
        while (!tab.evaluate("document.activeElement === document.body").asBoolean()) {
            JsonNode now = tab.evaluate(focused);
            assertThat(now.path(1).asBoolean())
                    .as("the focus on %s is to be seen", now)
                    .isTrue();
            reached.add(now.path(2).asString("") + " " + now.path(0).asString(""));
            assertThat(reached).as("a way through the page that ends").hasSizeLessThan(40);
            tab.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => drawn(0))))");
            tab.page().press("Tab");
        }
        assertThat(reached)
                .containsSubsequence(
                        " skip",
                        " view",
                        " Field",
                        " Connections",
                        "page spots",
                        "page re-witness",
                        "page quiet answer",
                        "page text-page",
                        "page re-witness",
                        "page quiet answer",
                        "jvm spots",
                        "jvm text-jvm");
    }

    @Test
    @DisplayName("the link to skip to the content does")
    void skip() {
        WitnessTab tab = WitnessTab.open(lab.browser(), served().address(), Look.DESKTOP);
        tab.page().press("Tab");
        tab.page().press("Enter");
        tab.await("the content", "document.activeElement.id === 'content'");
        tab.await("the field still", "!document.getElementById('field').hidden");
    }

    @Test
    @DisplayName("who prefers reduced motion sees none, also when a witness is witnessed again or leaves")
    void reducedMotion() {
        WitnessTab tab = WitnessTab.open(lab.browser(), served().address(), Look.DESKTOP.calmed());
        tab.awaitChannels(Source.BROWSER, 1);
        tab.evaluate("window.moved = 0; for (const kind of ['animationstart', 'transitionrun']) "
                + "addEventListener(kind, () => window.moved++, true)");
        tab.say(Source.BROWSER, "quietly");
        tab.choose(Source.BROWSER, "quietly");
        tab.page().click(in(Source.BROWSER, ".chosen .re-witness"));
        tab.await("a mark instead of a pulse", element(in(Source.BROWSER, ".spot.raised")));
        tab.await("its end", "!" + element(in(Source.BROWSER, ".spot.raised")));
        assertThat(tab.evaluate("window.moved").asInt()).isZero();
        assertThat(tab.evaluate("document.getAnimations().length").asInt()).isZero();
    }

    @Test
    @DisplayName("nothing is read out while witnesses merely age, and newcomers are announced together")
    void liveRegions() {
        WitnessTab tab = WitnessTab.open(lab.browser(), served().address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        tab.awaitChannels(Source.JVM, 1);
        tab.evaluate(
                "window.said = []; for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) "
                        + "new MutationObserver(() => window.said.push(region.textContent))"
                        + ".observe(region, { childList: true, characterData: true, subtree: true })");
        tab.evaluate("for (let i = 0; i < 30; i++) window.witness.peer.add(`Starling ${i}`)");
        tab.page().await("an announcement", Duration.ofSeconds(15), "window.said.length");
        String left = "[..." + elements(in(Source.BROWSER, ".left")) + "].map((left) => left.textContent).join()";
        tab.page().await("that they age", Duration.ofSeconds(90), left + ".includes('9 min')");
        assertThat(tab.evaluate("window.said").toString()).isEqualTo("[\"30 new witnesses, 30 in all\"]");
    }

    @Test
    @DisplayName(
            "the page opens with at most 220 000 bytes, all its tabs are less than 100 KB on the way, all from its own server, and it breaks no rule of its content policy")
    void ownServerAlone() {
        ServedPage served = served();
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        assertThat(loaded(tab, served, "decodedBodySize")).isBetween(50_000, 220_000);
        views(tab).forEach(tab::show);
        assertThat(loaded(tab, served, "encodedBodySize")).isBetween(20_000, 100 << 10);
        assertThat(tab.page().console()).noneMatch(line -> line.contains("Content Security Policy"));
        assertThat(tab.page().faults()).isEmpty();
    }

    /** What the page has loaded so far, in bytes, after a look at where from. */
    private static int loaded(WitnessTab tab, ServedPage served, String size) {
        JsonNode entries = tab.evaluate(
                "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
                        + ".map((entry) => [entry.name, entry." + size + "])");
        int bytes = 0;
        for (JsonNode entry : entries) {
            assertThat(entry.path(0).asString("")).startsWith(served.address());
            bytes += entry.path(1).asInt();
        }
        return bytes;
    }
}
