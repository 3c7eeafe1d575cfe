package dev.gunjava.witness.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.Position;
import dev.gunjava.witness.Tally;
import dev.gunjava.witness.UnknownMembers;
import dev.gunjava.witness.Witness;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The codec of data channel messages")
class WitnessCodecTest {
    private static final String FROM_A_PAGE =
            """
            {"id":"w_m1_abc","text":"héllo 🌊","createdAt":1700000000000,"expiresAt":1700000600001,"witnessCount":2,
             "contextOf":"w_m0_xyz","lastWitnessed":3,"proof":{"nonce":0},
             "metadata":{"position":{"x":12.5,"y":90},"entropySeed":0.25,"affect":"calm"}}""";

    private final WitnessCodec codec = new WitnessCodec();

    private Witness witness(String id, String text) {
        return new Witness(id, text, 1_000, 2_000, 3, null, new Position(1.5, 2), 0.125);
    }

    @Test
    @DisplayName("reads what the deployed pages send, whatever else is in it")
    void readsPages() {
        Decoding read = codec.decode("{\"type\":\"witness-new\",\"witness\":" + FROM_A_PAGE + ",\"timestamp\":5}");
        Witness expected = new Witness(
                "w_m1_abc",
                "héllo 🌊",
                1_700_000_000_000L,
                1_700_000_600_001L,
                Tally.of(2),
                "w_m0_xyz",
                new Position(12.5, 90),
                0.25,
                new UnknownMembers("{\"lastWitnessed\":3,\"proof\":{\"nonce\":0}}", "{\"affect\":\"calm\"}"));
        assertThat(read).isEqualTo(new Decoding.Decoded(new WitnessMessage.New(expected, 5), 0));
    }

    @Test
    @DisplayName("passes on what it does not know, of the witness and of its metadata, where it came")
    void passesOnUnknownMembers() {
        Decoding.Decoded read =
                (Decoding.Decoded) codec.decode("{\"type\":\"witness-new\",\"witness\":" + FROM_A_PAGE + "}");
        assertThat(codec.encode(read.message()))
                .endsWith(
                        "\"metadata\":{\"position\":{\"x\":12.5,\"y\":90.0},\"entropySeed\":0.25,\"affect\":\"calm\"},"
                                + "\"lastWitnessed\":3,\"proof\":{\"nonce\":0}},\"timestamp\":0}");
        assertThat(codec.decode(codec.encode(read.message()))).isEqualTo(read);
    }

    @ParameterizedTest
    @DisplayName("leaves out an unknown member that could harm others: too deep, no finite number, a prototype")
    @ValueSource(
            strings = {
                "{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}",
                "[[[[[1]]]]]",
                "1e999",
                "[-1e999]",
                "{\"__proto__\":{}}",
                "[{\"x\":{\"__proto__\":1}}]"
            })
    void leavesOutHarmfulMembers(String value) {
        String witness = FROM_A_PAGE.replace("\"lastWitnessed\":3", "\"__proto__\":1,\"strange\":" + value);
        assertThat(single(witness).unknown().ofWitness()).isEqualTo("{\"proof\":{\"nonce\":0}}");
        String metadata = FROM_A_PAGE.replace("\"affect\":\"calm\"", "\"kept\":[[[[1]]]],\"strange\":" + value);
        assertThat(single(metadata).unknown().ofMetadata()).isEqualTo("{\"kept\":[[[[1]]]]}");
    }

    @Test
    @DisplayName("keeps unknown members up to 2 048 bytes, and of more than that none")
    void boundsUnknownMembers() {
        int others = "{\"lastWitnessed\":3,\"proof\":{\"nonce\":0},\"x\":\"\"}{\"affect\":\"calm\"}".length();
        String fitting = "é".repeat((UnknownMembers.MAX_BYTES - others) / 2);
        String fits = FROM_A_PAGE.replace("\"lastWitnessed\":3", "\"lastWitnessed\":3,\"x\":\"" + fitting + "\"");
        assertThat(single(fits).unknown().ofWitness()).contains(fitting);
        Witness tooMuch = single(fits.replace(fitting, fitting + "xx"));
        assertThat(tooMuch.unknown()).isEqualTo(UnknownMembers.NONE);
        assertThat(tooMuch.text()).isEqualTo("héllo 🌊");
    }

