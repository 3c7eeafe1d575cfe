package dev.gunjava.witness.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.witness.Position;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.Witness;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A message of the legacy pages")
class LegacyCodecTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final VirtualTime time = new VirtualTime();
    private final LegacyCodec codec = new LegacyCodec(time);
    private final long now = time.millis();

    private Witness ours(String text, long count, long life) {
        return new Witness("w_1", text, now, now + life, count, null, new Position(10, 20), 0.5);
    }

    private JsonNode written(WitnessMessage message) {
        return JSON.readTree(codec.encode(message));
    }

    private Witness read(String text) {
        WitnessMessage message = ((Decoding.Decoded) codec.decode(text)).message();
        return message instanceof WitnessMessage.New added
                ? added.witness()
                : ((WitnessMessage.Update) message).witness();
    }

    private static void isRejected(Decoding decoding) {
        assertThat(decoding).isInstanceOf(Decoding.Rejected.class);
    }

    @Test
    @DisplayName("shows a witness that the page does not know as new, and one that it knows as an update")
    void states() {
        Witness witness = ours("hi", 1, 600_000);
        assertThat(codec.states(List.of(witness), id -> false, now))
                .containsExactly(new WitnessMessage.New(witness, now));
        assertThat(codec.states(List.of(witness), id -> true, now))
                .containsExactly(new WitnessMessage.Update(witness, now));
        assertThat(written(new WitnessMessage.New(witness, now)).path("type").stringValue(""))
                .isEqualTo("NEW_WITNESS");
        assertThat(written(new WitnessMessage.Update(witness, now)).path("type").stringValue(""))
                .isEqualTo("UPDATE_WITNESS");
    }

    @Test
    @DisplayName("has all that a page needs: place and seed, a null context, and a proof that holds")
    void complete() {
        JsonNode data =
                written(new WitnessMessage.New(ours("hi", 2, 600_000), now)).path("data");
        assertThat(data.path("metadata").path("position").path("x").doubleValue(0))
                .isEqualTo(10);
        assertThat(data.path("metadata").path("entropySeed").doubleValue(0)).isEqualTo(0.5);
        assertThat(data.path("contextOf").isNull()).isTrue();
        assertThat(data.has("base") || data.has("counts")).isFalse();
        LegacyProof proof = new LegacyProof(
                data.path("proof").path("nonce").longValue(0),
                data.path("proof").path("hash").stringValue(""));
        assertThat(proof.proves("hi")).isTrue();
    }

    @Test
    @DisplayName("gives a witness no longer life than a page would: 3 min and 10 s for each count, at most 5 min more")
    void expiry() {
        assertThat(LegacyCodec.lifeMillis(1)).isEqualTo(190_000);
        assertThat(LegacyCodec.lifeMillis(30)).isEqualTo(480_000);
        assertThat(LegacyCodec.lifeMillis(1_000_000)).isEqualTo(480_000);
        JsonNode lasting =
                written(new WitnessMessage.New(ours("hi", 1, 600_000), now)).path("data");
        assertThat(lasting.path("expiresAt").longValue(0)).isEqualTo(now + 190_000);
        assertThat(lasting.path("lastWitnessed").longValue(0)).as("never ahead").isEqualTo(now);
        JsonNode ending =
                written(new WitnessMessage.New(ours("hi", 1, 5_000), now)).path("data");
        assertThat(ending.path("expiresAt").longValue(0)).isEqualTo(now + 5_000);
        assertThat(ending.path("lastWitnessed").longValue(0)).isEqualTo(now);
    }

    @Test
    @DisplayName("is read with its members nested or flat")
    void reads() {
        String common =
                "\"id\":\"x\",\"text\":\"café 🌊\",\"createdAt\":1,\"expiresAt\":2,\"witnessCount\":3,\"contextOf\":null";
        Witness nested = read("{\"type\":\"NEW_WITNESS\",\"data\":{" + common
                + ",\"proof\":{\"nonce\":42,\"hash\":\"d6a41b40\"}"
                + ",\"metadata\":{\"entropySeed\":0.25,\"position\":{\"x\":7,\"y\":8}}}}");
        Witness flat = read(
                "{\"type\":\"UPDATE_WITNESS\",\"data\":{" + common
                        + ",\"proofNonce\":42,\"proofHash\":\"d6a41b40\",\"entropySeed\":0.25,\"positionX\":7,\"positionY\":8}}");
        assertThat(flat).isEqualTo(nested);
        assertThat(nested.position()).isEqualTo(new Position(7, 8));
        assertThat(nested.entropySeed()).isEqualTo(0.25);
        assertThat(nested.witnessCount()).isEqualTo(3);
        assertThat(nested.contextOf()).isNull();
    }

    @Test
    @DisplayName("passes a proof on as it came if it holds; a false one is replaced")
    void proofs() {
        String witness = "{\"type\":\"NEW_WITNESS\",\"data\":{\"id\":\"x\",\"text\":\"café 🌊\",\"createdAt\":%d,"
                + "\"expiresAt\":%d,\"witnessCount\":1,\"proof\":{\"nonce\":%d,\"hash\":\"%s\"}}}";
        Witness proven = read(witness.formatted(now, now + 9, 42, "d6a41b40"));
        assertThat(written(new WitnessMessage.New(proven, now))
                        .at("/data/proof/nonce")
                        .longValue(0))
                .isEqualTo(42);
        Witness liar = read(witness.formatted(now, now + 9, 42, "ffffffff"));
        assertThat(written(new WitnessMessage.New(liar, now))
                        .at("/data/proof/nonce")
                        .longValue(0))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("is rejected if it is of another type, or its text or times are not what they must be")
    void rejects() {
        isRejected(codec.decode("{\"type\":\"witness-sync\",\"witnesses\":[]}"));
        isRejected(codec.decode("{\"type\":\"ping\",\"t\":1}"));
        isRejected(codec.decode("{\"type\":\"NEW_WITNESS\"}"));
        isRejected(codec.decode("{\"type\":\"NEW_WITNESS\",\"data\":[]}"));
        isRejected(
                codec.decode(
                        "{\"type\":\"NEW_WITNESS\",\"data\":{\"id\":\"x\",\"text\":\"\",\"createdAt\":1,\"expiresAt\":2,\"witnessCount\":1}}"));
        isRejected(
                codec.decode(
                        "{\"type\":\"NEW_WITNESS\",\"data\":{\"id\":\"x\",\"text\":\"t\",\"createdAt\":\"1\",\"expiresAt\":2,\"witnessCount\":1}}"));
        isRejected(codec.decode("no JSON"));
    }

    @Test
    @DisplayName("is never one that the pages do not know")
    void knowsTwo() {
        assertThatThrownBy(() -> codec.encode(new WitnessMessage.Ping(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
