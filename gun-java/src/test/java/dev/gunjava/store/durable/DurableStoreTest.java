package dev.gunjava.store.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

@DisplayName("A store on disk")
class DurableStoreTest {

    private static final String FILE = "graph.sqlite";

    @TempDir
    private Path directory;

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Node node(String soul, String... keys) {
        Node.Builder node = Node.builder(soul);
        for (String key : keys) {
            node.add(key, new GunValue.Text(soul + key), 1);
        }
        return node.build();
    }

    private void write(Node... nodes) throws Exception {
        try (DurableStore store = DurableStore.open(directory)) {
            get(store.write(List.of(nodes)));
        }
    }

    @Test
    @DisplayName("gives back every kind of value with its state, after it was opened anew")
    void roundTrip() throws Exception {
        Node all = Node.builder("soul\u001bof \uD83D\uDE00")
                .add("", GunValue.Null.INSTANCE, 1600000000000.25)
                .add("false", new GunValue.Bool(false), -1)
                .add("link", new GunValue.Link("to\u0000\uFFFF"), 0)
                .add("lone", new GunValue.Text("a\uD800b"), 1)
                .add("number", new GunValue.Num(1e-314), 2)
                .add("text", new GunValue.Text("\u0000 \u00e9 \uD83D\uDE00 \uFFFF"), 3)
                .add("true", new GunValue.Bool(true), 4)
                .add("void", new GunValue.Text(""), 5)
                .build();
        write(all);
        try (DurableStore store = DurableStore.open(directory)) {
            assertThat(get(store.node(all.soul()))).contains(all);
            assertThat(get(store.cell(all.soul(), "lone")))
                    .contains(Node.of(all.soul(), "lone", new GunValue.Text("a\uD800b"), 1));
            assertThat(get(store.node("soul"))).isEmpty();
            assertThat(get(store.cell(all.soul(), "nope"))).isEmpty();
        }
    }