    @Test
    @DisplayName("reads and writes base and slots, and leaves out those that are none")
    void countsTogether() {
        Witness counted = single(
                FROM_A_PAGE.replace(
                        "\"lastWitnessed\":3",
                        "\"base\":3,\"counts\":{\"abc\":2,\"__proto__\":1,\"X\":1,\"d\":0,\"e\":1.5,\"f\":\"1\",\"g\":1e300,\"h\":1}"));
        assertThat(counted.tally()).isEqualTo(new Tally(6, 3, new TreeMap<>(Map.of("abc", 2L, "h", 1L))));
        assertThat(codec.encode(new WitnessMessage.New(counted, 1)))
                .contains("\"witnessCount\":6,\"contextOf\":\"w_m0_xyz\",\"base\":3,\"counts\":{\"abc\":2,\"h\":1},");
        assertThat(single(FROM_A_PAGE.replace("\"lastWitnessed\":3", "\"base\":0,\"counts\":[7]"))
                        .tally())
                .isEqualTo(Tally.of(2));
        String many =
                IntStream.range(0, 1_000).mapToObj(i -> "\"s" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        assertThat(single(FROM_A_PAGE.replace("\"lastWitnessed\":3", "\"counts\":" + many))
                        .tally()
                        .slots())
                .hasSize(64);
    }

    @Test
    @DisplayName("takes the items of a batch as if each had come alone, and drops what is none or a batch itself")
    void readsBatches() {
        String text = "{\"type\":\"witness-batch\",\"items\":[{\"type\":\"ping\",\"t\":1},7,null,{\"type\":\"x\"},"
                + "{\"type\":\"witness-batch\",\"items\":[]},{\"type\":\"witness-sync\",\"witnesses\":[" + FROM_A_PAGE
                + ",{}],\"timestamp\":2},{\"type\":\"pong\",\"t\":3}]}";
        Decoding.Decoded read = (Decoding.Decoded) codec.decode(text);
        assertThat(read.dropped()).isEqualTo(5);
        assertThat(((WitnessMessage.Batch) read.message()).items())
                .hasSize(3)
                .contains(new WitnessMessage.Ping(1), new WitnessMessage.Pong(3));

        List<WitnessMessage> pings = IntStream.range(0, 400)
                .<WitnessMessage>mapToObj(WitnessMessage.Ping::new)
                .toList();
        Decoding.Decoded capped = (Decoding.Decoded) codec.decode(codec.encode(new WitnessMessage.Batch(pings)));
        assertThat(((WitnessMessage.Batch) capped.message()).items()).hasSize(256);
        assertThat(capped.dropped()).isEqualTo(144);
    }

    @Test
    @DisplayName("makes batches of less than 64 KiB and 256 items in order, and wraps no single message")
    void writesBatches() {
        List<WitnessMessage> large = IntStream.range(0, 40)
                .<WitnessMessage>mapToObj(i -> new WitnessMessage.New(witness("w" + i, "水".repeat(1_900)), 1))
                .toList();
        List<WitnessMessage> batches = codec.batches(large);
        assertThat(batches).hasSizeGreaterThan(1).allSatisfy(batch -> assertThat(
                        codec.encode(batch).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(64 * 1024));
        assertThat(batches.stream().flatMap(batch -> ((WitnessMessage.Batch) batch).items().stream()))
                .containsExactlyElementsOf(large);
        assertThat(codec.batches(large.subList(0, 1))).isEqualTo(large.subList(0, 1));
        assertThat(codec.batches(List.of())).isEmpty();
        List<WitnessMessage> small = IntStream.range(0, 600)
                .<WitnessMessage>mapToObj(WitnessMessage.Ping::new)
                .toList();
        assertThat(codec.batches(small)).hasSize(3);
    }

    @Test
    @DisplayName("says of 200 witnesses with long names what fits into one message, the newest first")
    void cutsVersions() {
        List<Witness> all = IntStream.range(0, 200)
                .mapToObj(i -> witness("水".repeat(125) + i, "t"))
                .toList();
        WitnessMessage.Versions versions = codec.versions(all);
        assertThat(codec.encode(versions).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(64 * 1024);
        assertThat(versions.versions())
                .hasSizeBetween(100, 199)
                .startsWith(Version.of(all.get(0)), Version.of(all.get(1)));
        assertThat(codec.versions(List.of()).versions()).isEmpty();
    }

    @Test
    @DisplayName("reads versions, and of a list of anything what is one")
    void readsVersions() {
        String text =
                "{\"type\":\"witness-versions\",\"versions\":[[\"a\",2,3],[\"b\",0,3],[\"c\"],[4,1,1],7,{},[\"d\",1,5.5,9]]}";
        assertThat(codec.decode(text))
                .isEqualTo(new Decoding.Decoded(
                        new WitnessMessage.Versions(List.of(new Version("a", 2, 3), new Version("d", 1, 5))), 5));
    }

    @Test
    @DisplayName("writes the three documented types as pages read them")
    void writesForPages() {
        String body = "{\"id\":\"a\",\"text\":\"b\",\"createdAt\":1000,\"expiresAt\":2000,\"witnessCount\":3,"
                + "\"metadata\":{\"position\":{\"x\":1.5,\"y\":2.0},\"entropySeed\":0.125}}";
        Witness witness = witness("a", "b");
        assertThat(codec.encode(new WitnessMessage.New(witness, 7)))
                .isEqualTo("{\"type\":\"witness-new\",\"witness\":" + body + ",\"timestamp\":7}");
        assertThat(codec.encode(new WitnessMessage.Update(witness, 7)))
                .isEqualTo("{\"type\":\"witness-update\",\"witness\":" + body + ",\"timestamp\":7}");
        assertThat(codec.encode(new WitnessMessage.Sync(List.of(witness), 7)))
                .isEqualTo("{\"type\":\"witness-sync\",\"witnesses\":[" + body + "],\"timestamp\":7}");
    }

    @Test
    @DisplayName("reads back all that it writes")
    void roundTrips() {
        Witness reply = new Witness("r", "tab\t\"quote\" \u0000 \u2028", 1, 2, 9, "a", new Position(0, 100), 0);
        for (WitnessMessage message : List.of(
                new WitnessMessage.Sync(List.of(), 1),
                new WitnessMessage.Sync(List.of(reply, witness("b", "c")), 1),
                new WitnessMessage.New(reply, 2),
                new WitnessMessage.Update(reply, 3),
                new WitnessMessage.Ping(4),
                new WitnessMessage.Pong(5),
                new WitnessMessage.Batch(List.of(new WitnessMessage.New(reply, 6), new WitnessMessage.Pong(7))),
                new WitnessMessage.Digest("811c9dc59747b28c", 8),
                new WitnessMessage.Versions(List.of(new Version("a", 9, 10))))) {
            assertThat(codec.decode(codec.encode(message))).isEqualTo(new Decoding.Decoded(message, 0));
        }
    }

    @ParameterizedTest
    @DisplayName("rejects what is no message, and says what it is")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | no JSON object",
                "nonsense | no JSON",
                "{\"type\":\"witness-new\" | no JSON",
                "{} {} | no JSON",
                "[] | no JSON object",
                "null | no JSON object",
                "17 | no JSON object",
                "{} | unknown type",
                "{\"type\":5} | unknown type",
                "{\"type\":\"witness-delete\"} | unknown type",
                "{\"type\":\"witness-new\"} | invalid witness",
                "{\"type\":\"witness-update\",\"witness\":[]} | invalid witness",
                "{\"type\":\"witness-sync\"} | sync without witnesses",
                "{\"type\":\"witness-sync\",\"witnesses\":{\"0\":1}} | sync without witnesses",
                "{\"type\":\"witness-new\",\"witness\":{\"__proto__\":{\"id\":\"x\"}}} | invalid witness",
                "{\"type\":\"witness-batch\"} | batch without items",
                "{\"type\":\"witness-batch\",\"items\":{}} | batch without items",
                "{\"type\":\"witness-digest\"} | digest without hash",
                "{\"type\":\"witness-digest\",\"hash\":7} | digest without hash",
                "{\"type\":\"witness-versions\",\"versions\":7} | versions without a list"
            })
    void rejects(String text, String reason) {
        assertThat(codec.decode(text)).isEqualTo(new Decoding.Rejected(reason));
    }

    @ParameterizedTest
    @DisplayName("rejects a witness in which something that decides is missing or wrong")
    @ValueSource(
            strings = {
                "\"id\":1",
                "\"id\":\"\"",
                "\"id\":null",
                "\"text\":\"   \"",
                "\"text\":{}",
                "\"createdAt\":\"1\"",
                "\"createdAt\":9e15",
                "\"createdAt\":1e999",
                "\"createdAt\":1800000000000",
                "\"expiresAt\":null",
                "\"expiresAt\":-5",
                "\"witnessCount\":\"100\"",
                "\"witnessCount\":0",
                "\"witnessCount\":1.5",
                "\"witnessCount\":1e300"
            })
    void rejectsBadWitnesses(String member) {
        String name = member.substring(0, member.indexOf(':'));
        String forged = FROM_A_PAGE.replaceFirst(name + ":(\"[^\"]*\"|[0-9]+)", member);
        assertThat(forged).isNotEqualTo(FROM_A_PAGE);
        assertThat(codec.decode("{\"type\":\"witness-new\",\"witness\":" + forged + "}"))
                .isEqualTo(new Decoding.Rejected("invalid witness"));
    }

    @Test
    @DisplayName("repairs what only adorns: a place outside the field, no place, a context that is no id")
    void repairs() {
        String bare =
                "{\"id\":\"a\",\"text\":\"b\",\"createdAt\":1.75,\"expiresAt\":2,\"witnessCount\":1,\"contextOf\":7";
        Witness outside = single(bare + ",\"metadata\":{\"position\":{\"x\":-3,\"y\":1e9},\"entropySeed\":4}}");
        assertThat(outside.position()).isEqualTo(new Position(0, 100));
        assertThat(outside.contextOf()).isNull();
        assertThat(outside.createdAt()).isEqualTo(1);
        assertThat(outside.entropySeed()).isEqualTo(Witness.derivedSeed("a"));
        assertThat(single(bare + "}").position()).isEqualTo(Witness.derivedPosition("a"));
        assertThat(single(bare + ",\"metadata\":[]}").position()).isEqualTo(Witness.derivedPosition("a"));
    }

    private Witness single(String json) {
        Decoding decoding = codec.decode("{\"type\":\"witness-update\",\"witness\":" + json + "}");
        return ((WitnessMessage.Update) ((Decoding.Decoded) decoding).message()).witness();
    }

    @Test
    @DisplayName("takes texts up to 2 000 characters and no longer one")
    void boundsTexts() {
        assertThat(single(FROM_A_PAGE.replace("héllo 🌊", "x".repeat(2_000))).text())
                .hasSize(2_000);
        assertThat(codec.decode("{\"type\":\"witness-new\",\"witness\":"
                        + FROM_A_PAGE.replace("héllo 🌊", "x".repeat(2_001)) + "}"))
                .isEqualTo(new Decoding.Rejected("invalid witness"));
    }

    @Test
    @DisplayName("keeps the good witnesses of a sync and counts the bad ones; never more than 200")
    void filtersSyncs() {
        String mixed = "{\"type\":\"witness-sync\",\"witnesses\":[" + FROM_A_PAGE + ",null,{\"id\":1}]}";
        Decoding.Decoded read = (Decoding.Decoded) codec.decode(mixed);
        assertThat(read.dropped()).isEqualTo(2);
        assertThat(((WitnessMessage.Sync) read.message()).witnesses()).hasSize(1);

        List<Witness> many =
                IntStream.range(0, 1_500).mapToObj(i -> witness("w" + i, "t")).toList();
        Decoding.Decoded capped = (Decoding.Decoded) codec.decode(codec.encode(new WitnessMessage.Sync(many, 1)));
        assertThat(((WitnessMessage.Sync) capped.message()).witnesses()).hasSize(200);
        assertThat(capped.dropped()).isEqualTo(1_300);
    }

    @Test
    @DisplayName("rejects what is too long or too deep without building it")
    void boundsMessages() {
        assertThat(codec.decode("{\"type\":\"" + "x".repeat(300 * 1024) + "\"}"))
                .isEqualTo(new Decoding.Rejected("message too long"));
        assertThat(codec.decode("[".repeat(100_000))).isEqualTo(new Decoding.Rejected("no JSON"));
        assertThat(codec.decode("{\"a\":" + "9".repeat(100_000) + "}")).isEqualTo(new Decoding.Rejected("no JSON"));
    }

    @Test
    @DisplayName("cuts a sync into messages of less than 64 KiB that together hold everything")
    void cutsSyncs() {
        List<Witness> all = IntStream.range(0, 200)
                .mapToObj(i -> witness("w" + i, "水".repeat(1_990) + i))
                .toList();
        List<WitnessMessage.Sync> pieces = codec.pieces(all, 9);
        assertThat(pieces).hasSizeGreaterThan(1).allSatisfy(piece -> assertThat(
                        codec.encode(piece).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(64 * 1024));
        assertThat(pieces.stream().flatMap(piece -> piece.witnesses().stream())).containsExactlyElementsOf(all);
        assertThat(codec.pieces(List.of(), 9)).containsExactly(new WitnessMessage.Sync(List.of(), 9));
    }

    @RepeatedTest(20)
    @DisplayName("never throws, whatever bytes of a valid message are damaged")
    void survivesDamage() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        String sync = "{\"type\":\"witness-sync\",\"witnesses\":[" + FROM_A_PAGE + "],\"timestamp\":5}";
        String valid = "{\"type\":\"witness-batch\",\"items\":["
                + sync.replace("\"proof\"", "\"base\":2,\"counts\":{\"a\":1},\"proof\"")
                + ",{\"type\":\"witness-versions\",\"versions\":[[\"a\",1,2]]}]}";
        for (int i = 0; i < 200; i++) {
            StringBuilder damaged = new StringBuilder(valid);
            for (int hits = random.nextInt(4); hits >= 0; hits--) {
                damaged.setCharAt(
                        random.nextInt(damaged.length()), "{}[]\",:0e-\\u\u0000\uD800".charAt(random.nextInt(14)));
            }
            assertThat(codec.decode(damaged.toString())).as("-Dseed=%d", seed).isNotNull();
        }
    }
}
