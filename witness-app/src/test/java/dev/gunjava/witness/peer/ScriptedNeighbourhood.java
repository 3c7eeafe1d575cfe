package dev.gunjava.witness.peer;

import dev.gunjava.Gun;
import dev.gunjava.witness.DiscoveryRules;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.discovery.Presence;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.discovery.Verdict;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.DataLinks;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.SessionDescription;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A neighborhood in virtual time; the test writes the letters of the others and says what happens on the links. */
final class ScriptedNeighbourhood implements AutoCloseable {
    static final Set<String> PING = Set.of("ping");

    final VirtualTime time = new VirtualTime();
    final Drops drops = new Drops(new PeerMetrics(new SimpleMeterRegistry()));

    /** The links, oldest first. */
    final List<Link> links = new ArrayList<>();

    /** When the other side of an open link was asked for a sign of life; ms since the start. */
    final List<Long> probes = new ArrayList<>();

    private final Map<String, LinkState> states = new HashMap<>();
    private final Gun gun = Gun.builder().open();
    private final long start = millis();
    private final Neighbourhood neighbourhood;
    private final Dialect dialect;
    private long written;

    /** @param smaller whether our id is smaller than all others */
    ScriptedNeighbourhood(boolean smaller, RandomGenerator random) {
        neighbourhood = new Neighbourhood(
                new DataLinks() {
                    @Override
                    public DataLink create(DataLink.Listener listener) {
                        Link link = new Link(listener);
                        links.add(link);
                        return link;
                    }

                    @Override
                    public void close() {}
                },
                random,
                time,
                this::millis,
                drops,
                new LinkMetrics(new SimpleMeterRegistry()),
                PeerLimits.DEPLOYED,
                new Neighbourhood.Listener() {
                    @Override
                    public void changed(PeerView view) {
                        states.put(view.peer(), view.state());
                    }

                    @Override
                    public void opened(Conversation conversation) {}

                    @Override
                    public void received(Conversation conversation, String text) {}

                    @Override
                    public void probe(Conversation conversation) {
                        probes.add(passed());
                    }
                });
        dialect = new Dialect(
                neighbourhood,
                heard -> new Presence(gun, "peer_me", time, time::read, DiscoveryRules.DEPLOYED, heard),
                same -> new Signaling(
                        gun, "peer_me", time, DiscoveryRules.DEPLOYED, Extension.ALL, same::signalled, dropped -> {}),
                new WitnessCodec(),
                other -> Turn.of(smaller));
    }

    /** A link that describes itself after 20 ms, and does nothing more by itself. */
    final class Link extends VirtualLink {
        final DataLink.Listener listener;
        boolean consented = true;
        boolean dropped;

        /** The certificate whose offer it answers; null if it offers. */
        @Nullable
        String answers;

        Link(DataLink.Listener listener) {
            super(time, 1);
            this.listener = listener;
        }

        @Override
        public void offer() {
            describe(SessionDescription.Type.OFFER);
        }

        @Override
        public void answer(SessionDescription offer) {
            answers = offer.fingerprint();
            describe(SessionDescription.Type.ANSWER);
        }

        private void describe(SessionDescription.Type type) {
            time.after(20, () -> listener.described(new LocalDescription(type, "0", sdp("00"))));
        }

        @Override
        public boolean isConsented() {
            return consented;
        }

        @Override
        public void abort() {
            dropped = true;
        }
    }

    /** @param certificate two hexadecimal digits, or eight */
    static String sdp(String certificate) {
        String print = ("00".repeat(32) + certificate).substring(2 * certificate.length() / 2);
        String digits = print.substring(print.length() - 64).toUpperCase(Locale.ROOT);
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                "a=ice-ufrag:abcd",
                "a=ice-pwd:0123456789abcdefghijkl",
                "a=fingerprint:sha-256 " + digits.replaceAll("(..)(?=.)", "$1:"),
                "a=setup:actpass",
                "a=mid:0");
    }

    static String fingerprint(String certificate) {
        return SessionDescription.parse(SessionDescription.Type.OFFER, sdp(certificate))
                .fingerprint();
    }

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(time.read());
    }

    long passed() {
        return millis() - start;
    }

    void pass(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    void tick() {
        neighbourhood.tick();
    }

    /** A presence that was seen changing. */
    void here(String peer) {
        dialect.here(peer, Verdict.CHANGING, OptionalInt.empty());
    }

    /** A presence that is merely written. */
    void listed(String peer) {
        dialect.here(peer, Verdict.LIKELY, OptionalInt.empty());
    }

    void offer(String peer, String certificate, Set<String> extensions) {
        dialect.signalled(new Signal.Offer(peer, ++written, sdp(certificate), Form.JSON, extensions));
    }

    LinkState state(String peer) {
        return states.getOrDefault(peer, LinkState.DISCOVERED);
    }

    Link last() {
        return links.get(links.size() - 1);
    }

    @Override
    public void close() {
        neighbourhood.close();
        gun.close();
    }
}
