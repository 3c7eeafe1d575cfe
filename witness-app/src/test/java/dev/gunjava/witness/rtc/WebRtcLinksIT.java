package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Links over the native WebRTC library")
class WebRtcLinksIT {
    private final ExecutorService delivery = Executors.newSingleThreadExecutor();
    private @Nullable WebRtcLinks opened;

    @BeforeEach
    void open() {
        Network.assumeWebRtcCanConnect();
        opened = WebRtcLinks.open(IceConfiguration.NO_SERVERS, delivery);
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
        delivery.shutdownNow();
    }

    private WebRtcLinks links() {
        return Objects.requireNonNull(opened);
    }

    /** One side of a pair, which passes its descriptions on to the other. */
    private final class Side implements DataLink.Listener {
        final DataLink link;
        final List<String> received = new CopyOnWriteArrayList<>();
        final List<String> dropped = new CopyOnWriteArrayList<>();
        volatile @Nullable Side other;
        volatile boolean open;
        volatile boolean aged;
        volatile @Nullable LocalDescription described;
        volatile @Nullable LinkEnd end;

        Side() {
            this(links());
        }

        Side(WebRtcLinks of) {
            link = of.create(this);
        }

        @Override
        public void described(LocalDescription local) {
            described = local;
            Side to = other;
            if (to == null) {
                return;
            }
            if (local.type() == SessionDescription.Type.OFFER) {
                to.link.answer(local.parsed());
            } else {
                to.link.accept(local.parsed());
            }
        }

        @Override
        public void found(TrickledCandidate late) {
            Side to = other;
            if (to != null) {
                to.link.candidate(late);
            }
        }

        @Override
        public void opened() {
            open = true;
        }

        @Override
        public void received(String text) {
            received.add(text);
        }

        @Override
        public void aged() {
            aged = true;
        }

        @Override
        public void dropped(String reason) {
            dropped.add(reason);
        }

        @Override
        public void ended(LinkEnd reason) {
            end = reason;
        }

        LinkEnd.@Nullable Cause cause() {
            LinkEnd ended = end;
            return ended == null ? null : ended.cause();
        }
    }

    private record Pair(Side offerer, Side answerer) {}

    private Pair connect() {
        return connect(new Side(), new Side());
    }

    private static Pair connect(Side offerer, Side answerer) {
        offerer.other = answerer;
        answerer.other = offerer;
        offerer.link.offer();
        await().atMost(15, TimeUnit.SECONDS).until(() -> offerer.open && answerer.open);
        return new Pair(offerer, answerer);
    }

    @Test
    @DisplayName("connect by one offer and one answer, and carry texts both ways in order")
    void connects() {
        Pair pair = connect();
        List<String> texts =
                IntStream.range(0, 500).mapToObj(i -> "n° " + i + " 🌊").toList();
        texts.forEach(text -> {
            assertThat(pair.offerer.link.send(text)).isTrue();
            assertThat(pair.answerer.link.send(text)).isTrue();
        });
        await().until(() -> pair.offerer.received.size() == 500 && pair.answerer.received.size() == 500);
        assertThat(pair.offerer.received).isEqualTo(texts);
        assertThat(pair.answerer.received).isEqualTo(texts);
        assertThat(links().receivedMessages()).isEqualTo(1_000);
    }

    @Test
    @DisplayName("close in order: what was sent arrives, and both sides hear of the end once")
    void closesInOrder() {
        Pair pair = connect();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add("x".repeat(1_000) + i);
            assertThat(pair.offerer.link.send(texts.get(i))).isTrue();
        }
        pair.offerer.link.close();
        await().until(() -> pair.offerer.end != null && pair.answerer.end != null);

