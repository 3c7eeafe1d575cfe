package dev.gunjava.interop;

import static java.util.stream.Collectors.toMap;

import dev.gunjava.interop.fixture.HostileLink;
import dev.gunjava.interop.fixture.WireClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** What a stranger may do to a witness peer, through its relay or over a channel, again and again. */
enum PeerAttack {
    INVENTED_PRESENCES {
        @Override
        void strike(Attacker attacker, int number) {
            attacker.appear(15, name -> Map.of());
        }
    },
    PRESENCES_WITH_HUGE_FIELDS {
        @Override
        void strike(Attacker attacker, int number) {
            attacker.appear(
                    1,
                    name -> Map.of(
                            "note",
                            attacker.word(30_000),
                            attacker.word(250),
                            attacker.word(10_000),
                            number % 2 == 0 ? "free" : "every",
                            number % 3 == 0 ? 1e300 : attacker.word(9_000)));
        }
    },
    OFFERS_UNDER_MANY_NAMES {
        @Override
        void strike(Attacker attacker, int number) {
            attacker.offer(attacker.name(), attacker.description(""));
        }
    },
    OFFERS_UNDER_ONE_NAME {
        @Override
        void strike(Attacker attacker, int number) {
            attacker.offer("a_persistent_caller", attacker.description(""));
        }
    },
    GIANT_DESCRIPTIONS {
        @Override
        void strike(Attacker attacker, int number) {
            String line = number % 2 == 0 ? "a=" + Attacker.CANDIDATE + "\r\n" : "a=x-" + attacker.word(40) + "\r\n";
            attacker.offer(attacker.name(), attacker.description(line.repeat(120 + number % 4 * 120)));
        }
    },
    CANDIDATES_WITHOUT_END {
        @Override
        void strike(Attacker attacker, int number) {
            String caller = "a_caller_" + number / 50;
            if (number % 50 == 0) {
                attacker.offer(caller, attacker.description(""));
            }
            attacker.trickle(caller, 60);
        }
    },
    GARBAGE_ON_THE_CHANNEL {
        @Override
        void strike(Attacker attacker, int number) {
            List<String> garbage = List.of(
                    "[".repeat(200_000),
                    "{\"type\":".repeat(30_000),
                    "\"" + attacker.word(250_000) + "\"",
                    "{\"type\":\"witness-sync\",\"witnesses\":[" + "{},".repeat(60_000) + "{}]}",
                    "{\"type\":\"witness-batch\",\"items\":[" + "{\"type\":\"ping\",\"t\":1},".repeat(9_000) + "1]}",
                    "{\"type\":\"witness-digest\",\"digest\":\"" + attacker.word(200_000) + "\"}",
                    "{\"type\":\"ping\",\"t\":1" + "0".repeat(100_000) + "}",
                    "{\"" + attacker.word(100_000) + "\":1e999}",
                    "");
            attacker.link.say(garbage.get(number % garbage.size()));
        }
    },
    WITNESSES_WITHOUT_END {
        @Override
        void strike(Attacker attacker, int number) {
            attacker.link.say(attacker.witness(attacker.name(), attacker.word(1_900), 0, 1, ""));
        }
    },
    WITNESSES_DATED_AHEAD {
        @Override
        void strike(Attacker attacker, int number) {
            int ahead = number % 2 == 0 ? attacker.random.nextInt(58_000) : 61_000 + attacker.random.nextInt(9_000_000);
            attacker.link.say(attacker.witness(attacker.name(), "ahead", ahead, 1, ""));
        }
    },
    COUNTS_DRIVEN_UP {
        @Override
        void strike(Attacker attacker, int number) {
            String counts = ",\"counts\":{\"" + attacker.word(12) + "\":" + attacker.random.nextInt(1_000_000) + "}";
            attacker.link.say(attacker.witness(
                    "counted_" + number % 40, "counted", 0, 1 + attacker.random.nextInt(Integer.MAX_VALUE), counts));
        }
    };

    /** Does it once; the next call follows as soon as this one has returned. */
    abstract void strike(Attacker attacker, int number);

    /** Invents what is sent. Owned by one thread. */
    static final class Attacker {
        static final String CANDIDATE = "candidate:1 1 udp 1 10.99.0.9 9000 typ host";

        private static final String NS = "witness-field-p2p-discovery-v1";
        private static final long LIFE_MILLIS = 600_000;
        private static final int CELL_BYTES = 64;

        /** Decides what extra fields the presence of a name has. */
        interface Extra {
            Map<String, Object> of(String name);
        }

        private final WireClient wire;
        private final HostileLink link;
        private final String target;
        private final Random random;
        private int puts;

        /** What the discovery graph of whoever has read all of it may rightly hold, by estimate, in bytes. */
        private volatile long writtenBytes;

