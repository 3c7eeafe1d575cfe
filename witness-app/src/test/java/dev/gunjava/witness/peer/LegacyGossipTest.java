package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.protocol.LegacyCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("To a legacy page a peer")
class LegacyGossipTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final VirtualMesh mesh = new VirtualMesh(new Random(7));
    private final VirtualMesh.Node peer = mesh.node();
    private final List<JsonNode> heard = new ArrayList<>();

    private void open() {
        peer.open("page", new LegacyCodec(mesh.time), VirtualMesh.NONE)
                .delivers(text -> heard.add(JSON.readTree(text)));
        peer.greet("page");
        settle();
    }

    private void settle() {
        mesh.pass(Duration.ofSeconds(1));
    }

    private List<String> said() {
        return heard.stream()
                .map(message -> message.path("type").stringValue("") + " "
                        + message.at("/data/text").stringValue("") + " "
                        + message.at("/data/witnessCount").longValue(0))
                .toList();
    }

    private String page(String type, Witness witness, long count) {
        long now = mesh.time.millis();
        return JSON.createObjectNode()
                .put("type", type)
                .set(
                        "data",
                        JSON.createObjectNode()
                                .put("id", witness.id())
                                .put("text", witness.text())
                                .put("createdAt", witness.createdAt())
                                .put("expiresAt", now + 200_000)
                                .put("witnessCount", count)
                                .put("lastWitnessed", now))
                .toString();
    }

    @Test
    @DisplayName("shows each witness as new once, and its growth as updates, whoever has witnessed it again")
    void shows() {
        Witness first = peer.field.add("first", null);
        open();
        Witness second = peer.field.add("second", null);
        settle();
        peer.field.reWitness(second.id());
        settle();
        VirtualMesh.Node other = mesh.node();
        mesh.connect(peer, other, VirtualMesh.ALL);
        settle();
        other.field.reWitness(first.id());
        settle();
        assertThat(said())
                .containsExactly(
                        "NEW_WITNESS first 1",
                        "NEW_WITNESS second 1",
                        "UPDATE_WITNESS second 2",
                        "UPDATE_WITNESS first 2");
    }

    @Test
    @DisplayName("counts an update of it as one more, beside what others count at the same time")
    void counts() {
        VirtualMesh.Node other = mesh.node();
        mesh.connect(peer, other, VirtualMesh.ALL);
        Witness witness = peer.field.add("both", null);
        open();
        other.field.reWitness(witness.id());
        peer.hears("page", page("UPDATE_WITNESS", witness, 2));
        settle();
        assertThat(peer.witnesses().get(0).witnessCount()).isEqualTo(3);
        assertThat(other.witnesses().get(0).witnessCount()).isEqualTo(3);
        assertThat(said()).last().isEqualTo("UPDATE_WITNESS both 3");
    }

    @Test
    @DisplayName("says again twice a minute what there is, since a page takes an update for the whole truth")
    void repeats() {
        peer.field.add("still here", null);
        open();
        heard.clear();
        mesh.pass(Duration.ofMillis(2 * Gossip.COMPARE_MILLIS));
        assertThat(said()).containsExactly("UPDATE_WITNESS still here 1", "UPDATE_WITNESS still here 1");
    }

    @Test
    @DisplayName("speaks of witnesses alone, and drops what is not of the page's kind")
    void speaksTheirs() {
        open();
        peer.hears("page", "{\"type\":\"witness-sync\",\"witnesses\":[]}");
        peer.hears("page", "{\"type\":\"ping\",\"t\":1}");
        settle();
        assertThat(heard).isEmpty();
        assertThat(peer.drops.counts()).containsEntry("message: unknown type", 2L);
    }
}
