package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.Position;
import dev.gunjava.witness.Tally;
import dev.gunjava.witness.UnknownMembers;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.protocol.Decoding;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.FieldDigest;
import dev.gunjava.witness.protocol.Version;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.protocol.WitnessMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Gossip")
class GossipTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final WitnessCodec codec = new WitnessCodec();
    private final VirtualMesh mesh = new VirtualMesh(new SplittableRandom(11));
    private final VirtualMesh.Node node = mesh.node();

    /** Somebody at the other end of a channel, who says what the test tells him to say. */
    private final class Other {
        final String name;
        final List<String> heard = new ArrayList<>();
        final VirtualLink link;

        Other(String name, Set<Extension> announced) {
            this.name = name;
            link = node.open(name, announced);
            link.delivers(heard::add);
        }

        void says(WitnessMessage message) {
            node.hears(name, codec.encode(message));
            mesh.pass(SOON);
        }

        void shows(Witness witness) {
            says(new WitnessMessage.New(witness, 0));
        }

        /** What came since the last time, read. */
        List<WitnessMessage> hears() {
            List<WitnessMessage> messages = heard.stream()
                    .map(text -> ((Decoding.Decoded) codec.decode(text)).message())
                    .toList();
            heard.clear();
            return messages;
        }

        List<String> types() {
            return hears().stream()
                    .map(message -> message.getClass().getSimpleName())
                    .toList();
        }
    }

    private Witness witness(String id, long count) {
        long now = mesh.time.millis();
        return new Witness(id, "text of " + id, now, now + 300_000, count, null, new Position(5, 5), 0.5);
    }

    private Witness here(String id) {
        return node.field.witness(id).orElseThrow();
    }

    private static Witness tallied(Witness witness, Tally tally) {
        return new Witness(
                witness.id(),
                witness.text(),
                witness.createdAt(),
                witness.expiresAt(),
                tally,
                null,
                witness.position(),
                witness.entropySeed(),
                UnknownMembers.NONE);
    }

    @Nested
    @DisplayName("shows each change")
    class Changes {
        private final Other one = new Other("one", VirtualMesh.ALL);
        private final Other two = new Other("two", VirtualMesh.ALL);
        private final Other page = new Other("page", VirtualMesh.NONE);

        @Test
        @DisplayName("once over each link, and not over the one that it came over")
        void once() {
            Witness witness = witness("a", 1);
            one.shows(witness);
            assertThat(one.hears()).isEmpty();
            assertThat(two.hears()).containsExactly(new WitnessMessage.New(witness, mesh.time.millis() - 100));
            assertThat(page.types()).containsExactly("New");

            two.shows(witness);
            one.shows(witness);
            assertThat(one.hears()).isEmpty();
            assertThat(two.hears()).isEmpty();
            assertThat(page.hears()).isEmpty();
            assertThat(node.count("witness.gossip.duplicates")).isEqualTo(2);
            assertThat(node.count("witness.witnesses", "origin", "remote")).isEqualTo(1);
        }

        @Test
        @DisplayName("as an update where the link knows the witness, as new where it does not")
        void updates() {
            one.shows(witness("a", 1));
            two.hears();
            one.says(new WitnessMessage.Update(witness("a", 4), 0));
            assertThat(two.types()).containsExactly("Update");
            Other late = new Other("late", VirtualMesh.ALL);
            one.says(new WitnessMessage.Update(witness("a", 5), 0));
            assertThat(late.types()).containsExactly("New");
        }

        @Test
        @DisplayName("of which an update tells for the first time, too")
        void upserts() {
            one.says(new WitnessMessage.Update(witness("a", 3), 0));
            assertThat(here("a").witnessCount()).isEqualTo(3);
            assertThat(two.types()).containsExactly("New");
        }

        @Test
        @DisplayName("that only makes a life longer")
        void expiries() {
            one.shows(witness("a", 1));
            two.hears();
            page.hears();
            mesh.pass(Duration.ofSeconds(9));
            one.says(new WitnessMessage.Update(witness("a", 1), 0));
            assertThat(two.types()).containsExactly("Update");
            assertThat(page.types()).containsExactly("Sync");
            mesh.pass(Duration.ofSeconds(1));
            one.says(new WitnessMessage.Update(witness("a", 1), 0));
            assertThat(two.hears())
                    .as("a longer life, ten seconds after the count has grown")
                    .isEmpty();
            one.says(new WitnessMessage.Update(witness("a", 2), 0));
            assertThat(here("a").expiresAt()).isEqualTo(mesh.time.millis() - SOON.toMillis() + 300_000);
        }

        @Test
        @DisplayName("behind the count, to those who keep slots; a page sees nothing of it and hears nothing")
        void tallies() {
            one.shows(witness("a", 5));
            two.hears();
            page.hears();
            two.says(new WitnessMessage.Update(
                    tallied(here("a"), new Tally(5, 1, new TreeMap<>(Map.of("slot", 4L)))), 0));
            assertThat(one.types()).containsExactly("Update");
            assertThat(two.hears()).isEmpty();
            assertThat(page.hears()).isEmpty();
        }

        @Test
        @DisplayName("back to one who shows less than we have")
        void more() {
            node.field.merge(witness("a", 7), "somebody");
            Other late = new Other("late", VirtualMesh.ALL);
            late.shows(witness("a", 2));
            assertThat(late.hears()).singleElement().satisfies(message -> assertThat(
                            ((WitnessMessage.Update) message).witness().witnessCount())
                    .isEqualTo(7));
        }

        @Test
        @DisplayName("of none that it refuses: over, buried, from the future, older than all of a full field")
        void nothingRefused() {
            Witness brief = witness("brief", 1);
            Witness over = new Witness("a", "t", 1, mesh.time.millis(), 1, null, new Position(1, 1), 0);
            Witness ahead = new Witness(
                    "b",
                    "t",
                    mesh.time.millis() + 700_000,
                    mesh.time.millis() + 800_000,
                    1,
                    null,
                    new Position(1, 1),
                    0);
            one.shows(over);
            one.shows(ahead);
            one.shows(brief);
            two.hears();
            page.hears();
            mesh.pass(Duration.ofMinutes(5));
            two.hears();
            page.hears();
            mesh.time.setWallClock(Duration.ofMinutes(-1));
            one.shows(brief);
            assertThat(two.hears()).isEmpty();
            assertThat(page.hears()).isEmpty();
            assertThat(node.drops.counts())
                    .containsEntry("witness that is over or refused", 2L)
                    .containsEntry("witness from the future", 1L);
            assertThat(node.witnesses()).isEmpty();
        }

        @Test
        @DisplayName("of an inflated count only as far as it was granted")
        void grantedOnly() {
            one.shows(witness("a", 1_000_000_000_000L));
            assertThat(two.hears()).singleElement().satisfies(message -> assertThat(
                            ((WitnessMessage.New) message).witness().witnessCount())
                    .isEqualTo(51));
            assertThat(page.heard).singleElement().asString().contains("\"witnessCount\":51");
        }

        @Test
        @DisplayName("at once, and those of the same turn together at its end")
        void together() {
            Other slots = new Other("slots", EnumSet.of(Extension.COUNTS));
            List<WitnessMessage> items = IntStream.range(0, 100)
                    .<WitnessMessage>mapToObj(i -> new WitnessMessage.New(witness("w" + i, 1), 0))
                    .toList();
            one.says(new WitnessMessage.Batch(items));
            assertThat(one.hears()).isEmpty();
            List<WitnessMessage> heard = two.hears();
            assertThat(heard).hasSize(2);
            assertThat(heard.get(0)).isInstanceOf(WitnessMessage.New.class);
            assertThat(((WitnessMessage.Batch) heard.get(1)).items()).hasSize(99);
            // A page gets the documented types alone, and still few messages.
            List<WitnessMessage> plain = page.hears();
            assertThat(plain).hasSize(2);
            assertThat(((WitnessMessage.Sync) plain.get(1)).witnesses()).hasSize(99);
            // Who keeps slots but takes no batches gets them one by one.
            assertThat(slots.hears()).hasSize(100);
        }

        @Test
        @DisplayName("of many re-witnesses in one turn as the last state alone")
        void latestOnly() {
            node.field.add("mine", null);
            mesh.pass(SOON);
            two.hears();
            String id = node.witnesses().get(0).id();
            IntStream.range(0, 30).forEach(i -> node.field.reWitness(id));
            mesh.pass(SOON);
            List<WitnessMessage> heard = two.hears();
            assertThat(heard).hasSizeLessThanOrEqualTo(2).last().satisfies(message -> assertThat(
                            ((WitnessMessage.Update) message).witness().witnessCount())
                    .isEqualTo(31));
        }
    }

    @Nested
    @DisplayName("with a page that has announced nothing")
    class Pages {
        private final Other page = new Other("page", VirtualMesh.NONE);
        private final Other one = new Other("one", VirtualMesh.ALL);

        @Test
        @DisplayName("says the three documented types and nothing else, ever")
        void threeTypes() {
            node.greet("page");
            Witness mine = node.field.add("mine", null);
            one.shows(witness("a", 1));
            one.says(new WitnessMessage.Update(witness("a", 4), 0));
            node.field.reWitness(mine.id());
            page.says(new WitnessMessage.Digest("no digest of ours", 1));
            page.says(new WitnessMessage.Ping(1));
            mesh.pass(Duration.ofSeconds(65));
            assertThat(page.heard)
                    .isNotEmpty()
                    .allMatch(text -> text.matches("\\{\"type\":\"witness-(sync|new|update)\".*"));
        }

        @Test
        @DisplayName("says witness-update for re-witnesses here, and passes those of others on as a sync")
        void updatesAreOurs() {
            one.shows(witness("a", 1));
            assertThat(page.types()).containsExactly("New");
            one.says(new WitnessMessage.Update(witness("a", 2), 0));
            assertThat(page.types()).containsExactly("Sync");
            node.field.reWitness("a");
            mesh.pass(SOON);
            assertThat(page.types()).containsExactly("Update");
        }

        @Test
        @DisplayName("takes a witness-update for a re-witness, and what else it shows for hearsay")
        void reWitnesses() {
            one.shows(witness("a", 1));
            page.says(new WitnessMessage.Sync(List.of(witness("a", 3)), 0));
            assertThat(here("a").tally()).isEqualTo(Tally.of(3));
            page.says(new WitnessMessage.Update(witness("a", 4), 0));
            assertThat(here("a").tally()).isEqualTo(new Tally(4, 4, new TreeMap<>()));
            one.says(new WitnessMessage.Update(witness("a", 9), 0));
            assertThat(here("a").tally()).isEqualTo(new Tally(9, 4, new TreeMap<>()));
        }

        @Test
        @DisplayName("shows everything again every 30 s")
        void syncs() {
            node.field.add("mine", null);
            mesh.pass(SOON);
            page.hears();
            mesh.pass(Duration.ofSeconds(61));
            assertThat(page.types()).containsExactly("Sync", "Sync");
        }
    }

    @Nested
    @DisplayName("on a link that does not take what is sent")
    class SlowLinks {
        @Test
        @DisplayName("holds ids of what is alive and no messages, and keeps nobody else waiting")
        void bounded() {
            Other slow = new Other("slow", VirtualMesh.ALL);
            Other quick = new Other("quick", VirtualMesh.ALL);
            slow.link.block();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                ids.add(node.field.add("x".repeat(140), null).id());
                node.field.reWitness(ids.get(i / 2));
                mesh.pass(Duration.ofMillis(20));
            }
            Conversation conversation = node.conversations.get("slow");
            assertThat(conversation.pending).hasSizeLessThanOrEqualTo(200);
            assertThat(conversation.link.pendingBytes()).isLessThan(Gossip.MAX_AHEAD + 64 * 1024);
            assertThat(node.conversations.get("quick").pending).isEmpty();
            assertThat(quick.heard).hasSizeGreaterThan(1_000);

            slow.link.unblock();
            mesh.pass(Duration.ofSeconds(1));
            assertThat(conversation.isIdle()).isTrue();
            node.witnesses().forEach(witness -> assertThat(conversation.hasSent(witness))
                    .isTrue());
        }

        @Test
        @DisplayName("sends what is current when the link takes it, and nothing of what is over by then")
        void current() {
            Other slow = new Other("slow", VirtualMesh.NONE);
            slow.link.block();
            for (int i = 0; node.conversations.get("slow").pending.isEmpty(); i++) {
                Witness small = witness("filler" + i, 1);
                node.field.merge(
                        new Witness(
                                small.id(),
                                "水".repeat(1_900),
                                small.createdAt(),
                                small.expiresAt(),
                                1,
                                null,
                                small.position(),
                                0),
                        "p");
                mesh.pass(Duration.ofMillis(5));
            }
            String kept = node.field.add("k".repeat(140), null).id();
            mesh.pass(SOON);
            assertThat(node.conversations.get("slow").pending).containsKey(kept);
            for (int i = 0; i < 9; i++) {
                node.field.reWitness(kept);
            }
            mesh.pass(SOON);
            slow.link.unblock();
            mesh.pass(Duration.ofSeconds(1));
            assertThat(slow.heard.stream().filter(text -> text.contains(kept)))
                    .singleElement()
                    .asString()
                    .contains("\"witnessCount\":10");
        }
    }

    @Nested
    @DisplayName("of more than may be sent at once")
    class Paces {
        @Test
        @DisplayName("sends at the rate that the other side takes, our own first and then the newest")
        void ownFirst() {
            Other other = new Other("other", VirtualMesh.ALL);
            show(0, 180);
            mesh.pass(SOON);
            assertThat(ids(other)).hasSize(180);
            node.conversations.get("other").sentNew.take(180, mesh.time.read());
            show(180, 190);
            String mine = node.field.add("mine", null).id();
            show(190, 199);
            mesh.pass(Duration.ofMillis(250));
            List<String> next = ids(other);
            assertThat(next).startsWith(mine).hasSizeLessThan(20);
            mesh.pass(Duration.ofSeconds(1));
            assertThat(ids(other)).hasSize(20 - next.size()).contains("w189", "w198");
        }

        private void show(int from, int to) {
            for (int i = from; i < to; i++) {
                node.field.merge(witness("w" + i, 1), "source" + i % 2);
            }
        }

        private List<String> ids(Other other) {
            return other.hears().stream()
                    .flatMap(message ->
                            message instanceof WitnessMessage.Batch batch ? batch.items().stream() : Stream.of(message))
                    .map(item -> ((WitnessMessage.New) item).witness().id())
                    .toList();
        }
    }

    @Nested
    @DisplayName("compares what two have")
    class Digests {
        private final Other one = new Other("one", VirtualMesh.ALL);

        private WitnessMessage.Digest digest() {
            return new WitnessMessage.Digest(
                    FieldDigest.of(node.witnesses()), node.witnesses().size());
        }

        @Test
        @DisplayName("by one short message each 30 s while nothing differs")
        void quiet() {
            IntStream.range(0, 50).forEach(i -> node.field.add("text " + i, null));
            mesh.pass(SOON);
            one.hears();
            for (int i = 0; i < 4; i++) {
                mesh.pass(Duration.ofSeconds(30));
                one.says(digest());
            }
            assertThat(one.heard).allMatch(text -> text.length() < 70);
            assertThat(one.hears()).containsExactly(digest(), digest(), digest(), digest());
        }

        @Test
        @DisplayName("answers a digest that is another one with the versions that it has")
        void answers() {
            one.shows(witness("a", 2));
            one.says(new WitnessMessage.Digest("0000000000000000", 0));
            assertThat(one.hears()).containsExactly(new WitnessMessage.Versions(List.of(Version.of(here("a")))));
        }

        @Test
        @DisplayName("answers digests at most every 5 s")
        void seldom() {
            for (int i = 0; i < 100; i++) {
                one.says(new WitnessMessage.Digest("0000000000000000", 0));
            }
            assertThat(one.types()).containsExactly("Versions", "Versions");
        }

        @Test
        @DisplayName("then shows what the other lacks or counts less of, and nothing else")
        void catchesUp() {
            for (String id : List.of("equal", "less", "missing", "more")) {
                node.field.merge(witness(id, 5), "p");
            }
            mesh.pass(Duration.ofSeconds(31));
            assertThat(one.types()).contains("Digest");
            long expiresAt = here("equal").expiresAt();
            one.says(new WitnessMessage.Versions(List.of(
                    new Version("equal", 5, expiresAt),
                    new Version("less", 3, expiresAt),
                    new Version("more", 9, expiresAt),
                    new Version("theirs", 1, expiresAt))));
            assertThat(one.hears()).singleElement().satisfies(message -> assertThat(
                            ((WitnessMessage.Batch) message).items())
                    .containsExactlyInAnyOrder(
                            new WitnessMessage.Update(here("less"), mesh.time.millis() - 100),
                            new WitnessMessage.New(here("missing"), mesh.time.millis() - 100)));
        }

        @Test
        @DisplayName("does not insist on a life that the other has cut short")
        void respectsCuts() {
            one.shows(witness("a", 1));
            mesh.pass(Duration.ofSeconds(10));
            node.field.reWitness("a");
            mesh.pass(Duration.ofSeconds(21));
            one.hears();
            one.says(new WitnessMessage.Versions(
                    List.of(new Version("a", 2, here("a").expiresAt() - 5_000))));
            assertThat(one.hears()).isEmpty();
        }

        @Test
        @DisplayName("drops versions that it has not asked for")
        void unasked() {
            one.shows(witness("a", 1));
            one.says(new WitnessMessage.Versions(List.of()));
            assertThat(one.hears()).isEmpty();
            mesh.pass(Duration.ofSeconds(30));
            one.hears();
            one.says(new WitnessMessage.Versions(List.of()));
            one.says(new WitnessMessage.Versions(List.of()));
            assertThat(one.types()).containsExactly("New");
            assertThat(node.drops.counts()).containsEntry("versions that were not asked for", 2L);
        }

        @Test
        @DisplayName("until the excess of a count has come in, which no link may bring at once")
        void excess() {
            for (int i = 0; i < 5; i++) {
                node.field.merge(witness("a", 40L * (i + 1)), "source" + i);
                mesh.pass(Duration.ofSeconds(20));
            }
            VirtualMesh.Node other = mesh.node();
            mesh.connect(node, other, VirtualMesh.ALL);
            mesh.pass(Duration.ofSeconds(1));
            assertThat(other.witnesses()).extracting(Witness::witnessCount).containsExactly(51L);
            mesh.pass(Duration.ofSeconds(200));
            assertThat(other.witnesses()).isEqualTo(node.witnesses());
            assertThat(other.witnesses()).extracting(Witness::witnessCount).containsExactly(200L);
        }

        @Test
        @DisplayName("heals what a link has lost")
        void heals() {
            VirtualMesh.Node forgetful = mesh.node();
            mesh.connect(node, forgetful, VirtualMesh.ALL);
            mesh.pass(SOON);
            Witness lost = node.field.add("dropped by the other, over its rate", null);
            node.conversations.get(forgetful.name).shown.note(lost);
            mesh.pass(Duration.ofSeconds(20));
            assertThat(forgetful.witnesses()).isEmpty();
            mesh.pass(Duration.ofSeconds(20));
            assertThat(forgetful.witnesses()).containsExactly(lost);
        }
    }

    @Nested
    @DisplayName("greets a new link")
    class Greetings {
        private void filled(int size) {
            for (int i = 0; i < 200; i++) {
                Witness small = witness("w" + i, 1);
                node.field.merge(
                        new Witness(
                                small.id(),
                                "水".repeat(size),
                                small.createdAt(),
                                small.expiresAt(),
                                1,
                                null,
                                small.position(),
                                0),
                        "p");
            }
            mesh.pass(SOON);
        }

        @Test
        @DisplayName("with everything, in syncs of less than 64 KiB")
        void pieces() {
            filled(380);
            Other late = new Other("late", VirtualMesh.ALL);
            node.greet("late");
            mesh.pass(SOON);
            assertThat(late.heard).hasSize(5).allSatisfy(text -> assertThat(text.getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThan(64 * 1024));
            assertThat(late.hears().stream().flatMap(message -> ((WitnessMessage.Sync) message).witnesses().stream()))
                    .containsExactlyElementsOf(node.witnesses());
        }

        @Test
        @DisplayName("bit by bit, if all of it is more than the link should hold")
        void large() {
            filled(1_900);
            VirtualMesh.Node late = mesh.node();
            mesh.connect(node, late, VirtualMesh.ALL);
            assertThat(node.conversations.get(late.name).link.pendingBytes()).isLessThan(Gossip.MAX_AHEAD + 64 * 1024);
            mesh.pass(Duration.ofSeconds(2));
            assertThat(late.witnesses()).isEqualTo(node.witnesses());
        }

        @Test
        @DisplayName("although there is nothing to show")
        void empty() {
            Other late = new Other("late", VirtualMesh.NONE);
            node.greet("late");
            mesh.pass(SOON);
            assertThat(late.types()).containsExactly("Sync");
        }
    }

    @Test
    @DisplayName("takes 5 000 messages at once from a link, each item of a batch for one")
    void rates() {
        Other flood = new Other("flood", VirtualMesh.ALL);
        List<WitnessMessage> pongs = IntStream.range(0, 250)
                .<WitnessMessage>mapToObj(WitnessMessage.Pong::new)
                .toList();
        for (int i = 0; i < 25; i++) {
            node.hears(flood.name, codec.encode(new WitnessMessage.Batch(pongs)));
        }
        assertThat(node.drops.counts()).containsEntry("too many messages", 5L);
    }

    @Test
    @DisplayName("answers each ping with its t")
    void pings() {
        Other one = new Other("one", VirtualMesh.ALL);
        one.says(new WitnessMessage.Ping(42));
        assertThat(one.hears()).containsExactly(new WitnessMessage.Pong(42));
    }
}