        Attacker(WireClient wire, HostileLink link, String target, Random random) {
            this.wire = wire;
            this.link = link;
            this.target = target;
            this.random = random;
        }

        long writtenBytes() {
            return writtenBytes;
        }

        String name() {
            return "peer_" + word(12);
        }

        String word(int length) {
            StringBuilder word = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            return word.toString();
        }

        /** Writes a number of new presences. */
        void appear(int count, Extra extra) {
            Map<String, Map<String, Object>> nodes = new LinkedHashMap<>();
            Map<String, Object> listed = new HashMap<>();
            for (int i = 0; i < count; i++) {
                String name = name();
                Map<String, Object> presence = new HashMap<>(extra.of(name));
                presence.put("id", name);
                presence.put("timestamp", System.currentTimeMillis() - random.nextInt(20_000));
                presence.put("active", true);
                nodes.put(NS + "/peers/" + name, presence);
                listed.put(name, Map.of("#", NS + "/peers/" + name));
            }
            nodes.put(NS + "/peers", listed);
            put(nodes);
        }

        /** An offer that only its first user could answer, with lines before its last ones. */
        String description(String lines) {
            return String.join(
                            "\r\n",
                            "v=0",
                            "o=- " + (1 + random.nextInt(1_000_000)) + " 2 IN IP4 127.0.0.1",
                            "s=-",
                            "t=0 0",
                            "a=group:BUNDLE 0",
                            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                            "c=IN IP4 0.0.0.0",
                            "a=" + CANDIDATE,
                            "a=ice-ufrag:" + word(4),
                            "a=ice-pwd:" + word(22),
                            "a=ice-options:trickle",
                            "a=fingerprint:sha-256 " + "AB:".repeat(31) + (10 + random.nextInt(90)),
                            "a=setup:actpass",
                            "a=mid:0",
                            "a=sctp-port:5000",
                            "")
                    + lines
                    + "a=max-message-size:262144\r\n";
        }

        /** Writes an offer into the inbox of the peer under a name that is present. */
        void offer(String from, String sdp) {
            long now = System.currentTimeMillis();
            String letter = NS + "/signaling/" + target + "/" + from;
            put(Map.of(
                    letter,
                    Map.of(
                            "type",
                            "offer",
                            "timestamp",
                            now,
                            "offer",
                            json(Map.of("type", "offer", "sdp", sdp, "ts", now))),
                    NS + "/signaling/" + target,
                    Map.of(from, Map.of("#", letter)),
                    NS + "/peers/" + from,
                    Map.of("id", from, "timestamp", now, "active", true),
                    NS + "/peers",
                    Map.of(from, Map.of("#", NS + "/peers/" + from))));
        }

        /** Writes candidates behind an offer. */
        void trickle(String from, int count) {
            Map<String, Object> candidates = new HashMap<>();
            for (int i = 0; i < count; i++) {
                String candidate = CANDIDATE.replace("9000", Integer.toString(1_024 + random.nextInt(60_000)));
                candidates.put(
                        System.currentTimeMillis() + "_" + word(6),
                        json(Map.of("candidate", candidate, "sdpMid", "0", "sdpMLineIndex", 0)));
            }
            put(Map.of(NS + "/signaling/" + target + "/" + from + "/candidates", candidates));
        }

        /** The message that tells of a new witness. */
        String witness(String id, String text, long ahead, long count, String more) {
            long createdAt = System.currentTimeMillis() + ahead;
            return "{\"type\":\"witness-new\",\"witness\":{\"id\":\"" + id + "\",\"text\":\"" + text
                    + "\",\"createdAt\":"
                    + createdAt + ",\"expiresAt\":" + (createdAt + LIFE_MILLIS) + ",\"witnessCount\":" + count + more
                    + "}}";
        }

        /** Writes nodes and waits until the relay has taken them, since it would only read more slowly. */
        private void put(Map<String, Map<String, Object>> nodes) {
            long state = System.currentTimeMillis();
            Map<String, Object> graph = new HashMap<>();
            nodes.forEach((soul, fields) -> {
                Map<String, Object> node = new HashMap<>(fields);
                Map<String, Long> states = fields.keySet().stream().collect(toMap(key -> key, key -> state));
                node.put("_", Map.of("#", soul, ">", states));
                graph.put(soul, node);
            });
            String id = "put" + puts++ + word(4);
            String frame = json(Map.of("#", id, "put", graph));
            wire.say(frame);
            wire.awaitAnswer(id);
            long cells = nodes.values().stream().mapToLong(Map::size).sum();
            writtenBytes = writtenBytes + frame.length() + cells * CELL_BYTES;
        }

        private static String json(Object value) {
            return JsonMapper.shared().writeValueAsString(value);
        }
    }
}
