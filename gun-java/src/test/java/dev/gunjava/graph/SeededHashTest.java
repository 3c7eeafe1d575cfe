package dev.gunjava.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The seeded hash")
class SeededHashTest {

    /** SipHash-1-3 of 0, 2, 4 ... 62 bytes 00, 01, 02 ... with the key 00 ... 0f, low byte first; from its reference vectors. */
    private static final String[] VECTORS = {
        "dcc40f055801acab", "4dd4c74d029bcb82", "2883d388605775cf", "a7229fc5502b0dc5", "8e9a298d11959036",
        "7f09ff92ee85de79", "a2d9b457b184a378", "345df9c011a15a60", "668b907d1add4fcc", "3ee673b49c38fc8f",
        "40e0cca6462fdcc0", "2e8720a39b7bfe7f", "8c9c3467b2ae64f4", "a51399cae3353e3a", "0dd06cef02ed0bfb",
        "63e6c543d6110f54", "0db6a7166c7b1581", "3e752a1f78129f75", "0662a2add308f52c", "a1363aae9674f4b3",
        "3115e4993236d2c1", "258813c8fe4f7065", "6b87f8faed1ccac2", "23d6b168939c6ea1", "464c07dff843319f",
        "8f09520ad149af7e", "121ff4a2dd304ac4", "e6bcf0734cb38f31", "756d3c24dbc0bcb4", "088a7da64d5f038f",
        "ee44a6f7bce6f4f6", "e094664b15f6b2c3",
    };

    @Test
    @DisplayName("is SipHash-1-3 of the UTF-16 units")
    void vectors() {
        SeededHash hash = new SeededHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        StringBuilder text = new StringBuilder();
        for (int units = 0; units < VECTORS.length; units++) {
            long expected = Long.reverseBytes(Long.parseUnsignedLong(VECTORS[units], 16));
            assertThat(hash.hash(text.toString())).as("%d units", units).isEqualTo(expected);
            text.append((char) ((2 * units) | ((2 * units + 1) << 8)));
        }
    }

    @Test
    @DisplayName("is another one with another seed")
    void seed() {
        Seeded.runs(100, random -> {
            long seed = random.nextLong();
            SeededHash hash = new SeededHash(seed, 1);
            assertThat(hash.hash("Aa")).isEqualTo(new SeededHash(seed, 1).hash("Aa"));
            assertThat(hash.hash("Aa")).isNotEqualTo(new SeededHash(seed, 2).hash("Aa"));
            assertThat(hash.hash("Aa")).isNotEqualTo(new SeededHash(seed + 1, 1).hash("Aa"));
        });
        assertThat(SeededHash.random().hash("Aa"))
                .isNotEqualTo(SeededHash.random().hash("Aa"));
    }
}
