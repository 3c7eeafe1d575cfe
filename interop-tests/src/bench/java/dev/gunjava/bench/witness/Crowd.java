package dev.gunjava.bench.witness;

import dev.gunjava.bench.run.Places;
import dev.gunjava.interop.fixture.JsonProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Witness peers in a process of their own. */
final class Crowd implements AutoCloseable {
    private static final Duration STARTED = Duration.ofSeconds(60);

    private final JsonProcess process;

    /**
     * Starts the process, with its peers.
     *
     * @param relays for each peer the relays that it dials
     */
    Crowd(String name, Path folder, List<List<URI>> relays) {
        List<String> commandLine =
                new ArrayList<>(List.of(Places.java(), "-cp", Places.classPath(), WitnessHost.class.getName()));
        for (List<URI> ofPeer : relays) {
            commandLine.add(ofPeer.stream().map(URI::toString).collect(Collectors.joining(",")));
        }
        process = JsonProcess.start(name, folder, commandLine);
        process.awaitEvent("ready", STARTED);
    }

    /** The open channels of each peer. */
    List<Integer> links() {
        return list(process.call("links", Map.of())).stream()
                .map(JsonNode::asInt)
                .toList();
    }

    /** Lets the first peer make witnesses, so many a second; the seconds that this took. */
    double add(int count, double rate) {
        return process.call("add", Map.of("count", count, "rate", rate)).asDouble();
    }

    /** Of each peer, how long each witness was on its way that it heard of since it was last asked, ms. */
    List<double[]> heard() {
        return list(process.call("heard", Map.of())).stream()
                .map(peer -> list(peer).stream()
                        .mapToDouble(micros -> micros.asLong() / 1e3)
                        .toArray())
                .toList();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
