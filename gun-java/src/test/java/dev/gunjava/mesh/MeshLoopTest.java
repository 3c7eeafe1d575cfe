package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The loop of a mesh")
class MeshLoopTest {

    @Test
    @DisplayName("shows for how long it is stuck, and that it goes on")
    void sinceTurn() {
        Mesh mesh = new Mesh(MeshOptions.general(), false, TimeSource.SYSTEM, new SplittableRandom(1));
        CountDownLatch stuck = new CountDownLatch(1);
        try (MeshLoop loop = new MeshLoop(mesh, TimeSource.SYSTEM, "mesh-under-test")) {
            loop.call(same -> awaitQuietly(stuck));
            await().until(() -> loop.sinceTurn() > 1_500);
            stuck.countDown();
            await().until(() -> loop.sinceTurn() < 1_000);
        } finally {
            stuck.countDown();
        }
    }

    /** More callers than there are places, while the loop is busy. */
    private static final class Crowd {
        private static final int PLACES = 10_000;
        private static final int WAITING = 4;

        private final CountDownLatch busy = new CountDownLatch(1);
        private final AtomicInteger ran = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final List<Thread> callers = new ArrayList<>();

        Crowd(MeshLoop loop) {
            loop.call(mesh -> awaitQuietly(busy));
            for (int i = 0; i < WAITING; i++) {
                Thread caller = new Thread(() -> callUntilRefused(loop));
                callers.add(caller);
                caller.start();
            }
            await().until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        }

        private void callUntilRefused(MeshLoop loop) {
            try {
                while (true) {
                    loop.call(mesh -> ran.incrementAndGet());
                }
            } catch (IllegalStateException e) {
                refused.incrementAndGet();
            }
        }

        /** Lets the loop go on, and waits until each caller has been refused. */
        void disperse() {
            busy.countDown();
            await().until(() -> callers.stream().noneMatch(Thread::isAlive));
        }
    }

    @Test
    @DisplayName("tells every caller that waits for a place when it is closed, and runs nothing afterwards")
    void closedBeforeACrowd() {
        Mesh mesh = new Mesh(MeshOptions.general(), false, TimeSource.SYSTEM, new SplittableRandom(1));
        MeshLoop loop = new MeshLoop(mesh, TimeSource.SYSTEM, "mesh-under-test");
        Crowd crowd = new Crowd(loop);
        Thread closer = new Thread(loop::close);
        closer.start();
        await().until(() -> closer.getState() == Thread.State.WAITING);
        crowd.disperse();
        await().until(() -> !closer.isAlive());
        int ran = crowd.ran.get();
        assertThat(crowd.refused).hasValue(Crowd.WAITING);
        assertThat(ran).as("the calls that had a place").isGreaterThanOrEqualTo(Crowd.PLACES - 1);
        assertThatThrownBy(() -> loop.call(late -> crowd.ran.incrementAndGet()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this peer is closed");
        assertThat(crowd.ran).hasValue(ran);
    }

    @Test
    @DisplayName("tells every caller that waits for a place when it fails, and says so once")
    void failedBeforeACrowd() {
        Mesh mesh = new Mesh(MeshOptions.general(), false, TimeSource.SYSTEM, new SplittableRandom(1));
        List<Throwable> told = new CopyOnWriteArrayList<>();
        Error planted = new InternalError("of the test");
        try (MeshLoop loop = new MeshLoop(turns -> mesh, TimeSource.SYSTEM, "mesh-under-test", told::add)) {
            CountDownLatch busy = new CountDownLatch(1);
            loop.call(same -> {
                awaitQuietly(busy);
                throw planted;
            });
            Crowd crowd = new Crowd(loop);
            busy.countDown();
            crowd.disperse();
            await().until(() -> !told.isEmpty());
            assertThat(crowd.refused).hasValue(Crowd.WAITING);
            assertThat(told).containsExactly(planted);
            assertThatThrownBy(() -> loop.call(late -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this peer has failed")
                    .hasCause(planted);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
