package dev.gunjava.interop.page;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.PageSite;
import java.time.Duration;

/** A few peers in a page of their own, with witnesses of every age, so that there is something to look at. */
final class Crowd {
    static final int WITNESSES = 20;
    static final String ANSWERED = "The clock at the station is wrong again";

    private static final String GATHER =
            """
            (async () => {
              const { openGraph } = await import('/gun-graph.js');
              const { createPeer } = await import('/witness-peer.js');
              const texts = [
                ['Half the choir has left', 'The river is brown', 'Salt on the windows', 'Nobody in the square', 'One shoe'],
                ['A door that was never open', 'The bakery is warm at four', 'Chalk on the wall', 'Hail', 'A bell without a church'],
                ['A heron stood in the canal for an hour', 'Two men carry a piano up the hill', ANSWERED, 'It smells of rain'],
              ];
              const peers = [60_000, 250_000, 600_000].map((ttlMs) => createPeer({ graph: openGraph({ relays: [RELAY] }), ttlMs }));
              peers.forEach((peer, i) => texts[i].forEach((text) => peer.add(text)));
              const newest = peers[2];
              const [heron, piano, clock, rain] = texts[2].map((text) => newest.witnesses().find((witness) => witness.text === text));
              newest.add('The same man as yesterday', heron.id);
              newest.add('They are singing now', piano.id);
              newest.add('By seven minutes', clock.id);
              newest.add('Since the war, my mother says', clock.id);
              newest.add('And of iron', rain.id);
              newest.add('Snow, but only on one side', undefined);
              for (let i = 0; i < 6; i++) newest.reWitness(clock.id);
              for (let i = 0; i < 2; i++) newest.reWitness(piano.id);
              newest.reWitness(heron.id);
              window.crowd = peers;
              return peers.length;
            })()""";

    private Crowd() {}

    /** Opens the page of the crowd, and waits until all of it has connected. */
    static Browser.Page gather(Browser browser, PageSite site, OurRelay relay) {
        Browser.Page page = browser.open(site.emptyPage(), Look.DESKTOP);
        page.evaluate(GATHER.replace("ANSWERED", WitnessTab.quoted(ANSWERED))
                .replace("RELAY", WitnessTab.quoted(relay.uri().toString())));
        page.await(
                "a crowd that knows all of it",
                Duration.ofSeconds(20),
                "window.crowd.every((peer) => peer.witnesses().length === " + WITNESSES + ")");
        return page;
    }

    static String nameOf(Look look) {
        return (look.width() < 500 ? "phone" : "desktop") + (look.dark() ? "-dark" : "-light");
    }
}