        assertThat(pair.answerer.received).isEqualTo(texts);
        assertThat(pair.offerer.cause()).isEqualTo(LinkEnd.Cause.CLOSED_HERE);
        assertThat(pair.answerer.cause()).isEqualTo(LinkEnd.Cause.CLOSED_THERE);
        assertThat(pair.answerer.link.send("too late")).isFalse();
    }

    @Test
    @DisplayName("take a message of 256 KiB and refuse a larger one without harm")
    void boundsMessages() {
        Pair pair = connect();
        assertThat(pair.offerer.link.send("x".repeat(DataLink.MAX_MESSAGE + 1))).isFalse();
        assertThat(pair.offerer.link.send("x".repeat(DataLink.MAX_MESSAGE))).isTrue();
        assertThat(pair.offerer.link.send("after")).isTrue();
        await().until(() -> pair.answerer.received.size() == 2);
        assertThat(pair.answerer.received.get(0)).hasSize(DataLink.MAX_MESSAGE);
    }

    @Test
    @DisplayName("refuse to queue more than a MiB, and lose nothing of what they took")
    void boundsTheQueue() {
        Pair pair = connect();
        String text = "y".repeat(60_000);
        int taken = 0;
        long most = 0;
        boolean refused = false;
        for (int i = 0; i < 1_000 && !refused; i++) {
            refused = !pair.offerer.link.send(text + i);
            most = Math.max(most, pair.offerer.link.pendingBytes());
            taken += refused ? 0 : 1;
        }
        assertThat(refused).isTrue();
        assertThat(pair.offerer.end).as("it is full, not over").isNull();
        assertThat(most).isBetween((1L << 20) - 61_000, 2L << 20);
        int all = taken;
        await().until(() -> pair.answerer.received.size() == all);
        assertThat(pair.answerer.received.get(all - 1)).endsWith("y" + (all - 1));
        await().until(() -> pair.offerer.link.pendingBytes() == 0);
        assertThat(pair.offerer.link.send("again")).isTrue();
    }

    @Test
    @DisplayName("end with a reason where the other side's answer makes no sense, and serve the others")
    void survivesNonsense() {
        Pair pair = connect();
        Side lonely = new Side();
        lonely.link.offer();
        Side second = new Side();
        second.link.answer(SessionDescription.parse(SessionDescription.Type.OFFER, SDP));
        SessionDescription answer =
                SessionDescription.parse(SessionDescription.Type.ANSWER, SDP.replace("actpass", "active"));
        lonely.link.accept(answer);
        await().until(() -> lonely.end != null);
        assertThat(lonely.cause()).isEqualTo(LinkEnd.Cause.REFUSED);
        Side never = new Side();
        never.link.accept(answer);
        await().until(() -> never.end != null);
        assertThat(never.cause()).isEqualTo(LinkEnd.Cause.REFUSED);

        assertThat(pair.offerer.link.send("still here")).isTrue();
        await().until(() -> pair.answerer.received.contains("still here"));
    }

    private static final String SDP = String.join(
            "\r\n",
            "v=0",
            "o=- 1 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789abcdefghijkl",
            "a=fingerprint:sha-256 " + "AB:".repeat(31) + "CD",
            "a=setup:actpass",
            "a=mid:7",
            "a=sctp-port:5000");

    @Test
    @DisplayName("keep candidates that come before their description, and drop those beyond 64")
    void keepsEarlyCandidates() {
        Side offerer = new Side();
        Side answerer = new Side();
        offerer.other = answerer;
        answerer.other = offerer;
        for (int i = 0; i < 70; i++) {
            String text = "candidate:1 1 udp 2122260223 192.0.2.250 " + (2_000 + i) + " typ host";
            answerer.link.candidate(
                    new TrickledCandidate("0", 0, IceCandidate.parse(text).orElseThrow()));
        }
        offerer.link.offer();
        await().atMost(15, TimeUnit.SECONDS).until(() -> offerer.open && answerer.open);
        assertThat(answerer.dropped).hasSize(6).containsOnly("too many candidates");
    }

    @Test
    @DisplayName("know the way that they take, and what has gone over it")
    void tellTheirWay() {
        Pair pair = connect();
        pair.offerer.link.send("x".repeat(1_000));
        await().until(() -> pair.answerer.link.traffic().in() == 1_000);
        await().until(() -> pair.offerer.link.traffic().equals(new Traffic(0, 1_000, 0)));
        await().atMost(5, TimeUnit.SECONDS)
                .until(() -> pair.offerer.link.route() != null && pair.answerer.link.route() != null);
        Route route = Objects.requireNonNull(pair.offerer.link.route());
        assertThat(route.local()).isEqualTo(Route.Candidate.HOST);
        assertThat(route.remote()).isIn(Route.Candidate.HOST, Route.Candidate.PRFLX);
        assertThat(route.roundTripMillis()).isNotNegative();
    }

    @Test
    @DisplayName("are not delayed by a STUN server that is silent: a description is out within its second")
    void silentStunServer() throws SocketException {
        try (DatagramSocket silent = new DatagramSocket(0, Network.address())) {
            String url = "stun:" + Network.address().getHostAddress() + ":" + silent.getLocalPort();
            IceConfiguration ice =
                    new IceConfiguration(List.of(IceServer.stun(url)), IceConfiguration.Policy.ALL, null);
            try (WebRtcLinks delayed = WebRtcLinks.open(ice, delivery)) {
                Side offerer = new Side(delayed);
                long began = System.nanoTime();
                connect(offerer, new Side(delayed));
                // Gathering ends after 40 s only, so anything far below that shows that nobody waits for it.
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                        .isLessThan(12);
            }
        }
    }

    @Test
    @DisplayName("leave a channel of another label alone, whatever its label and protocol are (B01)")
    void foreignLabels() {
        PeerConnectionFactory factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
        try (RawPeer raw = new RawPeer(factory)) {
            RTCDataChannelInit init = new RTCDataChannelInit();
            init.protocol = "%n%s%p%x";
            raw.connection().createDataChannel("%n%s%p%x \u0001é🌊", init);
            Side answerer = new Side();
            answerer.link.answer(SessionDescription.parse(SessionDescription.Type.OFFER, raw.offer()));
            await().until(() -> answerer.described != null);
            raw.accept(Objects.requireNonNull(answerer.described).sdp());
            await().atMost(15, TimeUnit.SECONDS).until(() -> answerer.dropped.contains("unwanted channel"));
            assertThat(answerer.open).isFalse();
        }
        factory.dispose();
    }

    @Test
    @DisplayName("print the library's own candidates as the library does")
    void ownCandidates() {
        LocalDescription offer = Objects.requireNonNull(connect().offerer.described);
        List<String> lines = offer.sdp()
                .lines()
                .filter(line -> line.startsWith("a=candidate:"))
                .toList();
        assertThat(offer.parsed().candidates())
                .isNotEmpty()
                .extracting(candidate -> "a=" + candidate.text())
                .isEqualTo(lines);
    }

    @Test
    @DisplayName("use no other ports than they may")
    void portRange() {
        Ports ports = new Ports(50_500, 50_539);
        IceConfiguration narrow = new IceConfiguration(List.of(), IceConfiguration.Policy.ALL, ports);
        try (WebRtcLinks few = WebRtcLinks.open(narrow, delivery)) {
            Side offerer = new Side(few);
            connect(offerer, new Side(few));
            String sdp = Objects.requireNonNull(offerer.described).sdp();
            assertThat(sdp.lines().filter(line -> line.startsWith("a=candidate:")))
                    .isNotEmpty()
                    .allSatisfy(line ->
                            assertThat(Integer.parseInt(line.split(" ", 7)[5])).isBetween(ports.min(), ports.max()));
        }
    }

    @Test
    @DisplayName("ask to be made anew when too much has come over their factory, which goes with the last of them")
    void factoriesRetire() {
        links().close();
        await().until(() -> threads().stream().noneMatch("webrtc-owner"::equals));
        System.setProperty(RtcEngine.BUDGET_PROPERTY, "100");
        try (WebRtcLinks frugal = WebRtcLinks.open(IceConfiguration.NO_SERVERS, delivery)) {
            Pair old = connect(new Side(frugal), new Side(frugal));
            for (int i = 0; i < 99; i++) {
                old.offerer.link.send("n° " + i);
            }
            await().until(() -> old.answerer.received.size() == 99);
            assertThat(old.offerer.aged || old.answerer.aged).isFalse();
            old.answerer.link.send("one too many");
            await().until(() -> old.offerer.aged && old.answerer.aged);

            Pair fresh = connect(new Side(frugal), new Side(frugal));
            fresh.offerer.link.send("on the fresh factory");
            old.offerer.link.send("on the old one");
            await().until(() -> fresh.answerer.received.size() == 1 && old.answerer.received.size() == 100);
            int before = nativeThreads();
            old.offerer.link.abort();
            await().until(() -> old.answerer.end != null);
            await("the old factory is gone").until(() -> nativeThreads() < before);
            fresh.offerer.link.send("and after it");
            await().until(() -> fresh.answerer.received.size() == 2);
            assertThat(fresh.answerer.aged).isFalse();
        } finally {
            System.clearProperty(RtcEngine.BUDGET_PROPERTY);
        }
    }

    /** Threads that the native library attached to call us: one for each factory that has called. */
    private static int nativeThreads() {
        return (int)
                threads().stream().filter(name -> name.matches("Thread-\\d+")).count();
    }

    @Test
    @DisplayName("give back every thread when the last user closes them, open or half made")
    void leaveNothing() {
        connect();
        new Side().link.offer();
        WebRtcLinks second = WebRtcLinks.open(IceConfiguration.NO_SERVERS, delivery);
        links().close();
        assertThat(threads()).contains("webrtc-owner");
        second.close();
        await().until(() ->
                threads().stream().noneMatch(name -> name.equals("webrtc-owner") || name.matches("Thread-\\d+")));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
