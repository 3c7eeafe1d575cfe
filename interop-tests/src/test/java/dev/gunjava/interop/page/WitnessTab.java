package dev.gunjava.interop.page;

import dev.gunjava.interop.fixture.Browser;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's page in a browser, and where things stand in it. */
final class WitnessTab {
    static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration CONNECTED = Duration.ofSeconds(20);

    /** One of the two peers that the page shows. */
    enum Source {
        BROWSER("page"),
        JVM("jvm");

        private final String name;

        Source(String name) {
            this.name = name;
        }
    }

    private final Browser.Page page;

    private WitnessTab(Browser.Page page) {
        this.page = page;
    }

    static WitnessTab open(Browser browser, String address, Browser.Look look) {
        WitnessTab tab = new WitnessTab(browser.open(address, look));
        tab.await("its peers", "document.querySelectorAll('#heads .head').length === 2");
        return tab;
    }

    Browser.Page page() {
        return page;
    }

    /** The selector of something in the column of a source, in the tab that is shown. */
    static String in(Source source, String selector) {
        return ".view:not([hidden]) [data-source=" + source.name + "] " + selector;
    }

    /** The selector of something in the head of a source. */
    static String head(Source source, String selector) {
        return "#heads [data-source=" + source.name + "] " + selector;
    }

    void awaitChannels(Source source, int atLeast) {
        page.await(
                atLeast + " channels",
                CONNECTED,
                "Number(" + element(head(source, ".figures .open dd")) + ".textContent) >= " + atLeast);
    }

    /** Shows one of the tabs, by its name in the address. */
    void show(String view) {
        page.evaluate("void (location.hash = '#/" + view + "')");
        await("the tab " + view, "!document.getElementById('" + view + "').hidden");
    }

    /** Writes a text into the composer and sends it, by the keyboard alone. */
    void say(Source source, String text) {
        page.evaluate(element(in(source, "textarea")) + ".focus()");
        page.type(in(source, "textarea"), text);
        page.press("Enter");
        await("what was said", spot(source, text));
    }

    /** An expression for the point of a witness in the field. */
    static String spot(Source source, String text) {
        return "[..." + elements(in(source, ".spot:not(.leaving)")) + "].find((spot) => spot.textContent.startsWith("
                + quoted(text + ",") + "))";
    }

    /** An expression for the entry of a witness in the list. */
    static String item(Source source, String text) {
        return "[..." + elements(in(source, ".witness"))
                + "].find((item) => item.querySelector('.text').textContent === " + quoted(text) + ")";
    }

    /** Chooses a witness as a mouse or a finger does: by a click on its point. */
    void choose(Source source, String text) {
        page.evaluate(spot(source, text) + ".dataset.toClick = ''");
        page.click("[data-to-click] .dot");
        page.evaluate("delete " + element("[data-to-click]") + ".dataset.toClick");
        await("the choice", textOf(in(source, ".chosen .text")) + " === " + quoted(text));
    }

    /** Waits until nothing moves, as for a picture. */
    void awaitStillness() {
        await("stillness", "document.getAnimations().length === 0");
    }

    void await(String what, String script) {
        page.await(what, SOON, script);
    }

    String text(String selector) {
        return page.evaluate(textOf(selector)).asString("");
    }

    JsonNode evaluate(String script) {
        return page.evaluate(script);
    }

    static String element(String selector) {
        return "document.querySelector(" + quoted(selector) + ")";
    }

    static String elements(String selector) {
        return "document.querySelectorAll(" + quoted(selector) + ")";
    }

    static String textOf(String selector) {
        return element(selector) + "?.textContent";
    }

    static String quoted(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }
}
