package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Ack;
import dev.gunjava.Change;
import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.graph.GunValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A relay with a data directory, over real sockets")
class DurableRelayIT {

    @TempDir
    private Path directory;

    private GunRelay open() throws IOException {
        return GunRelay.builder().data(directory.resolve("data")).open();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("has after a restart what it acked before")
    void restart() throws Exception {
        try (GunRelay relay = open();
                Gun gun = Gun.builder().peer(relay.uri()).open()) {
            assertThat(get(gun.get("mark").put(Map.of("name", "Mark")))).isEqualTo(new Ack.Stored());
        }
        try (GunRelay relay = open();
                Gun gun = Gun.builder().peer(relay.uri()).open()) {
            assertThat(get(gun.get("mark").get("name").once()))
                    .isEqualTo(new Once.Found(new Change("name", new GunValue.Text("Mark"), Optional.empty())));
            assertThat(get(gun.get("nobody").once())).isEqualTo(new Once.Absent());
        }
    }

    @Test
    @DisplayName("answers a get right behind its put, a hundred times in one frame each")
    void getBehindPut() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (GunRelay relay = open();
                RawPeer peer = new RawPeer(relay.uri(), heard::add)) {
            for (int i = 0; i < 100; i++) {
                String soul = "s" + i;
                peer.says("[{\"#\":\"p" + i + "\",\"put\":{\"" + soul + "\":{\"_\":{\"#\":\"" + soul
                        + "\",\">\":{\"k\":1}},\"k\":" + i + "}}},{\"#\":\"g" + i + "\",\"get\":{\"#\":\"" + soul
                        + "\"}}]");
            }
            for (int i = 0; i < 100; i++) {
                String answer = "\"@\":\"g" + i + "\",\"put\":{\"s" + i + "\"";
                String ack = "\"@\":\"p" + i + "\",\"ok\":true";
                await().until(() -> String.join("", heard).contains(answer)
                        && String.join("", heard).contains(ack));
            }
        }
    }

    @Test
    @DisplayName("does not start on a directory that another one uses, and does no harm to it")
    void inUse() throws Exception {
        try (GunRelay relay = open();
                Gun gun = Gun.builder().peer(relay.uri()).open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by another relay");
            assertThat(get(gun.get("a").put(Map.of("k", 1)))).isEqualTo(new Ack.Stored());
        }
    }

    @Test
    @DisplayName("does not start on a damaged graph, and leaves it as it is")
    void damaged() throws Exception {
        Path file = Files.createDirectories(directory.resolve("data")).resolve("graph.sqlite");
        Files.writeString(file, "not what it was".repeat(1_000));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the graph in " + file + " is damaged");
        assertThat(file).hasContent("not what it was".repeat(1_000));
    }

    @Test
    @DisplayName("lets go of its directory when it cannot listen, or when it is closed")
    void letsGo() throws Exception {
        try (GunRelay other = GunRelay.builder().open()) {
            GunRelay.Builder taken = GunRelay.builder().port(other.port()).data(directory.resolve("data"));
            assertThatThrownBy(taken::open).hasMessageContaining("cannot listen");
        }
        open().close();
        open().close();
    }

    @Test
    @DisplayName("is not to be had where keys are forgotten after a while")
    void signalling() {
        GunRelay.Builder forgetful =
                GunRelay.builder().profile(Profile.SIGNALLING).data(directory);
        assertThatThrownBy(forgetful::open).hasMessageContaining("can have no data directory");
    }
}
