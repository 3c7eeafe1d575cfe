package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.rtc.LinkEnd;
import dev.gunjava.witness.rtc.SessionDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The connection to one peer")
class LinkMachineTest {
    private static final long OFFER_WRITTEN = 500;

    private long now = 1_000;
    private LinkMachine machine = new LinkMachine(Turn.of(true), new Random(3), now);

    private static Heard heard(SessionDescription.Type type, String certificate, long timestamp, @Nullable Long re) {
        String sdp = String.join(
                "\r\n",
                "v=0",
                "o=- 1 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                "a=ice-ufrag:abcd",
                "a=ice-pwd:0123456789abcdefghijkl",
                "a=fingerprint:sha-256 " + (certificate + ":").repeat(31) + certificate,
                "a=setup:" + (type == SessionDescription.Type.OFFER ? "actpass" : "active"),
                "a=mid:0");
        return new Heard(SessionDescription.parse(type, sdp), timestamp, Form.SDP, Set.of("ping"), re);
    }

    private static LinkEvent offer(String certificate, boolean slotFree) {
        return new LinkEvent.OfferHeard(heard(SessionDescription.Type.OFFER, certificate, 7, null), slotFree);
    }

    private static LinkEvent answer(String certificate, @Nullable Long re) {
        return new LinkEvent.AnswerHeard(heard(SessionDescription.Type.ANSWER, certificate, 8, re));
    }

    private static LinkEvent ended(String why) {
        return new LinkEvent.Ended(new LinkEnd(LinkEnd.Cause.FAILED, why));
    }

    private static final Map<String, LinkEvent> EVENTS = Map.ofEntries(
            Map.entry("present", new LinkEvent.Present()),
            Map.entry("absent", new LinkEvent.Absent()),
            Map.entry("chosen", new LinkEvent.Chosen()),
            Map.entry("offer", offer("AA", true)),
            Map.entry("offer from another certificate", offer("BB", true)),
            Map.entry("offer without a slot", offer("AA", false)),
            Map.entry("answer", answer("AA", OFFER_WRITTEN)),
            Map.entry("answer to another offer", answer("AA", 4L)),
            Map.entry("described", new LinkEvent.Described()),
            Map.entry("written", new LinkEvent.Written(600)),
            Map.entry("opened", new LinkEvent.Opened()),
            Map.entry("ended", ended("why")),
            Map.entry("silent", new LinkEvent.Silent()),
            Map.entry("displaced", new LinkEvent.Displaced()),
            Map.entry("flooded", new LinkEvent.Flooded(Duration.ofMinutes(1))),
            Map.entry("aged", new LinkEvent.Aged()),
            Map.entry("tick", new LinkEvent.Tick()));

    private List<LinkEffect> on(LinkEvent event) {
        return machine.on(event, now);
    }

    /** The ways to each state; those with a link have heard from the certificate AA, as far as they have heard. */
    private void bring(LinkState state, boolean smaller) {
        machine = new LinkMachine(Turn.of(smaller), new Random(3), now);
        on(new LinkEvent.Present());
        now += smaller ? 0 : Turn.LARGER_WAITS_MILLIS;
        List<LinkEvent> way =
                switch (state) {
                    case DISCOVERED -> List.of();
                    case OFFERING ->
                        List.of(
                                new LinkEvent.Chosen(),
                                new LinkEvent.Described(),
                                new LinkEvent.Written(OFFER_WRITTEN));
                    case ANSWERING -> List.of(offer("AA", true));
                    case CONNECTING ->
                        List.of(offer("AA", true), new LinkEvent.Described(), new LinkEvent.Written(OFFER_WRITTEN));
                    case OPEN ->
                        List.of(
                                offer("AA", true),
                                new LinkEvent.Described(),
                                new LinkEvent.Written(OFFER_WRITTEN),
                                new LinkEvent.Opened());
                    case LOST -> List.of(offer("AA", true), new LinkEvent.Opened(), ended("lost it"));
                    case BACKING_OFF -> List.of(new LinkEvent.Chosen(), ended("failed"));
                };
        way.forEach(this::on);
        assertThat(machine.state()).isEqualTo(state);
    }

