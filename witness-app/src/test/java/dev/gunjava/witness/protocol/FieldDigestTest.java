package dev.gunjava.witness.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.Position;
import dev.gunjava.witness.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The digest of a field")
class FieldDigestTest {

    private static Witness witness(String id, long count, long expiresAt) {
        return new Witness(id, "text", 1, expiresAt, count, null, new Position(1, 2), 0);
    }

    @Test
    @DisplayName("is what the document says, to the vector")
    void vectors() throws IOException {
        String empty = FieldDigest.of(List.of());
        String one = FieldDigest.of(List.of(witness("w_1", 1, 1_000)));
        String two = FieldDigest.of(List.of(witness("🌊", 1, 7), witness("é", 2, 5)));
        assertThat(List.of(empty, one, two))
                .containsExactly("811c9dc59747b28c", "fed2fd36a442da11", "0ab66d757c12e1b8");
        assertThat(Files.readString(Path.of("../docs/protocol.md"))).contains(empty, one, two);
    }

    @Test
    @DisplayName("is the same in whatever order the witnesses come, and another one for another count or expiry")
    void order() {
        List<Witness> all = new ArrayList<>(IntStream.range(0, 200)
                .mapToObj(i -> witness("w" + i, 1 + i % 7, 1_000 + i))
                .toList());
        String digest = FieldDigest.of(all);
        Collections.shuffle(all, new Random(5));
        assertThat(FieldDigest.of(all)).isEqualTo(digest);
        all.set(17, witness(all.get(17).id(), 99, all.get(17).expiresAt()));
        assertThat(FieldDigest.of(all)).isNotEqualTo(digest);
    }
}
