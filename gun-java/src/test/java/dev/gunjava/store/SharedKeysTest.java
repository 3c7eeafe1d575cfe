package dev.gunjava.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Keys that nodes have in common")
class SharedKeysTest {

    private final SharedKeys keys = new SharedKeys();

    @Test
    @DisplayName("are one text for all who have them")
    void shared() {
        String first = copy("name");
        assertThat(keys.of(first)).isSameAs(first);
        assertThat(keys.of(copy("name"))).isSameAs(first);
        assertThat(keys.holds("name")).isTrue();
    }

    @Test
    @DisplayName("are no more than a bound: what comes later is each node's own, and what is shared stays so")
    void bounded() {
        for (int i = 0; i < SharedKeys.MOST; i++) {
            keys.of("k" + i);
        }
        String late = copy("late");
        assertThat(keys.of(late)).isSameAs(late);
        assertThat(keys.holds("late")).isFalse();
        assertThat(keys.holds("k0")).isTrue();
    }

    @Test
    @DisplayName("are short: a long one is each node's own")
    void shortOnes() {
        String longest = "k".repeat(SharedKeys.LONGEST);
        keys.of(longest);
        keys.of(longest + "k");
        assertThat(keys.holds(longest)).isTrue();
        assertThat(keys.holds(longest + "k")).isFalse();
    }

    private static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }
}
