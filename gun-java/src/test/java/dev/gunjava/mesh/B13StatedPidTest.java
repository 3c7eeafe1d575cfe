package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B13: a stranger that stated the process id of a relay made another relay close its own connection to that relay. */
@DisplayName("A process id that a neighbor states")
class B13StatedPidTest {

    private static final String BEFORE = "!before";
    private static final String AFTER = "~after";

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(MeshOptions.general(), true, time, new SplittableRandom(1));

    private static String put(String id, String soul) {
        return "{'#':'" + id + "','put':{'" + soul + "':{'_':{'#':'" + soul + "','>':{'k':5}},'k':5}}}";
    }

    private static String hello(String id, String pid) {
        return "{'#':'" + id + "','dam':'?','pid':'" + pid + "','@':'x'}";
    }

    private static String helloOfOurs(String id, String pid, String nonce) {
        return "{'#':'" + id + "','dam':'?','pid':'" + pid + "','nonce':'" + nonce + "'}";
    }

    /** The nonce that a neighbor was told. */
    private static String nonce(ScriptedNeighbor neighbor) {
        String hello = neighbor.hearsWithIds().stream()
                .filter(message -> message.contains("'nonce'"))
                .findFirst()
                .orElseThrow();
        return hello.replaceFirst(".*'nonce':'([^']*)'.*", "$1");
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            time.pass(1);
            mesh.advance();
        }
    }

    @Nested
    @DisplayName("on a connection that was accepted")
    class Claims {

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {BEFORE, AFTER})
        @DisplayName("never closes a connection that we dialed, whichever is the smaller")
        void closesNothing(String pid) {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(hello("h1", pid));
            for (int i = 0; i < 100; i++) {
                ScriptedNeighbor.dialing(mesh, "stranger" + i, pid).leaves();
            }
            ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger", pid);
            pass(60_000);
            assertThat(relay.closed).isNull();
            assertThat(stranger.closed).isNull();
        }

        @Test
        @DisplayName("does not keep changes from the relay with that id, nor from a client")
        void mutesNobody() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(hello("h1", "pidrelay"));
            ScriptedNeighbor bob = ScriptedNeighbor.dialing(mesh, "bob");
            bob.says("{'#':'g1','get':{'#':'a'}}");
            relay.hears();
            bob.hears();
            ScriptedNeighbor asRelay = ScriptedNeighbor.dialing(mesh, "stranger", "pidrelay");
            relay.hears();
            asRelay.says(put("p1", "a"));
            assertThat(relay.hears()).singleElement().asString().contains("'k':5");
            assertThat(bob.hears()).singleElement().asString().contains("'k':5");
            ScriptedNeighbor asBob = ScriptedNeighbor.dialing(mesh, "other", "pidbob");
            asBob.says("{'#':'p2','put':{'a':{'_':{'#':'a','>':{'k':6}},'k':6}}}");
            assertThat(bob.hears()).singleElement().asString().contains("'k':6");
        }

        @Test
        @DisplayName("closes the connection that it came on if it is our own, and no other")
        void ourOwn() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(hello("h1", "pidrelay"));
            ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
            ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger", mesh.pid());
            assertThat(stranger.closed).isEqualTo("redundant: connected to itself");
            assertThat(relay.closed).isNull();
            assertThat(alice.closed).isNull();
        }
    }

    @Nested
    @DisplayName("is proven by the nonce that we told the relay over the connection that we dialed")
    class Echoes {

        @Test
        @DisplayName("then the relay with the smaller id closes the connection that it accepted")
        void closesAccepted() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(helloOfOurs("h1", AFTER, "n1"));
            String nonce = nonce(relay);
            ScriptedNeighbor accepted = ScriptedNeighbor.dialing(mesh, "accepted", AFTER);
            accepted.says("{'#':'h2','dam':'?','pid':'" + AFTER + "','@':'h','echo':'" + nonce + "'}");
            assertThat(accepted.closed).startsWith("redundant: ");
            assertThat(relay.closed).isNull();
        }

        @Test
        @DisplayName("the one with the greater id closes none, and tells no change twice")
        void leavesTheOther() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(helloOfOurs("h1", BEFORE, "n1"));
            String nonce = nonce(relay);
            ScriptedNeighbor accepted = ScriptedNeighbor.dialing(mesh, "accepted", BEFORE);
            accepted.says("{'#':'h2','dam':'?','pid':'" + BEFORE + "','@':'h','echo':'" + nonce + "'}");
            assertThat(accepted.closed).isNull();
            assertThat(relay.closed).isNull();
            relay.hears();
            accepted.says(put("p1", "a"));
            assertThat(relay.hears()).as("its own change").isEmpty();
        }

        @Test
        @DisplayName("not by any nonce that a stranger can have seen, nor together with another id")
        void replays() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(helloOfOurs("h1", AFTER, "n1"));
            String told = nonce(relay);
            ScriptedNeighbor honest = ScriptedNeighbor.dialing(mesh, "honest", AFTER);
            ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger", AFTER);
            stranger.says("{'#':'h3','dam':'?'}");
            String own = nonce(stranger);
            for (String echo : List.of(own, "n1", "", told.substring(1))) {
                stranger.says("{'#':'e" + echo + "','dam':'?','pid':'" + AFTER + "','@':'h','echo':'" + echo + "'}");
            }
            ScriptedNeighbor other = ScriptedNeighbor.dialing(mesh, "other", "~another");
            other.says("{'#':'h4','dam':'?','pid':'" + AFTER + "','@':'h','echo':'" + told + "'}");
            for (ScriptedNeighbor neighbor : List.of(relay, honest, stranger, other)) {
                assertThat(neighbor.closed).isNull();
            }
        }

        @Test
        @DisplayName("and an echo that comes over a connection that we dialed closes nothing")
        void overDialed() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(helloOfOurs("h1", AFTER, "n1"));
            String nonce = nonce(relay);
            relay.says("{'#':'h2','dam':'?','pid':'" + AFTER + "','@':'h','echo':'" + nonce + "'}");
            assertThat(relay.closed).isNull();
        }

        @Test
        @DisplayName("and we echo only over connections that we dialed what came from the relay there")
        void echoes() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(helloOfOurs("h1", AFTER, "n1"));
            relay.hears();
            ScriptedNeighbor accepted = ScriptedNeighbor.dialing(mesh, "accepted", "pidother");
            accepted.says(helloOfOurs("h2", "pidother", "n2"));
            assertThat(relay.hears()).isEmpty();
            ScriptedNeighbor same = ScriptedNeighbor.dialing(mesh, "same", "");
            assertThat(relay.hears()).isEmpty();
            assertThat(same.hears()).isEmpty();
        }
    }

    @Nested
    @DisplayName("at a gun.js relay, which knows no echo,")
    class GunJs {

        @Test
        @DisplayName("makes us greet the relay once more, so that it closes one of the two")
        void greets() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(hello("h1", BEFORE));
            relay.hears();
            ScriptedNeighbor.dialing(mesh, "accepted", BEFORE);
            assertThat(relay.hears()).containsExactly("{'dam':'?','pid':'" + mesh.pid() + "'}");
        }

        @Test
        @DisplayName("lets the neighbor stand in if the relay then closes what we dialed: no dialing until it leaves")
        void standsIn() {
            ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
            alice.says("{'#':'g1','get':{'#':'a'}}");
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(hello("h1", BEFORE));
            relay.says("{'#':'g3','get':{'#':'asked by the relay'}}");
            ScriptedNeighbor accepted = ScriptedNeighbor.dialing(mesh, "accepted", BEFORE);
            pass(4_000);
            accepted.hears();
            relay.closesInOrder();
            assertThat(relay.reachedAnotherWay).isTrue();
            assertThat(accepted.hears())
                    .as("is asked what the relay was")
                    .containsExactlyInAnyOrder("{'get':{'#':'a'}}", "{'get':{'#':'asked by the relay'}}");
            alice.says(put("p0", "asked by the relay"));
            assertThat(accepted.hears())
                    .as("is told what the relay had asked for")
                    .singleElement()
                    .asString()
                    .contains("'k':5");
            alice.says(put("p1", "b"));
            alice.says("{'#':'g2','get':{'#':'b'}}");
            assertThat(accepted.hears()).as("also what becomes known here").containsExactly("{'get':{'#':'b'}}");
            accepted.leaves();
            assertThat(relay.reachedAnotherWay).isFalse();
        }

        @Test
        @DisplayName("stops no dialing if the connection was lost, or closed long after a handshake")
        void dialsAgain() {
            ScriptedNeighbor lost = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            lost.says(hello("h1", BEFORE));
            ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger", BEFORE);
            lost.leaves();
            assertThat(lost.reachedAnotherWay).isFalse();
            ScriptedNeighbor restarted = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            restarted.says(hello("h2", BEFORE));
            pass(5_001);
            restarted.closesInOrder();
            assertThat(restarted.reachedAnotherWay).isFalse();
            stranger.hears();
            ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
            alice.says(put("p1", "a"));
            alice.says("{'#':'g1','get':{'#':'a'}}");
            assertThat(stranger.hears()).as("is a client like any other").isEmpty();
        }

        @Test
        @DisplayName("lets three neighbors stand in at most, and one that leaves ends the pause, whoever it is")
        @AtBound("routing.standIns")
        void manyClaims() {
            ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
            relay.says(hello("h1", BEFORE));
            List<ScriptedNeighbor> claiming = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                claiming.add(ScriptedNeighbor.dialing(mesh, "claiming" + i, BEFORE));
            }
            relay.closesInOrder();
            claiming.forEach(ScriptedNeighbor::hears);
            ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
            alice.says(put("p1", "a"));
            alice.says("{'#':'g1','get':{'#':'a'}}");
            assertThat(claiming.stream().filter(neighbor -> !neighbor.hears().isEmpty()))
                    .hasSize(3);
            claiming.get(1).leaves();
            assertThat(relay.reachedAnotherWay).isFalse();
        }
    }

    @Test
    @DisplayName("decides between two connections that we dialed: the later one is not needed while the first lives")
    void twoAddresses() {
        ScriptedNeighbor first = ScriptedNeighbor.relay(mesh, "ws://first/gun");
        ScriptedNeighbor second = ScriptedNeighbor.relay(mesh, "ws://second/gun");
        first.says(hello("h1", AFTER));
        second.says(hello("h2", AFTER));
        assertThat(second.closed).startsWith("redundant: ");
        assertThat(first.closed).isNull();
        second.reachedAnotherWay = true;
        second.leaves();
        first.leaves();
        assertThat(second.reachedAnotherWay).isFalse();
    }

    /** Two relays of ours that dial each other; each direction of a connection keeps its order, and nothing else does. */
    @Nested
    @DisplayName("of relays of ours that dial each other")
    class Mutual {

        private static final class End implements Connection {
            private final Mesh home;
            private final boolean dialed;
            private final String name;
            private final Budget.Account account;
            private final Queue<String> toRead = new ArrayDeque<>();
            private End other = this;
            private boolean open = true;
            private boolean closedHere;
            private boolean gone;
            private boolean paused;

            End(Mesh home, boolean dialed, String name) {
                this.home = home;
                this.dialed = dialed;
                this.name = name;
                this.account = home.budget().open(null, reason -> close(1013, reason));
            }

            @Override
            public boolean dialed() {
                return dialed;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public void answer(EncodedMessage message) {
                other.toRead.add(message.toString());
            }

            @Override
            public Budget.Account account() {
                return account;
            }

            @Override
            public boolean hasRoom() {
                return true;
            }

            @Override
            public void tell(EncodedMessage message, int receivers) {
                answer(message);
            }

            @Override
            public void flush() {}

            @Override
            public void taken(long weight) {}

            @Override
            public void closeRedundant(String reason) {
                closedHere = true;
                paused = dialed;
                open = false;
                other.open = false;
            }

            @Override
            public boolean closedInOrder() {
                return !closedHere;
            }

            @Override
            public void reachedAnotherWay(boolean is) {
                paused = is;
            }

            @Override
            public void close(int code, String reason) {
                closeRedundant(reason);
            }
        }

        private final List<End> ends = new ArrayList<>();

        private End dial(Mesh from, Mesh to) {
            End dialing = new End(from, true, "ws://" + to.pid() + "/gun");
            End accepting = new End(to, false, "from " + from.pid());
            dialing.other = accepting;
            accepting.other = dialing;
            ends.add(dialing);
            ends.add(accepting);
            from.connected(dialing);
            to.connected(accepting);
            return dialing;
        }

        /** Delivers a message, or the end of a connection, on one end after the other, at random. */
        private void deliver(SplittableRandom random) {
            FrameReader reader = new FrameReader(Limits.general().frames(), random);
            for (List<End> busy = busy(); !busy.isEmpty(); busy = busy()) {
                End end = busy.get(random.nextInt(busy.size()));
                String message = end.toRead.poll();
                if (message != null) {
                    end.home.received(end, reader.read(message));
                } else {
                    end.gone = true;
                    end.home.disconnected(end);
                }
            }
        }

        private List<End> busy() {
            return ends.stream()
                    .filter(end -> !end.gone && (!end.toRead.isEmpty() || !end.open))
                    .toList();
        }

        @ParameterizedTest(name = "seed {0}")
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
        @DisplayName("leaves the connection that the smaller has dialed, while strangers claim both ids; and heals")
        void oneStays(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Mesh one = new Mesh(MeshOptions.general(), true, time, random.split());
            Mesh two = new Mesh(MeshOptions.general(), true, time, random.split());
            Mesh smaller = one.pid().compareTo(two.pid()) < 0 ? one : two;
            Mesh greater = smaller == one ? two : one;
            List<ScriptedNeighbor> strangers = List.of(
                    ScriptedNeighbor.dialing(smaller, "stranger", greater.pid()),
                    ScriptedNeighbor.dialing(greater, "stranger", smaller.pid()));
            End first = random.nextBoolean() ? dial(smaller, greater) : dial(greater, smaller);
            if (random.nextBoolean()) {
                deliver(random);
            }
            End second = first.home == smaller ? dial(greater, smaller) : dial(smaller, greater);
            deliver(random);
            End kept = first.home == smaller ? first : second;
            End closed = kept == first ? second : first;
            assertThat(kept.open).isTrue();
            assertThat(closed.open).isFalse();
            assertThat(closed.paused).as("the greater does not dial for now").isTrue();
            assertThat(strangers).allMatch(stranger -> stranger.closed == null);

            kept.open = false;
            kept.other.open = false;
            deliver(random);
            assertThat(closed.paused)
                    .as("it dials again when the other is gone")
                    .isFalse();
        }
    }
}
