package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The budget of what connections hold")
class BudgetTest {

    private static final int TOTAL = 10_000;
    private static final int SHARE = 4_000;

    private final Budget budget = new Budget(TOTAL, SHARE);
    private final List<String> closed = new ArrayList<>();

    private Budget.Account open(String name) {
        return budget.open(reason -> closed.add(name));
    }

    @Test
    @DisplayName("gives each connection its share, and no more of what only its neighbor can release")
    @AtBound("memory.bytesPerConnection")
    void share() {
        Budget.Account alice = open("alice");
        alice.hold(SHARE * 99 / 100);
        assertThat(alice.hasRoom(SHARE / 100)).isTrue();
        assertThat(alice.hasRoom(SHARE * 2 / 100)).isFalse();
        assertThat(closed).isEmpty();
    }

    @Test
    @DisplayName("closes the connection that holds the most, once, when there is no more for all of them")
    @AtBound("memory.bytes")
    void total() {
        Budget.Account alice = open("alice");
        Budget.Account bob = open("bob");
        Budget.Account carl = open("carl");
        alice.hold(3_000);
        bob.hold(4_500);
        carl.hold(2_400);
        assertThat(closed).as("at 99 %").isEmpty();
        carl.hold(200);
        assertThat(closed).as("at 101 %").containsExactly("bob");
        carl.hold(4_000);
        assertThat(closed).as("what bob holds is on its way out").containsExactly("bob");
        carl.hold(1_000);
        assertThat(closed).containsExactly("bob", "carl");
    }

    @Test
    @DisplayName("counts what a closed connection still holds until it is released")
    void closedAccounts() {
        Budget.Account alice = open("alice");
        alice.hold(3_000);
        alice.end();
        assertThat(budget.held()).isEqualTo(3_000);
        alice.release(3_000);
        assertThat(budget.held()).isZero();
    }
}
