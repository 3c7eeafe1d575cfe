package dev.gunjava;

import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.settle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Listeners")
class ListenersTest {

    private static final int MANY = 10_000;

    @Test
    @DisplayName("and predicates run on the executor of the program, and so do those who wait for futures")
    void executor() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> new Thread(task, "the program's own"));
        Set<String> names = ConcurrentHashMap.newKeySet();
        CountDownLatch called = new CountDownLatch(2);
        try (Gun gun = Gun.builder().listenerExecutor(threads).open();
                Subscription filtered = gun.get("a")
                        .map(item -> {
                            names.add(Thread.currentThread().getName());
                            return true;
                        })
                        .on(item -> {
                            names.add(Thread.currentThread().getName());
                            called.countDown();
                        });
                Subscription whole = gun.get("a").on(node -> called.countDown())) {
            CountDownLatch held = new CountDownLatch(1);
            threads.execute(() -> awaitQuietly(held));
            threads.execute(() -> awaitQuietly(held));
            CompletableFuture<Boolean> noted = gun.get("a")
                    .put(Map.of("k", 1))
                    .thenApply(ack -> names.add(Thread.currentThread().getName()));
            held.countDown();
            noted.get(10, TimeUnit.SECONDS);
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(names).containsExactly("the program's own");
        }
        assertThat(threads.isShutdown()).isFalse();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("that are slow miss values in between, never the last one; the peer works on meanwhile")
    void slow() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch released = new CountDownLatch(1);
        List<GunValue> slow = new CopyOnWriteArrayList<>();
        Heard quick = new Heard();
        try (Gun gun = Gun.builder().listenerExecutor(threads).open();
                Subscription one = gun.get("a").get("k").on(change -> {
                    awaitQuietly(released);
                    slow.add(change.value());
                });
                Subscription two = gun.get("a").get("k").on(quick)) {
            CompletableFuture<Ack> last = gun.get("a").get("k").put(0);
            for (int i = 1; i <= MANY; i++) {
                last = gun.get("a").get("k").put(i);
            }
            get(last);
            quick.until(num(MANY));
            assertThat(slow).isEmpty();
            released.countDown();
            get(gun.get("a").get("k").once());
            org.awaitility.Awaitility.await().until(() -> slow.contains(num(MANY)));
            assertThat(slow.size()).isLessThan(MANY);
        }
        threads.shutdownNow();
    }

    @Test
    @DisplayName("that throw, exceptions or errors, are called again, and harm nobody else")
    void throwing() throws Exception {
        Heard before = new Heard();
        Heard good = new Heard();
        try (Gun gun = Gun.builder().open();
                Subscription one = gun.get("a").get("k").on(change -> {
                    before.accept(change);
                    throw new IllegalStateException("on purpose");
                });
                Subscription two = gun.get("a").get("k").on(change -> {
                    throw new AssertionError("on purpose");
                });
                Subscription three = gun.get("a").get("k").on(good)) {
            for (int i = 0; i < 3; i++) {
                put(gun.get("a").get("k"), i);
            }
            settle(gun);
            assertThat(before.values()).containsExactly(num(0), num(1), num(2));
            assertThat(good.values()).isEqualTo(before.values());
        }
    }

    @Test
    @DisplayName("on an executor that takes no more work are done; futures complete nevertheless")
    void refusing() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Gun gun = Gun.builder().listenerExecutor(threads).open()) {
            Heard heard = new Heard();
            threads.shutdown();
            try (Subscription subscription = gun.get("a").get("k").on(heard)) {
                put(gun.get("a").get("k"), 1);
                assertThat(get(gun.get("a").get("k").once())).isInstanceOf(Once.Found.class);
                assertThat(heard.changes()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("may be called by the thread of the mesh, if the program wants that, and use the peer there")
    void direct() throws Exception {
        Heard heard = new Heard();
        try (Gun gun = Gun.builder().listenerExecutor(Runnable::run).open();
                Subscription one = gun.get("a").get("k").on(change -> {
                    var unused = gun.get("b").get("k").put(change.value());
                });
                Subscription two = gun.get("b").map(item -> true).on(heard)) {
            put(gun.get("a").get("k"), 1);
            heard.until(num(1));
        }
    }
}
