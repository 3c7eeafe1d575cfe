package dev.gunjava.bench.witness;

import dev.gunjava.bench.run.Places;
import dev.gunjava.bench.run.Reading;
import dev.gunjava.interop.fixture.JsonProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The witness peer as users start it, by its launcher. */
final class Program implements AutoCloseable {
    private static final Duration CONNECTED = Duration.ofSeconds(60);

    private final JsonProcess process;
    private final long began = System.nanoTime();

    Program(Path folder, List<URI> relays) {
        List<String> commandLine = new ArrayList<>(
                List.of(Places.launcher().toString(), "--no-install", "peer", "--json", "--stun", "none"));
        for (URI relay : relays) {
            commandLine.addAll(List.of("--relay", relay.toString()));
        }
        process = JsonProcess.start("program", folder, commandLine);
    }

    /** Waits until it has so many open channels; the ms since its start. */
    double awaitLinks(int count) {
        process.events()
                .await(
                        count + " open channels",
                        CONNECTED,
                        event -> event.path("webrtcConnections").asInt(0) >= count);
        return (System.nanoTime() - began) / 1e6;
    }

    /** How many witnesses it has told of. */
    int told() {
        return process.events().all(Program::isNew).size();
    }

    private static boolean isNew(JsonNode event) {
        return "added".equals(event.path("change").asString(""));
    }

    /** What the process has used; the launcher has become the program. */
    Reading reading() {
        return Reading.of(ProcessHandle.of(process.pid()).orElseThrow());
    }

    @Override
    public void close() {
        process.terminate(Duration.ofSeconds(10));
        process.close();
    }
}
