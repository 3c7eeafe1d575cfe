package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.store.GraphStore;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** B34: a store that throws instead of failing its stage left everything that waited for it stuck for ever. */
@DisplayName("B34: a store that breaks its contract")
class B34HostileStoreTest {

    private static final String PUT = "{'#':'%s','put':{'%s':{'_':{'#':'%2$s','>':{'k':1600000000000}},'k':1}}}";

    /** What it does instead of completing a stage once. */
    private enum Misdeed {
        THROWS {
            @Override
            <T> @Nullable CompletionStage<T> instead(Supplier<CompletionStage<T>> right) {
                throw new IllegalStateException("a fault of the store");
            }
        },
        OVERFLOWS {
            @Override
            @SuppressWarnings("InfiniteRecursion") // to overflow the stack
            <T> @Nullable CompletionStage<T> instead(Supplier<CompletionStage<T>> right) {
                return instead(right);
            }
        },
        RETURNS_NOTHING {
            @Override
            <T> @Nullable CompletionStage<T> instead(Supplier<CompletionStage<T>> right) {
                return null;
            }
        },
        FAILS {
            @Override
            <T> @Nullable CompletionStage<T> instead(Supplier<CompletionStage<T>> right) {
                return CompletableFuture.failedFuture(new IllegalStateException("a fault of the store"));
            }
        };

        abstract <T> @Nullable CompletionStage<T> instead(Supplier<CompletionStage<T>> right);
    }

    /** A stage that tells its outcome twice. */
    @SuppressWarnings("FutureReturnValueIgnored") // of the first of the two
    private static final class Twice<T> extends CompletableFuture<T> {
        @Override
        public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
            super.whenComplete(action);
            return super.whenComplete(action);
        }

        @Override
        public CompletableFuture<T> whenCompleteAsync(
                BiConsumer<? super T, ? super Throwable> action, java.util.concurrent.Executor executor) {
            super.whenCompleteAsync(action, executor);
            return super.whenCompleteAsync(action, executor);
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Twice<>();
        }
    }

    private final VirtualTime time = new VirtualTime();
    private final SlowStore disk = new SlowStore(time);
    private @Nullable Misdeed onRead;
    private @Nullable Misdeed onWrite;
    private @Nullable Misdeed onScan;
    private boolean twice;

    private final Mesh mesh = new Mesh(
            MeshOptions.general(),
            false,
            time,
            new SplittableRandom(1),
            new Credentials(new SplittableRandom(2)),
            new HostileStore(),
            work -> time.after(0, work));
    private final ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
    private final ScriptedNeighbor bob = ScriptedNeighbor.dialing(mesh, "bob");

    private final class HostileStore implements GraphStore {

        @SuppressWarnings("NullAway") // That it returns null is what it is for.
        private <T> CompletionStage<T> does(@Nullable Misdeed misdeed, Supplier<CompletionStage<T>> right) {
            if (misdeed != null) {
                return misdeed.instead(right);
            }
            if (!twice) {
                return right.get();
            }
            Twice<T> stage = new Twice<>();
            right.get().whenComplete((result, error) -> stage.complete(result));
            return stage;
        }

        @Override
        public CompletionStage<Void> write(List<Node> nodes) {
            return does(onWrite, () -> disk.write(nodes));
        }

        @Override
        public CompletionStage<Optional<Node>> node(String soul) {
            return does(onRead, () -> disk.node(soul));
        }

        @Override
        public CompletionStage<Optional<Node>> cell(String soul, String key) {
            return does(onRead, () -> disk.cell(soul, key));
        }

        @Override
        public CompletionStage<List<Node>> scan(Lex souls, Lex keys, int cells, boolean reverse) {
            return does(onScan, () -> disk.scan(souls, keys, cells, reverse));
        }

        @Override
        public void close() {}
    }

    private void pass() {
        mesh.flush();
        for (int i = 0; i < 100; i++) {
            time.pass(1);
            mesh.advance();
            mesh.flush();
        }
    }

    private static String put(String id, String soul) {
        return PUT.formatted(id, soul);
    }

    @ParameterizedTest
    @EnumSource(Misdeed.class)
    @DisplayName("fails the messages for which it could not read, and no others")
    void read(Misdeed misdeed) {
        onRead = misdeed;
        alice.says("[" + put("p1", "a") + ",{'#':'g1','get':{'#':'b'}}]");
        int taken = alice.taken;
        pass();
        assertThat(alice.hears())
                .satisfiesExactly(
                        put -> assertThat(put).contains("'@':'p1'", "'err':'the store has failed"),
                        get -> assertThat(get).contains("'@':'g1'", "'err':'the store has failed"));
        assertThat(alice.taken).as("the frame is worked through").isEqualTo(taken + 1);

        onRead = null;
        alice.says(put("p2", "a"));
        bob.says(put("p3", "b"));
        pass();
        assertThat(alice.hears()).containsExactly("{'@':'p2','ok':true}");
        assertThat(bob.hears()).containsExactly("{'@':'p3','ok':true}");
    }

    @ParameterizedTest
    @EnumSource(Misdeed.class)
    @DisplayName("fails the gets of choices for which it could not scan, and what comes behind them is answered")
    void scan(Misdeed misdeed) {
        onScan = misdeed;
        alice.says("[{'#':'g1','get':{'#':{'*':'a'}}}," + put("p1", "a") + "]");
        pass();
        assertThat(alice.hears())
                .satisfiesExactly(
                        get -> assertThat(get).contains("'@':'g1'", "'err':'the store has failed"),
                        put -> assertThat(put).isEqualTo("{'@':'p1','ok':true}"));
    }

    @ParameterizedTest
    @EnumSource(Misdeed.class)
    @DisplayName("fails every put from the first that it could not write, and gets are answered")
    void write(Misdeed misdeed) {
        disk.holds(Node.of("b", "k", new GunValue.Num(1), 1));
        onWrite = misdeed;
        alice.says(put("p1", "a"));
        bob.says(put("p2", "a"));
        pass();
        onWrite = null;
        alice.says(put("p3", "c"));
        bob.says("{'#':'g1','get':{'#':'b'}}");
        pass();
        assertThat(alice.hears())
                .satisfiesExactly(
                        first -> assertThat(first).contains("'@':'p1'", "'err':'the store has failed"),
                        later -> assertThat(later).contains("'@':'p3'", "'err':'the store has failed"));
        assertThat(bob.hears().subList(0, 2))
                .satisfiesExactly(
                        put -> assertThat(put).contains("'@':'p2'", "'err':'the store has failed"),
                        get -> assertThat(get).contains("'@':'g1'", "'put'"));
    }

    @Test
    @DisplayName("is heard once of each call, however often it completes it")
    void twice() {
        twice = true;
        disk.holds(Node.of("b", "k", new GunValue.Num(1), 1));
        for (int i = 0; i < 20; i++) {
            alice.says("[" + put("p" + i, "a" + i) + ",{'#':'g" + i + "','get':{'#':{'*':'b'}}}]");
            pass();
            assertThat(alice.hears())
                    .satisfiesExactlyInAnyOrder(put -> assertThat(put).contains("'ok':true"), get -> assertThat(get)
                            .contains("'put':{'b'"));
        }
    }
}
