package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.TimeSource;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
