package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A relay whose graph is in a store")
class StoredGraphRulesTest {

    private static final String STATE = "1600000000000";
    private static final String OLDER = "1500000000000";
    private static final String NEWER = "1650000000000";

    private final VirtualTime time = new VirtualTime();
    private final SlowStore store = new SlowStore(time);
    private Mesh mesh = mesh(MeshOptions.general());

    private Mesh mesh(MeshOptions options) {
        SplittableRandom random = new SplittableRandom(1);
        return new Mesh(options, false, time, random, new Credentials(random), store, work -> time.after(0, work));
    }

    private ScriptedNeighbor join(String name) {
        ScriptedNeighbor neighbor = ScriptedNeighbor.dialing(mesh, name);
        neighbor.taken = 0;
        return neighbor;
    }

    private void pass(long millis) {
        mesh.flush();
        for (long i = 0; i < millis; i++) {
            time.pass(1);
            mesh.advance();
            mesh.flush();
        }
    }

    private static String put(String id, String soul, String key, String state, String value) {
        return "{'#':'" + id + "','put':" + graph(soul, key, state, value) + "}";
    }

    private static String graph(String soul, String key, String state, String value) {
        return "{'" + soul + "':{'_':{'#':'" + soul + "','>':{'" + key + "':" + state + "}},'" + key + "':" + value
                + "}}";
    }

    private static String get(String id, String soul) {
        return "{'#':'" + id + "','get':{'#':'" + soul + "'}}";
    }

    private static Node cell(String soul, String key, double value, String state) {
        return Node.of(soul, key, new GunValue.Num(value), Double.parseDouble(state));
    }

    @Test
    @DisplayName("acks a put when it is on disk, as gun.js does then, and not before")
    void acksWhenStored() {
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", STATE, "1"));
        pass(SlowStore.READ_MILLIS + SlowStore.WRITE_MILLIS - 1);
        assertThat(alice.hears()).isEmpty();
        assertThat(store.onDisk("a")).isEmpty();
        pass(2);
        assertThat(store.onDisk("a")).contains(cell("a", "k", 1, STATE));
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':true}");
    }

    @Test
    @DisplayName("acks a put that changes nothing only when what it found is on disk too")
    void acksNoOps() {
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", STATE, "1"));
        pass(SlowStore.READ_MILLIS + 1);
        alice.says(put("p2", "a", "k", STATE, "1"));
        pass(SlowStore.WRITE_MILLIS / 2);
        assertThat(alice.hears()).isEmpty();
        pass(2 * SlowStore.WRITE_MILLIS);
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':true}", "{'@':'p2','ok':true}");
        alice.says(put("p3", "a", "k", STATE, "1"));
        assertThat(alice.hears()).as("nothing is on its way").containsExactly("{'@':'p3','ok':true}");
    }

    @Test
    @DisplayName("hands over all that one turn has written at once")
    void groups() {
        ScriptedNeighbor alice = join("alice");
        for (int i = 0; i < 100; i++) {
            alice.says(put("p" + i, "a", "k" + i, STATE, "1"));
        }
        pass(SlowStore.READ_MILLIS + SlowStore.WRITE_MILLIS + 2);
        assertThat(alice.hears()).hasSize(100);
        assertThat(store.writes).isEqualTo(1);
        assertThat(store.reads).containsExactly("a");
    }

    @Test
    @DisplayName("answers a get with what is on disk, without asking others")
    void readsTheStore() {
        store.holds(cell("a", "k", 1, STATE));
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        alice.says(get("g1", "a"));
        pass(SlowStore.READ_MILLIS + 1);
        assertThat(alice.hears().get(0)).startsWith("{'@':'g1','put':" + graph("a", "k", STATE, "1"));
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    @DisplayName("asks others only for what is not on disk either")
    void asksOthers() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        alice.says(get("g1", "a"));
        pass(1);
        assertThat(bob.hears()).isEmpty();
        pass(SlowStore.READ_MILLIS);
        assertThat(bob.hears()).containsExactly("{'get':{'#':'a'}}");
        bob.says("{'#':'r1','@':'g1','put':" + graph("a", "k", STATE, "1") + "}");
        pass(SlowStore.READ_MILLIS + SlowStore.WRITE_MILLIS + 1);
        assertThat(alice.hears().get(0)).startsWith("{'@':'g1','put':" + graph("a", "k", STATE, "1"));
        assertThat(store.onDisk("a")).as("what an answer brings is kept").contains(cell("a", "k", 1, STATE));
    }

    @Test
    @DisplayName("lets HAM compare with what is on disk, and sends the winner back")
    void hamAgainstTheDisk() {
        store.holds(cell("a", "k", 1, STATE));
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", OLDER, "2"));
        pass(SlowStore.READ_MILLIS + SlowStore.WRITE_MILLIS + 2);
        assertThat(alice.hears())
                .containsExactly("{'put':" + graph("a", "k", STATE, "1") + "}", "{'@':'p1','ok':true}");
        assertThat(store.onDisk("a")).contains(cell("a", "k", 1, STATE));
    }

