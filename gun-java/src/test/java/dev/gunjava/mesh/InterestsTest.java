package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is remembered of a neighbor's interests")
class InterestsTest {

    private final Interests interests =
            new Interests(Budget.unbounded().of(Budget.Use.SUBSCRIBED), 10_000, Long.MAX_VALUE);

    private static Interest interest(int number) {
        return new Interest("soul" + number, null);
    }

    @Test
    @DisplayName("is each of them once, the oldest first")
    void order() {
        assertThat(interests.isEmpty()).isTrue();
        assertThat(interests.add(interest(1))).isTrue();
        assertThat(interests.add(interest(2))).isTrue();
        assertThat(interests.add(interest(1))).isFalse();
        assertThat(interests.removeOldest()).isEqualTo(interest(1));
        assertThat(interests.contains(interest(1))).isFalse();
        assertThat(interests.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("is the newest 10 000 of them; one that was known before pushes out none")
    @AtBound("gets.interests")
    void bound() {
        for (int i = 0; i < 10_000; i++) {
            interests.add(interest(i));
        }
        assertThat(interests.add(interest(9_999))).isFalse();
        assertThat(interests.contains(interest(0))).isTrue();
        assertThat(interests.add(interest(10_000))).isTrue();
        assertThat(interests.contains(interest(0))).isFalse();
        assertThat(interests.size()).isEqualTo(10_000);
    }
}
