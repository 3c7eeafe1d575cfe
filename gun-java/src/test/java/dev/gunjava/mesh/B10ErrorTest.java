package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.Limits;
import dev.gunjava.store.GraphStore;
import dev.gunjava.wire.FrameReader;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B10: an error ended the thread of the mesh in silence; calls hung, and the relay called itself up. */
@DisplayName("B10: an error within a turn")
class B10ErrorTest {

    private static final String PUT = "{\"#\":\"p1\",\"put\":{\"a\":{\"_\":{\"#\":\"a\",\">\":{\"k\":1}},\"k\":1}}}";

    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final FrameReader reader = new FrameReader(Limits.general().frames(), new SplittableRandom(1));
    private final BrokenStore store = new BrokenStore();
    private final MeshLoop loop = new MeshLoop(
            turns -> new Mesh(
                    MeshOptions.general(),
                    false,
                    TimeSource.SYSTEM,
                    new SplittableRandom(1),
                    new Credentials(new SplittableRandom(2)),
                    store,
                    turns),
            TimeSource.SYSTEM,
            "mesh-under-test",
            failure::complete);

    @AfterEach
    void close() {
        loop.close();
    }

    /** A store that has no memory to read with. */
    private static final class BrokenStore implements GraphStore {
        private volatile Error error = new OutOfMemoryError("of the test");

        @Override
        public CompletionStage<Void> write(List<Node> nodes) {
            throw error;
        }

        @Override
        public CompletionStage<Optional<Node>> node(String soul) {
            throw error;
        }

        @Override
        public CompletionStage<Optional<Node>> cell(String soul, String key) {
            throw error;
        }

        @Override
        public CompletionStage<List<Node>> scan(Lex souls, Lex keys, int cells, boolean reverse) {
            throw error;
        }

        @Override
        public void close() {}
    }

    private RecordedConnection connect() {
        RecordedConnection connection = new RecordedConnection();
        loop.connected(connection);
        return connection;
    }

    private void put(Connection connection) {
        loop.received(connection, reader.read(PUT));
        loop.turn();
    }

    @Test
    @DisplayName("that leaves no memory closes the connections, fails calls and is reported, once")
    void fails() {
        RecordedConnection alice = connect();
        RecordedConnection bob = connect();
        put(alice);

        await().until(failure::isDone);
        assertThat(failure).isCompletedWithValue(store.error);
        assertThat(loop.failure()).isSameAs(store.error);
        assertThat(alice.closed).isEqualTo("1011 internal error");
        assertThat(bob.closed).isEqualTo("1011 internal error");
        assertThat(connect().closed).as("who comes later").isEqualTo("1011 internal error");
        assertThatThrownBy(() -> loop.call(mesh -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this peer has failed")
                .hasCause(store.error);
    }

    @Test
    @DisplayName("that leaves no memory ends the searches of the program that still wait")
    void endsSearches() {
        OutOfMemoryError error = new OutOfMemoryError("of the test");
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Finder finder = new Finder() {
            @Override
            public void answered() {
                outcome.complete("answered");
            }

            @Override
            public void timedOut() {
                outcome.complete("timed out");
            }
        };
        try (MeshLoop client = new MeshLoop(
                turns -> new Mesh(MeshOptions.general(), true, new VirtualTime(), new SplittableRandom(1)),
                TimeSource.SYSTEM,
                "client-under-test")) {
            client.call(mesh -> mesh.find("unknown", null, finder));
            client.call(mesh -> {
                throw error;
            });
            assertThat(outcome).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo("timed out");
            assertThat(client.failure()).isSameAs(error);
        }
    }

    @Test
    @DisplayName("that overflows the stack costs one message alone")
    void overflow() {
        store.error = new StackOverflowError("of the test");
        RecordedConnection alice = connect();
        put(alice);
        await().until(() -> alice.heard.contains("the store has failed: StackOverflowError"));
        assertThat(loop.failure()).isNull();
        assertThat(alice.closed).isNull();
    }
}
