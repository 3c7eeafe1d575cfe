package dev.gunjava.witness.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The proof of work of the legacy pages")
class LegacyProofTest {

    @ParameterizedTest
    @CsvSource({
        "a0, 45d8c880",
        "hello world0, 7de6e700",
        "hello world1, 52141e00",
        "This is a test witness for verification1234, 3a8b2b00",
        "café 🌊42, d6a41b40",
        "'', 75e27b00"
    })
    @DisplayName("has the hashes that the pages compute, roundings of doubles included")
    void vectors(String text, String hash) {
        assertThat(Integer.toUnsignedString(LegacyProof.hash(text), 16)).isEqualTo(hash);
    }

    @Test
    @DisplayName("holds for its text and nonce, written as an unsigned or as a signed number, and for no other")
    void proves() {
        assertThat(new LegacyProof(42, "d6a41b40").proves("café 🌊")).isTrue();
        assertThat(new LegacyProof(42, "-295be4c0").proves("café 🌊")).isTrue();
        assertThat(new LegacyProof(43, "d6a41b40").proves("café 🌊")).isFalse();
        assertThat(new LegacyProof(42, "d6a41b40").proves("cafe 🌊")).isFalse();
        assertThat(new LegacyProof(42, "").proves("café 🌊")).isFalse();
        assertThat(LegacyProof.of("ours").proves("ours")).isTrue();
        assertThat(LegacyProof.of("ours").nonce()).as("a page loses a 0").isEqualTo(1);
    }
}
