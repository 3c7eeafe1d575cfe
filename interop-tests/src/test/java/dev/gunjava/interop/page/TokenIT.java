package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.in;
import static dev.gunjava.interop.page.WitnessTab.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.page.WitnessTab.Source;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The page on another device")
class TokenIT {
    private static final Duration TTL = Duration.ofMinutes(10);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName(
            "joins by an address of this machine, writes with the token, keeps it over a reload, and shows it nowhere")
    void withToken() {
        ServedPage served = lab.openPage(TTL);
        URI address = URI.create(served.address());
        assertThat(address.getHost()).isNotIn("0.0.0.0", "localhost");
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.PHONE);
        tab.awaitChannels(Source.BROWSER, 1);
        assertThat(tab.evaluate("location.href").asString("")).doesNotContain("token");
        assertThat(tab.evaluate(element("#looks-only") + ".hidden").asBoolean()).isTrue();

        tab.evaluate("document.querySelector('#seen-by [value=jvm]').click()");
        tab.say(Source.JVM, "from a phone");
        assertThat(served.peer().witnesses()).anyMatch(witness -> witness.text().equals("from a phone"));

        tab.page().reload();
        tab.await("its peers", "document.querySelectorAll('#heads .head').length === 2");
        tab.awaitChannels(Source.BROWSER, 1);
        tab.evaluate("document.querySelector('#seen-by [value=jvm]').click()");
        tab.say(Source.JVM, "again");

        tab.show("tests");
        tab.await("the picture", element("#tests .code img") + "?.naturalWidth > 0");
        assertThat(tab.text("#tests .url")).isEqualTo(served.address());
        tab.page().screenshot("invitation-phone");
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
        assertThat(tab.page().faults()).isEmpty();
    }

    @Test
    @DisplayName("looks, and speaks as its own browser, but not as the JVM peer without the token, and says what to do")
    void withoutToken() {
        ServedPage served = lab.openPage(TTL);
        Browser browser = lab.browser();
        WitnessTab tab = WitnessTab.open(browser, served.address().replaceAll("#.*", ""), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        assertThat(tab.evaluate(element("#looks-only") + ".hidden").asBoolean()).isFalse();
        tab.page().type(in(Source.JVM, "textarea"), "not allowed");
        tab.page().press("Enter");
        tab.await("the reason", textOf(in(Source.JVM, ".composer .error")) + ".includes('without the token')");
        tab.page().screenshot("without-token");
        tab.say(Source.BROWSER, "allowed");
        tab.await("it at the JVM peer", WitnessTab.spot(Source.JVM, "allowed"));
        assertThat(served.peer().witnesses()).hasSize(1);

        tab.show("tests");
        tab.await("the address", textOf("#tests .url") + ".startsWith('http')");
        assertThat(tab.text("#tests .url")).doesNotContain("token");
    }

    @Test
    @DisplayName("cannot be reached if the server stands on loopback; the page says so and names the flag")
    void onLoopback() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.show("tests");
        tab.await("the hint", "!" + element("#tests .alone") + ".hidden");
        assertThat(tab.text("#tests .alone")).contains("./witness up --bind 0.0.0.0");
    }

    @Test
    @DisplayName(
            "refuses whatever is not the page's own, as its policy says: scripts in it, other hosts, texts as markup")
    void policy() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        String refusals =
                """
                (async () => {
                  const seen = new Set();
                  addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.add(effectiveDirective));
                  const script = document.createElement('script');
                  try {
                    script.text = 'window.inline = true';
                    document.body.append(script);
                  } catch {}
                  const style = document.body.appendChild(document.createElement('style'));
                  style.textContent = 'body { display: none }';
                  await fetch('http://127.0.0.1:9/').catch(() => {});
                  try { new WebSocket('ws://127.0.0.1:9/gun'); } catch {}
                  let markup = 'taken';
                  try { document.createElement('p').innerHTML = '<b>bold</b>'; } catch { markup = 'refused'; }
                  await new Promise((soon) => setTimeout(soon, 100));
                  return { inline: window.inline ?? false, shown: getComputedStyle(document.body).display, markup, seen: [...seen].sort() };
                })()""";
        assertThat(tab.evaluate(refusals).toString())
                .isEqualTo("{\"inline\":false,\"shown\":\"block\",\"markup\":\"refused\",\"seen\":["
                        + "\"connect-src\",\"require-trusted-types-for\",\"style-src-elem\"]}");
    }
}