    @Test
    @DisplayName("keeps of several writes of a key the last, also when they share a transaction")
    void lastWins() throws Exception {
        try (DurableStore store = DurableStore.open(directory)) {
            List<CompletionStage<Void>> writes = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                writes.add(store.write(List.of(Node.of("a", "k", new GunValue.Num(i), i))));
            }
            for (CompletionStage<Void> write : writes) {
                get(write);
            }
            assertThat(get(store.node("a"))).contains(Node.of("a", "k", new GunValue.Num(999), 999));
        }
    }

    @Test
    @DisplayName("writes what was handed over before it was closed, and refuses what comes after")
    void closing() throws Exception {
        DurableStore store = DurableStore.open(directory);
        CompletionStage<Void> before = store.write(List.of(node("a", "k")));
        store.close();
        get(before);
        assertThatThrownBy(() -> get(store.write(List.of(node("b", "k"))))).hasRootCauseMessage("the store is closed");
        assertThatThrownBy(() -> get(store.node("a"))).hasStackTraceContaining("the store is closed");
        try (DurableStore again = DurableStore.open(directory)) {
            assertThat(get(again.node("a"))).contains(node("a", "k"));
            assertThat(get(again.node("b"))).isEmpty();
        }
    }

    @Test
    @DisplayName("scans in the order of UTF-16 units, by one name, prefix or range, from either end, up to a bound")
    void scan() throws Exception {
        try (DurableStore store = DurableStore.open(directory)) {
            get(store.write(List.of(
                    node("post/\uFF5E", "z"),
                    node("post/\uD83D\uDE00", "y"),
                    node("post/2", "10", "2", "a", "ab", "b"),
                    node("post0", "n"),
                    node("other", "a"),
                    node("\uFFFF\uFFFF", "last"))));
            Lex posts = new Lex(null, "post/", null, null);
            assertThat(get(store.scan(posts, Lex.all(), 100, false)))
                    .containsExactly(
                            node("post/2", "10", "2", "a", "ab", "b"),
                            node("post/\uD83D\uDE00", "y"),
                            node("post/\uFF5E", "z"));
            assertThat(get(store.scan(posts, Lex.all(), 3, true)))
                    .containsExactly(node("post/\uFF5E", "z"), node("post/\uD83D\uDE00", "y"), node("post/2", "b"));
            Lex one = Lex.exactly("post/2");
            assertThat(get(store.scan(one, new Lex(null, "a", null, null), 100, false)))
                    .containsExactly(node("post/2", "a", "ab"));
            assertThat(get(store.scan(one, new Lex(null, null, "2", "ab"), 100, false)))
                    .containsExactly(node("post/2", "2", "a", "ab"));
            assertThat(get(store.scan(new Lex(null, null, "other", "post/2"), Lex.exactly("a"), 100, false)))
                    .containsExactly(node("other", "a"), node("post/2", "a"));
            assertThat(get(store.scan(new Lex(null, "\uFFFF", null, null), Lex.all(), 100, false)))
                    .containsExactly(node("\uFFFF\uFFFF", "last"));
            assertThat(get(store.scan(Lex.all(), Lex.all(), 100, false))).hasSize(6);
            assertThat(get(store.scan(Lex.exactly("nope"), Lex.all(), 100, false)))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("stops a scan at a bound of keys that it looks at, and of bytes that it gives back")
    void scanBounds() throws Exception {
        try (DurableStore store = DurableStore.open(directory)) {
            Node.Builder many = Node.builder("a many");
            for (int i = 0; i < DatabaseFile.SCAN_REACH; i++) {
                many.add("k" + i, GunValue.Null.INSTANCE, 1);
            }
            Node.Builder large = Node.builder("b large");
            for (int i = 0; i < 20; i++) {
                large.add("k" + i, new GunValue.Text("x".repeat(1 << 20)), 1);
            }
            get(store.write(List.of(many.build(), large.build())));
            assertThat(get(store.scan(Lex.all(), Lex.exactly("k19"), 100, false)))
                    .extracting(Node::soul)
                    .containsExactly("a many");
            List<Node> read = get(store.scan(Lex.exactly("b large"), Lex.all(), 100, false));
            assertThat(read).singleElement().extracting(Node::size).isEqualTo(DatabaseFile.SCAN_BYTES >> 20);
        }
    }

    @Test
    @DisplayName("has its directory for itself")
    void oneAtATime() throws Exception {
        try (DurableStore store = DurableStore.open(directory)) {
            assertThatThrownBy(() -> DurableStore.open(directory))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the data directory " + directory
                            + " is in use by another relay; stop that one, or choose another directory");
            get(store.write(List.of(node("a", "k"))));
        }
        DurableStore.open(directory).close();
    }

    /** Spoils the file; returns what it is then. */
    private byte[] spoil(int from, int to) throws Exception {
        Node.Builder big = Node.builder("big");
        for (int i = 0; i < 2_000; i++) {
            big.add("k" + i, new GunValue.Text("value " + i), i);
        }
        write(big.build());
        byte[] content = Files.readAllBytes(directory.resolve(FILE));
        assertThat(content.length).isGreaterThan(40_000);
        for (int i = from; i < to; i++) {
            content[i] ^= 0x5a;
        }
        Files.write(directory.resolve(FILE), content);
        return content;
    }

    private void assertRefused(byte[] content) throws IOException {
        assertThatThrownBy(() -> DurableStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the graph in " + directory.resolve(FILE) + " is damaged")
                .hasMessageContaining("restore its directory from a copy, or move that away");
        assertThat(directory.resolve(FILE)).hasBinaryContent(content);
    }

    @Test
    @DisplayName("says that its file is damaged, which one and what to do, and leaves it as it is")
    void damaged() throws Exception {
        assertRefused(spoil(0, 100));
    }

    @Test
    @DisplayName("notices damage in the middle of its file")
    void damagedInside() throws Exception {
        assertRefused(spoil(4_096, 30_000));
    }

    @Test
    @DisplayName("notices that its file is cut short, or empty, or missing beside its log")
    void cutShort() throws Exception {
        byte[] content = spoil(0, 0);
        byte[] half = Arrays.copyOf(content, 4_096 * 4);
        Files.write(directory.resolve(FILE), half);
        assertRefused(half);
        Files.write(directory.resolve(FILE), new byte[0]);
        assertRefused(new byte[0]);
        Files.delete(directory.resolve(FILE));
        Files.writeString(directory.resolve(FILE + "-wal"), "log");
        assertThatThrownBy(() -> DurableStore.open(directory))
                .hasMessageContaining("its log graph.sqlite-wal is there");
        assertThat(directory.resolve(FILE)).doesNotExist();
    }

    @Test
    @DisplayName("never gives out a value of which a single bit has changed on disk")
    void checksum() throws Exception {
        write(node("a", "k"), node("b", "k"));
        byte[] content = Files.readAllBytes(directory.resolve(FILE));
        String bytes = new String(content, StandardCharsets.ISO_8859_1);
        content[bytes.indexOf("sak") + 1] ^= 2;
        Files.write(directory.resolve(FILE), content);
        try (DurableStore store = DurableStore.open(directory)) {
            assertThatThrownBy(() -> get(store.node("a")))
                    .hasStackTraceContaining("a checksum is wrong at the key k of the soul a");
            assertThat(get(store.node("b"))).isEqualTo(Optional.of(node("b", "k")));
        }
        assertThat(directory.resolve(FILE)).hasBinaryContent(content);
    }

    @Test
    @DisplayName("does not touch a file of another program")
    void foreign() throws Exception {
        Path file = directory.resolve(FILE);
        try (Connection other = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("CREATE TABLE mine (x)");
        }
        byte[] content = Files.readAllBytes(file);
        assertThatThrownBy(() -> DurableStore.open(directory)).hasMessageContaining("is not a graph of this program");
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    @DisplayName("says so when its directory cannot be used")
    void noDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DurableStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot use the data directory " + file);
    }
}
