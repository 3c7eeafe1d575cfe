package dev.gunjava.bench.witness;

import dev.gunjava.witness.NativeRules;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.WitnessPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A process with witness peers in it that writes down how long witnesses were on their way; does what stdin says. */
final class WitnessHost {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TTL = Duration.ofMinutes(10);

    /** The text of a witness is this and when it was made, µs since the epoch. */
    private static final String MADE = "made at ";

    private final List<Hosted> peers;

    private WitnessHost(List<Hosted> peers) {
        this.peers = peers;
    }

    /** One peer, and how long each witness that it heard of was on its way. */
    private static final class Hosted {
        private final WitnessPeer peer;
        private List<Long> micros = new ArrayList<>();

        Hosted(List<URI> relays) {
            peer = WitnessPeer.builder()
                    .relays(relays)
                    .ttl(TTL)
                    .limits(PeerLimits.DEPLOYED.withNatives(NativeRules.GENEROUS))
                    .listener(this::heard)
                    .open();
        }

        private synchronized void heard(PeerEvent event) {
            if (event instanceof PeerEvent.WitnessChanged changed && changed.change() == PeerEvent.Change.ADDED) {
                String text = changed.witness().text();
                micros.add(micros() - Long.parseLong(text.substring(MADE.length())));
            }
        }

        synchronized List<Long> taken() {
            List<Long> taken = micros;
            micros = new ArrayList<>();
            return taken;
        }
    }

    /** The process: each argument makes a peer, with the relays whose addresses it is, separated by commas. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        WitnessHost host = new WitnessHost(Arrays.stream(arguments)
                .map(relays -> new Hosted(
                        Arrays.stream(relays.split(",")).map(URI::create).toList()))
                .toList());
        out.println(JSON.createObjectNode().put("event", "ready"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode command = JSON.readTree(line);
                ObjectNode answer = JSON.createObjectNode();
                answer.set("id", command.path("id"));
                answer.set("value", JSON.valueToTree(host.run(command)));
                out.println(answer);
            }
        } finally {
            host.peers.forEach(hosted -> hosted.peer.close());
        }
    }

    private Object run(JsonNode command) {
        return switch (command.path("do").asString("")) {
            case "links" ->
                peers.stream()
                        .map(hosted -> hosted.peer.status().webrtcConnections())
                        .toList();
            case "add" ->
                add(command.path("count").asInt(), command.path("rate").asDouble());
            case "heard" -> peers.stream().map(Hosted::taken).toList();
            default -> throw new IllegalArgumentException("no such command: " + command);
        };
    }

    /** Lets the first peer make witnesses, so many a second; returns the seconds that this took. */
    private double add(int count, double rate) {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = began + (long) (i / rate * 1e9);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            peers.get(0).peer.add(MADE + micros(), null);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
