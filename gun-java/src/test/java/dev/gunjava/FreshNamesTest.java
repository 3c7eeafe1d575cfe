package dev.gunjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.TimeSource;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Fresh names")
class FreshNamesTest {

    @ParameterizedTest
    @DisplayName("begin with the state in base 36, as JavaScript prints it, without the point (gun.js suite 6)")
    @CsvSource({
        "1795463401221, mwtojuv9",
        "1795463401221.001, mwtojuv901a",
        "1795463401221.002, mwtojuv902j",
        "1795463401221.5005, mwtojuv9i0n",
        "1795463401221.999, mwtojuv9zyq",
        "1700000000000.5, loyw3v28i"
    })
    void base36(double state, String digits) {
        assertThat(FreshNames.base36(state)).isEqualTo(digits);
    }

    @Test
    @DisplayName("are never made twice, by however many threads")
    void distinct() {
        FreshNames names = new FreshNames(TimeSource.SYSTEM, new SplittableRandom());
        Set<String> made = new HashSet<>();
        IntStream.range(0, 10_000).parallel().mapToObj(i -> names.soul()).forEach(name -> {
            synchronized (made) {
                made.add(name);
            }
        });
        assertThat(made).hasSize(10_000);
        assertThat(names.soul()).matches("[0-9a-z]{8,11}[0-9A-Za-z]{12}");
        assertThat(names.key()).matches("[0-9a-z]{8,11}[0-9A-Za-z]{7}");
    }
}
