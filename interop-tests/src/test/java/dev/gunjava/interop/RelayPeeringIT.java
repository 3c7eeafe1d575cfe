package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.FrameTap.Direction;
import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.GunJsRelay.Mode;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Listening;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.Relay;
import dev.gunjava.relay.Acks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Relays of ours that share their graphs with those of gun.js. */
class RelayPeeringIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int WRITES = 20;

    /** A put goes over a link once, and back come the acks of those behind it; gun.js splits and repeats some. */
    private static final int MESSAGES_OF_A_WRITE = 5;

    /** Process ids that are smaller and greater than any that is made by chance. */
    private static final String SMALLEST = "!";

    private static final String GREATEST = "~";

    /** Who has the address of the other. */
    private enum Dialling {
        OURS,
        THEIRS,
        BOTH
    }

    @RegisterExtension
    final Lab lab = new Lab();

    private final List<FrameTap> links = new ArrayList<>();

    @ParameterizedTest(name = "dialled by {0}; the gun.js relay is {1}, its process id {2}")
    @CsvSource(
            textBlock =
                    """
            OURS, DEFAULT, !
            OURS, BARE, !
            THEIRS, DEFAULT, !
            THEIRS, BARE, !
            BOTH, DEFAULT, !
            BOTH, DEFAULT, ~
            BOTH, BARE, !
            BOTH, BARE, ~
            """)
    @DisplayName("two relays tell each other each change once, ack it, and fall silent")
    void two(Dialling dialling, Mode mode, String pid) {
        OurRelay ours = lab.ourRelay();
        GunJsRelay theirs = dialling == Dialling.OURS
                ? lab.gunJsRelay(mode, Map.of("pid", pid))
                : lab.gunJsRelay(mode, Map.of("pid", pid), tapped(ours));
        if (dialling != Dialling.THEIRS) {
            dials(ours, tapped(theirs));
        }
        await("a connection").atMost(SOON).until(() -> theirs.connections() > 0);
        hearEachOther(lab.ourClient(ours), lab.gunJs(Kind.CORE, theirs));
    }

    @Test
    @DisplayName("three relays in a ring, one of them of gun.js, tell each other each change once, and fall silent")
    void ring() {
        OurRelay first = lab.ourRelay();
        OurRelay second = lab.ourRelay(tapped(first));
        GunJsRelay third = lab.gunJsRelay(Mode.DEFAULT, tapped(second));
        dials(first, tapped(third));
        GunClient atFirst = lab.ourClient(first);
        GunClient atSecond = lab.ourClient(second);
        GunClient atThird = lab.gunJs(Kind.CORE, third);
        hearEachOther(atFirst, atThird);
        hearEachOther(atSecond, atThird);
        hearEachOther(atFirst, atSecond);
        hearEachOther(atSecond, atFirst);
    }

    @Test
    @DisplayName("an ack travels back over three relays as it was given")
    void acksTravelBack() {
        GunJsRelay last = lab.gunJsRelay(Mode.DEFAULT);
        OurRelay middle = lab.ourRelay(plan -> plan.acks(Acks.NEVER).peer(last.uri()));
        GunJsRelay first = lab.gunJsRelay(Mode.BARE, middle);
        FrameTap wire = lab.tap(first);
        GunClient writer = lab.gunJs(Kind.CORE, wire);
        await("the relays are connected")
                .atMost(SOON)
                .until(() -> middle.connections() == 1 && last.connections() == 1 && first.connections() == 2);
        assertThat(writer.put(List.of("room"), Map.of("topic", "tides")).ok()).isTrue();
        assertThat(wire.frames())
                .filteredOn(frame -> frame.direction() == Direction.FROM_RELAY)
                .as("from the disk of the last relay")
                .anyMatch(frame -> frame.text().contains("\"ok\":true"));
    }

    /** Two relays that dial each other, and the taps through which they do. */
    private record Couple(OurRelay ours, GunJsRelay theirs, Mode mode, FrameTap toOurs, FrameTap toTheirs) {

        /** Without AXE gun.js compares no process ids, and nothing else of it tells that both are the same two relays. */
        int expectedConnections() {
            return mode == Mode.BARE ? 2 : 1;
        }

        boolean haveBothDialled() {
            return toOurs.dialled() > 0 && toTheirs.dialled() > 0;
        }

        long dialled() {
            return toOurs.dialled() + toTheirs.dialled();
        }
    }

    @Test
    @DisplayName(
            "two relays that dial each other keep one connection, or both without AXE, whoever is first and whichever id is the greater")
    void oneConnection() {
        List<Couple> couples = new ArrayList<>();
        for (Mode mode : List.of(Mode.DEFAULT, Mode.BARE)) {
            for (String pid : List.of(SMALLEST, GREATEST)) {
                couples.add(couple(mode, pid, true));
                couples.add(couple(mode, pid, false));
            }
        }
        await("both have dialled").atMost(SOON).until(() -> couples.stream().allMatch(Couple::haveBothDialled));
        long[] dialled = {0};
        await("nobody dials any more")
                .atMost(SOON.plus(SOON))
                .during(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    long before = dialled[0];
                    dialled[0] = couples.stream().mapToLong(Couple::dialled).sum();
                    return dialled[0] == before
                            && couples.stream()
                                    .allMatch(couple -> couple.theirs().connections() == couple.expectedConnections());
                });
    }

    private Couple couple(Mode mode, String pid, boolean oursFirst) {
        // gun.js keeps the first process id that it has heard at an address, so it must not have heard an earlier one.
        OurRelay ours = lab.ourRelay();
        FrameTap toOurs = lab.tap(ours);
        ours.stop();
        GunJsRelay theirs = lab.gunJsRelay(mode, Map.of("pid", pid), toOurs);
        FrameTap toTheirs = lab.tap(theirs);
        if (!oursFirst) {
            toTheirs.hold();
        }
        ours.peer(toTheirs);
        ours.start();
        if (!oursFirst) {
            await("gun.js dials").atMost(SOON).until(() -> ours.connections() == 1);
            toTheirs.release();
        }
        return new Couple(ours, theirs, mode, toOurs, toTheirs);
    }

    /** Has a relay that runs dial another one, which takes a restart; who had dialled it does so again. */
    private static void dials(OurRelay relay, Relay other) {
        relay.stop();
        relay.peer(other);
        relay.start();
    }

    private Relay tapped(Relay relay) {
        FrameTap link = lab.tap(relay);
        links.add(link);
        return link;
    }

    /** Each of two clients hears of each write of the other, ours just once, and no message goes round for ever. */
    private void hearEachOther(GunClient ours, GunClient other) {
        String room = "room" + links.stream().mapToLong(FrameTap::messages).sum();
        Listening weHear = ours.on(List.of(room, "theirs"));
        Listening theyHear = other.on(List.of(room, "ours"));
        writeAndHear(ours, List.of(room, "ours"), "first", theyHear);
        writeAndHear(other, List.of(room, "theirs"), "first", weHear);
        long before = messagesWhenSilent();
        for (int i = 0; i < WRITES; i++) {
            writeAndHear(ours, List.of(room, "ours"), "write " + i, theyHear);
            writeAndHear(other, List.of(room, "theirs"), "write " + i, weHear);
        }
        assertThat(messagesWhenSilent() - before)
                .isLessThanOrEqualTo((long) MESSAGES_OF_A_WRITE * 2 * WRITES * links.size());
        assertThat(weHear.values().stream().map(JsonNode::asString))
                .hasSize(1 + WRITES)
                .doesNotHaveDuplicates();
    }

    private static void writeAndHear(GunClient writer, List<String> path, String text, Listening there) {
        assertThat(writer.put(path, text).ok()).isTrue();
        there.awaitText(text);
    }

    private long messagesWhenSilent() {
        long[] messages = {-1};
        await("silence").atMost(SOON).pollInterval(Duration.ofMillis(500)).until(() -> {
            long before = messages[0];
            messages[0] = links.stream().mapToLong(FrameTap::messages).sum();
            return messages[0] == before;
        });
        return messages[0];
    }
}