    @Test
    @DisplayName("lets a get right behind a put see all of it, though a part of it must be read first")
    void getBehindPut() {
        store.holds(cell("cold", "old", 0, STATE));
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p0", "warm", "k", OLDER, "0"));
        pass(20);
        alice.hears();
        alice.says("[{'#':'p1','put':{'warm':{'_':{'#':'warm','>':{'k':" + STATE
                + "}},'k':1},'cold':{'_':{'#':'cold','>':{'k':" + STATE + "}},'k':1}}}," + get("g1", "warm") + ","
                + get("g2", "cold") + "]");
        pass(SlowStore.READ_MILLIS + 1);
        assertThat(alice.hears())
                .satisfiesExactly(
                        warm -> assertThat(warm).startsWith("{'@':'g1','put':" + graph("warm", "k", STATE, "1")),
                        cold -> assertThat(cold)
                                .startsWith("{'@':'g2','put':{'cold':{'_':{'#':'cold','>':{'k':" + STATE + ",'old':"
                                        + STATE + "}},'k':1,'old':0}}"));
    }

    @Test
    @DisplayName("answers a choice of souls with what is on disk and what is on its way there")
    void choiceOfSouls() {
        store.holds(cell("post/1", "k", 1, STATE), cell("post/3", "k", 3, STATE), cell("other", "k", 0, STATE));
        ScriptedNeighbor alice = join("alice");
        alice.says("[" + put("p1", "post/2", "k", STATE, "2") + "," + put("p2", "post/3", "k", NEWER, "4")
                + ",{'#':'g1','get':{'#':{'*':'post/'},'%':0}}," + get("g2", "post/2") + "]");
        pass(2 * SlowStore.READ_MILLIS + 2);
        assertThat(alice.hears().subList(0, 2))
                .satisfiesExactly(
                        choice -> assertThat(choice)
                                .startsWith("{'@':'g1','put':{" + inner("post/1", STATE, "1") + ","
                                        + inner("post/2", STATE, "2") + "," + inner("post/3", NEWER, "4") + "}"),
                        behind -> assertThat(behind).startsWith("{'@':'g2','put':" + graph("post/2", "k", STATE, "2")));
    }

    private static String inner(String soul, String state, String value) {
        String whole = graph(soul, "k", state, value);
        return whole.substring(1, whole.length() - 1);
    }

    @Test
    @DisplayName("lets nobody wait for what another one reads")
    void lanes() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        alice.says(put("p1", "warm", "k", STATE, "1"));
        pass(20);
        alice.hears();
        alice.says(get("g1", "cold"));
        bob.says(get("g2", "warm"));
        assertThat(bob.hears().get(0)).startsWith("{'@':'g2','put':");
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    @DisplayName("has no more than a few reads under way, and asks for a node once for all who wait for it")
    void readsAtATime() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        for (int i = 0; i < 3 * NodePager.READS; i++) {
            alice.says(get("a" + i, "soul" + i));
            bob.says(get("b" + i, "soul" + i));
        }
        assertThat(store.reads).hasSize(NodePager.READS);
        pass(4 * SlowStore.READ_MILLIS);
        assertThat(store.reads).hasSize(3 * NodePager.READS).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("holds more than fits into memory")
    @AtBound("graph.bytes")
    void eviction() {
        int memory = 64 << 10;
        mesh = mesh(MeshOptions.general().withLimits(now -> now.with(now.graph().withBytes(memory))));
        ScriptedNeighbor alice = join("alice");
        int nodes = 2_000;
        for (int i = 0; i < nodes; i++) {
            alice.says(put("p" + i, "soul" + i, "k", STATE, "" + i));
            pass(1);
        }
        pass(100);
        assertThat(alice.hears()).hasSize(nodes).allMatch(ack -> ack.endsWith("'ok':true}"));
        assertThat(mesh.graphBytes()).isLessThan(memory);
        for (int i = 0; i < nodes; i += 100) {
            alice.says(get("g" + i, "soul" + i));
            pass(5);
            String wanted = graph("soul" + i, "k", STATE, "" + i);
            assertThat(alice.hears()).anyMatch(message -> message.contains(wanted));
        }
    }

    @Test
    @DisplayName("keeps in memory what is not on disk yet, however full that is")
    void uncommittedStays() {
        mesh = mesh(MeshOptions.general().withLimits(now -> now.with(now.graph().withBytes(8 << 10))));
        ScriptedNeighbor alice = join("alice");
        for (int i = 0; i < 100; i++) {
            alice.says(put("p" + i, "soul" + i, "k", STATE, "" + i));
        }
        pass(100 / NodePager.READS * SlowStore.READ_MILLIS + SlowStore.READ_MILLIS);
        alice.hears();
        int reads = store.reads.size();
        assertThat(reads).isEqualTo(100);
        alice.says(get("g1", "soul99"));
        assertThat(alice.hears().get(0)).contains(graph("soul99", "k", STATE, "99"));
        assertThat(store.reads).hasSize(reads);
    }

