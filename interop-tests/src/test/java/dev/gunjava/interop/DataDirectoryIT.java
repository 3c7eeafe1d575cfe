package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command {@code ./witness relay --data} with the real gun.js as its client. */
class DataDirectoryIT {
    /** Enough to build, should a source be newer than the last build. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    final Lab lab = new Lab();

    private Path data() {
        return lab.folder().resolve("data");
    }

    private CommandRun start() {
        return lab.witness("relay", "--port", "0", "--data", data().toString());
    }

    private static Relay relayOf(CommandRun run) {
        await().atMost(PATIENCE).until(() -> run.stdout().contains("ws://"));
        URI uri = URI.create(run.stdout().replaceAll("(?s).*(ws://\\S+).*", "$1"));
        return () -> uri;
    }

    @Test
    @DisplayName("what gun.js was told is stored is there for another gun.js after the relay was killed")
    void survivesAKill() {
        CommandRun first = start();
        GunJsClient writer = lab.gunJs(GunJsClient.Kind.CORE, relayOf(first));
        assertThat(writer.put(List.of("mark"), Map.of("name", "Mark", "age", 23)))
                .isEqualTo(new GunClient.WriteAck(true, ""));
        writer.close();
        first.close();
        first.awaitExit(Duration.ofSeconds(5));

        GunJsClient reader = lab.gunJs(GunJsClient.Kind.CORE, relayOf(start()));
        assertThat(reader.once(List.of("mark", "name")).orElseThrow().asString())
                .isEqualTo("Mark");
        assertThat(reader.once(List.of("mark", "age")).orElseThrow().asInt()).isEqualTo(23);
    }

    @Test
    @DisplayName("a directory in use, a damaged graph and a profile that forgets are each one clear line")
    void refusals() throws Exception {
        relayOf(start());
        assertRefused(start(), 1, "the data directory " + data() + " is in use by another relay");

        Path damaged = Files.createDirectory(lab.folder().resolve("damaged"));
        Path file = Files.writeString(damaged.resolve("graph.sqlite"), "not what it was".repeat(1_000));
        assertRefused(
                lab.witness("relay", "--port", "0", "--data", damaged.toString()),
                1,
                "the graph in " + file + " is damaged");
        assertThat(file).hasContent("not what it was".repeat(1_000));

        assertRefused(
                lab.witness("relay", "--port", "0", "--profile", "signalling", "--data", data().toString()),
                2,
                "the profile signalling forgets");
    }

    private static void assertRefused(CommandRun run, int code, String why) {
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(code);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains(why).doesNotContain("\tat ");
    }
}
