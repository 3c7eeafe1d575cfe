package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.protocol.Extension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A mesh in which each knows some")
class MeshProperties {
    private static final int PEERS = 30;
    private static final int LINKS = 8;
    private static final int WITNESSES = 200;
    private static final int RE_WITNESSES = 1_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final VirtualMesh mesh = new VirtualMesh(random);
    private final Map<String, Long> expected = new HashMap<>();

    private void ring(Set<Extension> announced) {
        for (int i = 0; i < PEERS; i++) {
            VirtualMesh.Node one = mesh.nodes.get(i);
            VirtualMesh.Node next = mesh.nodes.get((i + 1) % PEERS);
            if (!one.conversations.containsKey(next.name)) {
                mesh.connect(one, next, announced);
            }
        }
    }

    /** Links at random until nobody can have more, or nearly so. */
    private void link(Set<Extension> announced) {
        for (int tries = 0; tries < PEERS * LINKS * 4; tries++) {
            VirtualMesh.Node one = any();
            VirtualMesh.Node other = any();
            if (one != other
                    && !one.conversations.containsKey(other.name)
                    && one.conversations.size() < LINKS
                    && other.conversations.size() < LINKS) {
                mesh.connect(one, other, announced);
            }
        }
    }

    private void cutOne() {
        VirtualMesh.Node one = any();
        List<String> names = new ArrayList<>(one.conversations.keySet());
        if (!names.isEmpty()) {
            String name = names.get(random.nextInt(names.size()));
            mesh.nodes.stream().filter(node -> node.name.equals(name)).forEach(other -> mesh.disconnect(one, other));
        }
    }

    private VirtualMesh.Node any() {
        return mesh.nodes.get(random.nextInt(mesh.nodes.size()));
    }

    private void add() {
        Witness made = any().field.add("witness " + expected.size(), null);
        expected.put(made.id(), 1L);
    }

    private void reWitness() {
        VirtualMesh.Node node = any();
        List<Witness> known = node.witnesses();
        if (!known.isEmpty()) {
            String id = known.get(random.nextInt(known.size())).id();
            node.field.reWitness(id).ifPresent(again -> expected.merge(id, 1L, Long::sum));
        }
    }

    private long counted() {
        return expected.values().stream().mapToLong(count -> count - 1).sum();
    }

    private void populate() {
        for (int i = 0; i < PEERS; i++) {
            mesh.node();
        }
    }

    private void allAlike() {
        List<Witness> first = mesh.nodes.get(0).witnesses();
        assertThat(mesh.nodes).as("-Dseed=%d", seed).allSatisfy(node -> assertThat(node.witnesses())
                .containsExactlyElementsOf(first));
        assertThat(first).as("-Dseed=%d", seed).hasSize(expected.size());
    }

    private void exact() {
        Map<String, Long> counts = new HashMap<>();
        mesh.nodes.get(0).witnesses().forEach(witness -> counts.put(witness.id(), witness.witnessCount()));
        assertThat(counts).as("-Dseed=%d", seed).isEqualTo(expected);
    }

    @Test
    @DisplayName("ends alike, with every one of 1 000 re-witnesses counted, while links come and go")
    void converges() {
        populate();
        ring(VirtualMesh.ALL);
        link(VirtualMesh.ALL);
        while (expected.size() < WITNESSES || counted() < RE_WITNESSES) {
            if (expected.size() < WITNESSES && random.nextInt(4) == 0) {
                add();
            } else if (counted() < RE_WITNESSES) {
                reWitness();
            }
            if (random.nextInt(10) == 0) {
                cutOne();
            }
            if (random.nextInt(40) == 0) {
                link(VirtualMesh.ALL);
            }
            mesh.pass(Duration.ofMillis(random.nextInt(100)));
        }
        ring(VirtualMesh.ALL);
        mesh.pass(Duration.ofSeconds(65));
        allAlike();
        exact();
    }

    @Test
    @DisplayName("in which some links know no extension ends alike too, and never with less than was counted")
    void convergesMixed() {
        populate();
        List<Set<Extension>> kinds = List.of(
                VirtualMesh.ALL,
                VirtualMesh.NONE,
                EnumSet.of(Extension.PING, Extension.COUNTS),
                EnumSet.of(Extension.BATCH),
                EnumSet.of(Extension.DIGEST, Extension.COUNTS));
        for (int i = 0; i < PEERS; i++) {
            mesh.connect(mesh.nodes.get(i), mesh.nodes.get((i + 1) % PEERS), kinds.get(i % kinds.size()));
        }
        for (int i = 0; i < 200; i++) {
            if (expected.size() < 40) {
                add();
            }
            reWitness();
            mesh.pass(Duration.ofMillis(random.nextInt(100)));
        }
        // Across a ring of thirty, at 30 s for each step of a repair.
        mesh.pass(Duration.ofMinutes(4));
        allAlike();
        mesh.nodes.get(0).witnesses().forEach(witness -> assertThat(witness.witnessCount())
                .as("-Dseed=%d", seed)
                .isGreaterThanOrEqualTo(expected.get(witness.id())));
    }

    @RepeatedTest(10)
    @Tag("long")
    @DisplayName("ends alike in many runs")
    void convergesOften() {
        converges();
    }

    @RepeatedTest(10)
    @Tag("long")
    @DisplayName("and few extensions ends alike in many runs")
    void convergesMixedOften() {
        convergesMixed();
    }

    @Test
    @DisplayName("shows each change at most once in each direction of each link while none is lost")
    void economical() {
        populate();
        ring(VirtualMesh.ALL);
        link(VirtualMesh.ALL);
        int links =
                mesh.nodes.stream().mapToInt(node -> node.conversations.size()).sum();
        mesh.pass(Duration.ofSeconds(1));
        double before = messages();
        for (int i = 0; i < 50; i++) {
            add();
            mesh.pass(Duration.ofMillis(500));
        }
        // Digests go out meanwhile, and find nothing to say but where a change is just on its way.
        double digests = links * 2;
        assertThat(messages() - before)
                .as("-Dseed=%d", seed)
                .isLessThanOrEqualTo(50 * links + digests * 2)
                .isGreaterThanOrEqualTo(50 * (PEERS - 1));
        allAlike();
    }

    private double messages() {
        return mesh.nodes.stream()
                .mapToDouble(node -> node.count("witness.channel.messages", "direction", "out"))
                .sum();
    }
}