    @Test
    @DisplayName("refuses to let one node outgrow its part of the memory")
    @AtBound("graph.nodeShare")
    void fullNode() {
        mesh = mesh(MeshOptions.general().withLimits(now -> now.with(now.graph().withBytes(16 << 10))));
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", STATE, "'" + "x".repeat(4_000) + "'"));
        pass(20);
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':true}");
        alice.says(put("p2", "a", "l", STATE, "1"));
        pass(20);
        assertThat(alice.hears()).containsExactly("{'@':'p2','err':'the node a is full'}");
    }

    @Test
    @DisplayName("acks a write from the future when its time has come and it is on disk")
    void future() {
        ScriptedNeighbor alice = join("alice");
        String soon = String.valueOf(time.wallMillis() + 1_000);
        alice.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{'now':" + STATE + ",'soon':" + soon
                + "}},'now':1,'soon':2}}}");
        pass(1_000);
        assertThat(store.onDisk("a")).contains(cell("a", "now", 1, STATE));
        assertThat(alice.hears()).isEmpty();
        pass(SlowStore.WRITE_MILLIS + 2);
        assertThat(store.onDisk("a").orElseThrow().value("soon")).isEqualTo(new GunValue.Num(2));
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':true}");
    }

    @Test
    @DisplayName("stores what somebody put who left before its turn came, and answers nobody then")
    void gone() {
        ScriptedNeighbor alice = join("alice");
        alice.says("[" + put("p1", "a", "k", STATE, "1") + "," + get("g1", "a") + "]");
        alice.leaves();
        pass(20);
        assertThat(store.onDisk("a")).contains(cell("a", "k", 1, STATE));
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    @DisplayName("stops to read from who writes while the disk is behind, and refuses nothing")
    @AtBound("graph.uncommittedBytes")
    void backPressure() {
        ScriptedNeighbor alice = join("alice");
        String value = "'" + "x".repeat(200_000) + "'";
        int puts = (int) (2 * Limits.general().graph().uncommittedBytes() / 200_000);
        for (int i = 0; i < puts; i++) {
            alice.says(put("p" + i, "a", "k" + i % 10, STATE.substring(0, 9) + (1000 + i), value));
        }
        pass(SlowStore.READ_MILLIS + 1);
        assertThat(alice.taken).isBetween(puts / 2, puts / 2 + 2);
        alice.says(put("other", "b", "k", STATE, "1"));
        pass(10 * SlowStore.WRITE_MILLIS);
        assertThat(alice.taken).isEqualTo(puts + 1);
        assertThat(alice.hears()).hasSize(puts + 1).allMatch(ack -> ack.endsWith("'ok':true}"));
    }

    @Test
    @DisplayName("refuses every put once a write has failed, for it cannot know what is on disk")
    void brokenDisk() {
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p0", "a", "k", OLDER, "1"));
        pass(20);
        alice.hears();
        store.broken = true;
        alice.says(put("p1", "a", "k", STATE, "1"));
        pass(20);
        assertThat(alice.hears()).containsExactly("{'@':'p1','err':'the store has failed: StoreException'}");
        store.broken = false;
        alice.says(put("p2", "a", "k", STATE, "1"));
        alice.says(put("p3", "b", "k", STATE, "1"));
        pass(20);
        assertThat(alice.hears())
                .containsExactly(
                        "{'@':'p2','err':'the store has failed: StoreException'}",
                        "{'@':'p3','err':'the store has failed: StoreException'}");
    }

    @Test
    @DisplayName("answers with the reason what it cannot read, and goes on with the next")
    void unreadable() {
        ScriptedNeighbor alice = join("alice");
        store.broken = true;
        alice.says("[" + get("g1", "a") + "," + put("p1", "b", "k", STATE, "1") + ",{'#':'h1','dam':'?'}]");
        pass(5);
        assertThat(alice.hears())
                .containsExactly(
                        "{'@':'g1','err':'the store has failed: StoreException'}",
                        "{'@':'p1','err':'the store has failed: StoreException'}",
                        "{'dam':'?','pid':'" + mesh.pid() + "','@':'h1'}");
    }

    @Test
    @DisplayName("tells subscribers at once, without waiting for the disk")
    void fanoutAtOnce() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says(get("g1", "a"));
        pass(100);
        alice.hears();
        bob.hears();
        alice.says(put("p1", "a", "k", NEWER, "1"));
        pass(SlowStore.READ_MILLIS);
        assertThat(bob.hears()).containsExactly("{'put':" + graph("a", "k", NEWER, "1") + "}");
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    @DisplayName("cannot forget keys after a while")
    void noTimeToLive() {
        assertThatThrownBy(() -> mesh(MeshOptions.signalling())).hasMessageContaining("cannot be stored");
    }
}
