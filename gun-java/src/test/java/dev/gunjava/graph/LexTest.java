package dev.gunjava.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A choice of names")
class LexTest {

    private static Lex lex(String prefix, String from, String to) {
        return new Lex(null, prefix, from, to);
    }

    @Test
    @DisplayName("is empty if its bounds contradict each other, and only then")
    void empty() {
        assertThat(Lex.range("b", "a").isEmpty()).isTrue();
        assertThat(lex("b", null, "a").isEmpty()).isTrue();
        assertThat(lex("b", "c", null).isEmpty()).isTrue();
        assertThat(lex("b", "bx", "bw").isEmpty()).isTrue();
        assertThat(Lex.range("a", "a").isEmpty()).isFalse();
        assertThat(lex("b", "a", "b").isEmpty()).isFalse();
        assertThat(lex("b", "bx", null).isEmpty()).isFalse();
        assertThat(lex("\uFFFF", "\uFFFF\uFFFF", null).isEmpty()).isFalse();
        assertThat(Lex.all().isEmpty()).isFalse();
        assertThat(Lex.exactly("").isEmpty()).isFalse();
    }

    @Test
    @DisplayName("takes the same part of a sorted map as a look at each name")
    void within() {
        Seeded.runs(2_000, random -> {
            TreeMap<String, Integer> names = new TreeMap<>();
            for (int i = 0; i < 100; i++) {
                names.put(Lexes.name(random), i);
            }
            Lex lex = Lexes.any(random);
            Set<String> expected = names.keySet().stream().filter(lex::matches).collect(Collectors.toSet());
            assertThat(lex.within(names).keySet()).as("%s", lex).isEqualTo(expected);
            if (lex.isEmpty()) {
                assertThat(expected).isEmpty();
            }
        });
    }

    @Test
    @DisplayName("bounds a prefix from above, whatever its last unit is")
    void pastPrefix() {
        assertThat(Lex.prefix("ab").pastPrefix()).isEqualTo("ac");
        assertThat(Lex.prefix("a\uFFFF\uFFFF").pastPrefix()).isEqualTo("b");
        assertThat(Lex.prefix("\uFFFF").pastPrefix()).isNull();
        assertThat(Lex.prefix("").pastPrefix()).isNull();
    }
}