    private static String words(List<LinkEffect> effects) {
        return effects.stream()
                .map(effect -> effect instanceof LinkEffect.Write write
                        ? "Write " + write.form()
                        : effect.getClass().getSimpleName())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @DisplayName("does this on each event in each state, being the smaller one")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "DISCOVERED | present | DISCOVERED | ''",
                "DISCOVERED | absent | LOST | Forget",
                "DISCOVERED | chosen | OFFERING | MakeOffer",
                "DISCOVERED | offer | ANSWERING | MakeAnswer",
                "DISCOVERED | offer from another certificate | ANSWERING | MakeAnswer",
                "DISCOVERED | offer without a slot | DISCOVERED | ''",
                "DISCOVERED | answer | DISCOVERED | ''",
                "DISCOVERED | answer to another offer | DISCOVERED | ''",
                "DISCOVERED | described | DISCOVERED | ''",
                "DISCOVERED | written | DISCOVERED | ''",
                "DISCOVERED | opened | DISCOVERED | ''",
                "DISCOVERED | ended | DISCOVERED | ''",
                "DISCOVERED | silent | DISCOVERED | ''",
                "DISCOVERED | flooded | DISCOVERED | ''",
                "DISCOVERED | aged | DISCOVERED | ''",
                "DISCOVERED | displaced | DISCOVERED | ''",
                "DISCOVERED | tick | DISCOVERED | ''",
                "OFFERING | present | OFFERING | ''",
                "OFFERING | absent | LOST | Drop, Forget",
                "OFFERING | chosen | OFFERING | ''",
                "OFFERING | offer | OFFERING | ''",
                "OFFERING | offer from another certificate | OFFERING | ''",
                "OFFERING | offer without a slot | OFFERING | ''",
                "OFFERING | answer | CONNECTING | Accept",
                "OFFERING | answer to another offer | OFFERING | ''",
                "OFFERING | described | OFFERING | Write JSON",
                "OFFERING | written | OFFERING | ''",
                "OFFERING | opened | OPEN | Greet",
                "OFFERING | ended | BACKING_OFF | Drop",
                "OFFERING | silent | OFFERING | ''",
                "OFFERING | flooded | OFFERING | ''",
                "OFFERING | aged | OFFERING | ''",
                "OFFERING | displaced | OFFERING | ''",
                "OFFERING | tick | OFFERING | ''",
                "ANSWERING | present | ANSWERING | ''",
                "ANSWERING | absent | ANSWERING | ''",
                "ANSWERING | chosen | ANSWERING | ''",
                "ANSWERING | offer | ANSWERING | ''",
                "ANSWERING | offer from another certificate | ANSWERING | Drop, MakeAnswer",
                "ANSWERING | offer without a slot | ANSWERING | ''",
                "ANSWERING | answer | ANSWERING | ''",
                "ANSWERING | answer to another offer | ANSWERING | ''",
                "ANSWERING | described | ANSWERING | Write SDP",
                "ANSWERING | written | CONNECTING | ''",
                "ANSWERING | opened | OPEN | Greet",
                "ANSWERING | ended | BACKING_OFF | Drop",
                "ANSWERING | silent | ANSWERING | ''",
                "ANSWERING | flooded | ANSWERING | ''",
                "ANSWERING | aged | ANSWERING | ''",
                "ANSWERING | displaced | ANSWERING | ''",
                "ANSWERING | tick | ANSWERING | ''",
                "CONNECTING | present | CONNECTING | ''",
                "CONNECTING | absent | CONNECTING | ''",
                "CONNECTING | chosen | CONNECTING | ''",
                "CONNECTING | offer | CONNECTING | ''",
                "CONNECTING | offer from another certificate | ANSWERING | Drop, MakeAnswer",
                "CONNECTING | offer without a slot | CONNECTING | ''",
                "CONNECTING | answer | CONNECTING | ''",
                "CONNECTING | answer to another offer | CONNECTING | ''",
                "CONNECTING | described | CONNECTING | ''",
                "CONNECTING | written | CONNECTING | ''",
                "CONNECTING | opened | OPEN | Greet",
                "CONNECTING | ended | BACKING_OFF | Drop",
                "CONNECTING | silent | CONNECTING | ''",
                "CONNECTING | flooded | CONNECTING | ''",
                "CONNECTING | aged | CONNECTING | ''",
                "CONNECTING | displaced | CONNECTING | ''",
                "CONNECTING | tick | CONNECTING | ''",
                "OPEN | present | OPEN | ''",
                "OPEN | absent | OPEN | ''",
                "OPEN | chosen | OPEN | ''",
                "OPEN | offer | OPEN | ''",
                "OPEN | offer from another certificate | ANSWERING | Drop, MakeAnswer",
                "OPEN | offer without a slot | OPEN | ''",
                "OPEN | answer | OPEN | ''",
                "OPEN | answer to another offer | OPEN | ''",
                "OPEN | described | OPEN | ''",
                "OPEN | written | OPEN | ''",
                "OPEN | opened | OPEN | ''",
                "OPEN | ended | LOST | Drop",
                "OPEN | silent | LOST | Drop",
                "OPEN | flooded | LOST | Drop",
                "OPEN | aged | LOST | Drop",
                "OPEN | displaced | OPEN | ''",
                "OPEN | tick | OPEN | ''",
                "LOST | present | LOST | ''",
                "LOST | absent | LOST | Forget",
                "LOST | chosen | LOST | ''",
                "LOST | offer | ANSWERING | MakeAnswer",
                "LOST | offer from another certificate | ANSWERING | MakeAnswer",
                "LOST | offer without a slot | LOST | ''",
                "LOST | answer | LOST | ''",
                "LOST | answer to another offer | LOST | ''",
                "LOST | described | LOST | ''",
                "LOST | written | LOST | ''",
                "LOST | opened | LOST | ''",
                "LOST | ended | LOST | ''",
                "LOST | silent | LOST | ''",
                "LOST | flooded | LOST | ''",
                "LOST | aged | LOST | ''",
                "LOST | displaced | LOST | ''",
                "LOST | tick | LOST | ''",
                "BACKING_OFF | present | BACKING_OFF | ''",
                "BACKING_OFF | absent | LOST | Forget",
                "BACKING_OFF | chosen | BACKING_OFF | ''",
                "BACKING_OFF | offer | ANSWERING | MakeAnswer",
                "BACKING_OFF | offer from another certificate | ANSWERING | MakeAnswer",
                "BACKING_OFF | offer without a slot | BACKING_OFF | ''",
                "BACKING_OFF | answer | BACKING_OFF | ''",
                "BACKING_OFF | answer to another offer | BACKING_OFF | ''",
                "BACKING_OFF | described | BACKING_OFF | ''",
                "BACKING_OFF | written | BACKING_OFF | ''",
                "BACKING_OFF | opened | BACKING_OFF | ''",
                "BACKING_OFF | ended | BACKING_OFF | ''",
                "BACKING_OFF | silent | BACKING_OFF | ''",
                "BACKING_OFF | flooded | BACKING_OFF | ''",
                "BACKING_OFF | aged | BACKING_OFF | ''",
                "BACKING_OFF | displaced | BACKING_OFF | ''",
                "BACKING_OFF | tick | BACKING_OFF | ''"
            })
    void everyEventInEveryState(LinkState from, String event, LinkState to, String effects) {
        bring(from, true);
        assertThat(words(on(EVENTS.get(event)))).isEqualTo(effects);
        assertThat(machine.state()).isEqualTo(to);
    }

    @Test
    @DisplayName("is told above what to do for every pair of a state and an event")
    void nothingIsLeftOut() throws NoSuchMethodException {
        CsvSource table = LinkMachineTest.class
                .getDeclaredMethod(
                        "everyEventInEveryState", LinkState.class, String.class, LinkState.class, String.class)
                .getAnnotation(CsvSource.class);
        Set<String> told = Stream.of(table.value())
                .map(row ->
                        row.substring(0, row.indexOf('|', row.indexOf('|') + 1)).strip())
                .collect(Collectors.toSet());
        Set<String> all = Stream.of(LinkState.values())
                .flatMap(state -> EVENTS.keySet().stream().map(event -> state + " | " + event))
                .collect(Collectors.toSet());
        assertThat(told).isEqualTo(all);
        assertThat(EVENTS.values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .as("kinds of events")
                .hasSameElementsAs(List.of(LinkEvent.class.getPermittedSubclasses()));
    }

    @Test
    @DisplayName("gives way to an offer while offering, if it is the larger one")
    void theLargerGivesWay() {
        bring(LinkState.OFFERING, false);
        assertThat(words(on(offer("AA", true)))).isEqualTo("Drop, MakeAnswer");
        assertThat(machine.state()).isEqualTo(LinkState.ANSWERING);
    }

    @Test
    @DisplayName("is offered at once by the smaller one, after five seconds by the larger")
    void whoOffersWhen() {
        on(new LinkEvent.Present());
        assertThat(machine.wantsToOffer(now)).isTrue();
        machine = new LinkMachine(Turn.of(false), new Random(3), now);
        on(new LinkEvent.Present());
        assertThat(machine.wantsToOffer(now + 4_999)).isFalse();
        assertThat(machine.wantsToOffer(now + 5_000)).isTrue();
    }

    @Test
    @DisplayName("awaits a moment while it is made or rests or the larger one waits its turn, and none otherwise")
    void awaitsTime() {
        on(new LinkEvent.Present());
        assertThat(machine.awaitsTime(now)).as("its turn has come").isFalse();
        for (LinkState state : LinkState.values()) {
            if (state != LinkState.DISCOVERED) {
                bring(state, true);
                assertThat(machine.awaitsTime(now)).as(state.word()).isEqualTo(state != LinkState.OPEN);
            }
        }
        machine = new LinkMachine(Turn.of(false), new Random(3), now);
        assertThat(machine.awaitsTime(now)).as("nobody is there").isFalse();
        on(new LinkEvent.Present());
        assertThat(machine.awaitsTime(now + 4_999)).isTrue();
        assertThat(machine.awaitsTime(now + 5_000)).isFalse();
    }

    @Test
    @DisplayName("is never offered to one that is not there")
    void nobodyThere() {
        assertThat(machine.wantsToOffer(now)).isFalse();
        assertThat(on(new LinkEvent.Chosen())).isEmpty();
        assertThat(words(on(offer("AA", false)))).isEqualTo("Forget");
    }

    @Test
    @DisplayName("has ten seconds, started again by each description we write, the other form after six among them")
    void deadlines() {
        bring(LinkState.OFFERING, true);
        now += 5_999;
        assertThat(on(new LinkEvent.Tick())).isEmpty();
        now += 1;
        assertThat(on(new LinkEvent.Tick())).containsExactly(new LinkEffect.Write(Form.LINK, null));
        on(new LinkEvent.Written(OFFER_WRITTEN + 1));
        now += 9_999;
        assertThat(on(new LinkEvent.Tick())).isEmpty();
        now += 1;
        assertThat(words(on(new LinkEvent.Tick()))).isEqualTo("Drop");
        assertThat(machine.state()).isEqualTo(LinkState.BACKING_OFF);
        assertThat(machine.reason()).isEqualTo("no answer to our offer");
    }

    @Test
    @DisplayName("gives its slot to others when its offer is without an answer for three seconds, not before")
    void givesWayToOthers() {
        bring(LinkState.OFFERING, true);
        now += 2_999;
        assertThat(machine.isDisplaceable(now)).isFalse();
        assertThat(on(new LinkEvent.Displaced())).isEmpty();
        now += 1;
        assertThat(machine.isDisplaceable(now)).isTrue();
        assertThat(words(on(new LinkEvent.Displaced()))).isEqualTo("Drop");
        assertThat(machine.state()).isEqualTo(LinkState.BACKING_OFF);
    }

    @Test
    @DisplayName("takes the answer to either of its two offers, and one that does not say to which")
    void answers() {
        for (Long re : new Long[] {OFFER_WRITTEN, OFFER_WRITTEN + 1, null}) {
            bring(LinkState.OFFERING, true);
            on(new LinkEvent.Written(OFFER_WRITTEN + 1));
            on(answer("AA", re));
            assertThat(machine.state()).isEqualTo(LinkState.CONNECTING);
            assertThat(machine.understands("ping")).isTrue();
            assertThat(machine.heardTimestamp()).isEqualTo(8);
        }
    }

    @Test
    @DisplayName("answers in the form of the offer, and names the offer")
    void answersInForm() {
        bring(LinkState.ANSWERING, true);
        assertThat(on(new LinkEvent.Described())).containsExactly(new LinkEffect.Write(Form.SDP, 7L));
    }

    @Test
    @DisplayName("gives up an attempt that does not open within ten seconds")
    void attemptsEnd() {
        for (LinkState state : List.of(LinkState.ANSWERING, LinkState.CONNECTING)) {
            bring(state, true);
            now += 10_000;
            assertThat(words(on(new LinkEvent.Tick()))).isEqualTo("Drop");
            assertThat(machine.state()).isEqualTo(LinkState.BACKING_OFF);
        }
    }

    @Test
    @DisplayName("pauses longer after each failure, with jitter, never more than 30 s, and afresh after a success")
    void pauses() {
        bring(LinkState.BACKING_OFF, true);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long began = now;
            while (machine.state() == LinkState.BACKING_OFF) {
                now += 10;
                on(new LinkEvent.Tick());
            }
            pauses.add(now - began);
            on(new LinkEvent.Chosen());
            on(ended("again"));
        }
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(500L, 30_010L));
        assertThat(pauses.get(0)).isLessThanOrEqualTo(1_010);
        assertThat(pauses.subList(6, 12)).anyMatch(pause -> pause > 5_000).doesNotHaveDuplicates();

        bring(LinkState.LOST, true);
        assertThat(machine.failures()).isEqualTo(1);
        now += 1_010;
        on(new LinkEvent.Tick());
        assertThat(machine.state()).isEqualTo(LinkState.DISCOVERED);
    }

    @Test
    @DisplayName("is forgotten after a pause if the peer has left meanwhile")
    void forgets() {
        bring(LinkState.OPEN, true);
        on(new LinkEvent.Absent());
        on(ended("closed"));
        now += 30_000;
        assertThat(words(on(new LinkEvent.Tick()))).isEqualTo("Forget");
    }

    private static Stream<Arguments> sides() {
        return Stream.of(Arguments.of(true), Arguments.of(false));
    }

    @ParameterizedTest
    @MethodSource("sides")
    @DisplayName("makes no second link while it has one, and keeps none that it does not use, whatever happens")
    void ownsAtMostOneLink(boolean smaller) {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        machine = new LinkMachine(Turn.of(smaller), random, now);
        List<LinkEvent> events = List.copyOf(EVENTS.values());
        int links = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(700);
            for (LinkEffect effect : on(events.get(random.nextInt(events.size())))) {
                if (effect instanceof LinkEffect.MakeOffer || effect instanceof LinkEffect.MakeAnswer) {
                    links++;
                } else if (effect instanceof LinkEffect.Drop) {
                    links = 0;
                } else if (effect instanceof LinkEffect.Forget) {
                    assertThat(links).as("-Dseed=%d", seed).isZero();
                    machine = new LinkMachine(Turn.of(smaller), random, now);
                }
            }
            assertThat(links).as("-Dseed=%d", seed).isEqualTo(machine.state().isBusy() ? 1 : 0);
        }
    }

    @RepeatedTest(20)
    @DisplayName("ends open on both sides when two of them exchange what they write, however late it comes")
    void twoConnect() {
        long seed = Long.getLong("seed", System.nanoTime());
        assertThat(new Pair(new Random(seed)).connects()).as("-Dseed=%d", seed).isTrue();
    }

    /** Two machines and the letters between them, each of which takes its time; a link opens when both ends agree. */
    private static final class Pair {
        private record Letter(long due, int to, Heard heard) {}

        private final Random random;
        private final LinkMachine[] machines = new LinkMachine[2];
        private final String[] certificates = {"", ""};
        private final String[] accepted = {"", ""};
        private final List<Letter> letters = new ArrayList<>();
        private long now;
        private int links;

        Pair(Random random) {
            this.random = random;
            machines[0] = new LinkMachine(Turn.of(true), random, 0);
            machines[1] = new LinkMachine(Turn.of(false), random, 0);
        }

        boolean connects() {
            for (; now < 120_000; now += 50) {
                for (int side = 0; side < 2; side++) {
                    happen(side, new LinkEvent.Present());
                    happen(side, new LinkEvent.Tick());
                    happen(side, new LinkEvent.Chosen());
                    deliver(side);
                }
                boolean agree = !certificates[0].isEmpty()
                        && accepted[0].equals(certificates[1])
                        && accepted[1].equals(certificates[0]);
                if (agree) {
                    happen(0, new LinkEvent.Opened());
                    happen(1, new LinkEvent.Opened());
                }
                if (machines[0].state() == LinkState.OPEN
                        && machines[1].state() == LinkState.OPEN
                        && letters.isEmpty()) {
                    return true;
                }
            }
            return false;
        }

        private void deliver(int side) {
            List<Letter> due = letters.stream()
                    .filter(letter -> letter.to == side && letter.due <= now)
                    .toList();
            letters.removeAll(due);
            for (Letter letter : due) {
                boolean offer = letter.heard.description().type() == SessionDescription.Type.OFFER;
                happen(
                        side,
                        offer ? new LinkEvent.OfferHeard(letter.heard, true) : new LinkEvent.AnswerHeard(letter.heard));
            }
        }

        private void happen(int side, LinkEvent event) {
            for (LinkEffect effect : machines[side].on(event, now)) {
                if (effect instanceof LinkEffect.MakeOffer) {
                    certificates[side] = nextCertificate();
                    accepted[side] = "";
                    happen(side, new LinkEvent.Described());
                } else if (effect instanceof LinkEffect.MakeAnswer answer) {
                    certificates[side] = nextCertificate();
                    accepted[side] = answer.offer().fingerprint();
                    happen(side, new LinkEvent.Described());
                } else if (effect instanceof LinkEffect.Accept accept) {
                    accepted[side] = accept.answer().fingerprint();
                } else if (effect instanceof LinkEffect.Write write) {
                    write(side, write);
                }
            }
        }

        private void write(int side, LinkEffect.Write write) {
            SessionDescription.Type type =
                    write.re() == null ? SessionDescription.Type.OFFER : SessionDescription.Type.ANSWER;
            String digits = certificates[side].substring("sha-256 ".length(), "sha-256 ".length() + 2);
            long timestamp = now * 10 + links;
            letters.add(new Letter(now + random.nextInt(7_000), 1 - side, heard(type, digits, timestamp, write.re())));
            happen(side, new LinkEvent.Written(timestamp));
        }

        private String nextCertificate() {
            links++;
            return heard(SessionDescription.Type.OFFER, String.format("%02x", links), 0, null)
                    .description()
                    .fingerprint();
        }
    }
}
