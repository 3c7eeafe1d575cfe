package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.mesh.Budget.Use;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The budget of what connections hold")
class BudgetTest {

    private static final int TOTAL = 800_000;
    private static final int SHARE = 100_000;

    /** The part for subscriptions. */
    private static final int SUBSCRIBED = TOTAL / 8 * 2;

    /** The part for messages, and that for frames. */
    private static final int WAITING = TOTAL / 8 * 2;

    private long now = 1;
    private final Budget budget = new Budget(TOTAL, SHARE, () -> now);
    private final List<String> closed = new ArrayList<>();

    private Budget.Account open(String name, @Nullable String owner) {
        return budget.open(owner, reason -> closed.add(name));
    }

    /** Holds pieces as long as they are admitted; returns how much that makes. */
    private static long fill(Budget.Account account, int piece) {
        Budget.Holding holding = account.of(Use.SUBSCRIBED);
        long before = holding.held();
        while (holding.admits(piece)) {
            holding.hold(piece);
        }
        return holding.held() - before;
    }

    @Nested
    @DisplayName("admits what only the neighbor can release")
    class Admission {

        @Test
        @DisplayName("up to the share of a connection")
        @AtBound("memory.bytesPerConnection")
        void share() {
            Budget.Holding alice = open("alice", "a").of(Use.SUBSCRIBED);
            alice.hold(SHARE * 99 / 100);
            assertThat(alice.admits(SHARE / 100)).isTrue();
            assertThat(alice.admits(SHARE * 2 / 100)).isFalse();
        }

        @Test
        @DisplayName("up to the part of all connections, of which one owner may use all that nobody else wants")
        void part() {
            long held = 0;
            for (int i = 0; i < 5; i++) {
                held += fill(open("greedy " + i, "greedy"), 1_000);
            }
            assertThat(held).isEqualTo(SUBSCRIBED);
            assertThat(closed).isEmpty();
        }

        @Test
        @DisplayName("of an owner below the average at the cost of the latest one that holds more")
        void latecomer() {
            for (int i = 0; i < 200; i++) {
                fill(open("greedy " + i, "greedy " + i % 4), SUBSCRIBED / 200);
            }
            Budget.Account honest = open("honest", "honest");
            for (int i = 0; i < 10; i++) {
                assertThat(honest.of(Use.SUBSCRIBED).admits(SUBSCRIBED / 100)).isTrue();
                honest.of(Use.SUBSCRIBED).hold(SUBSCRIBED / 100);
            }
            fill(open("another", "greedy 5"), SUBSCRIBED / 100);
            assertThat(closed).isNotEmpty().allMatch(name -> name.startsWith("greedy"));
        }

        @Test
        @DisplayName("of a crowd at its own cost, not at that of one that came before it")
        void crowd() {
            Budget.Account honest = open("honest", null);
            honest.of(Use.SUBSCRIBED).hold(SUBSCRIBED / 10);
            for (int i = 0; i < 100; i++) {
                fill(open("greedy " + i, null), SUBSCRIBED / 40);
            }
            assertThat(closed).isNotEmpty().doesNotContain("honest");
        }

        @Test
        @DisplayName(
                "and refuses, but does not close, a connection that has more than the average when there is no more")
        void tooMuch() {
            Budget.Account honest = open("honest", null);
            honest.of(Use.SUBSCRIBED).hold(SHARE);
            for (int i = 0; i < 4; i++) {
                open("other " + i, null).of(Use.SUBSCRIBED).hold((SUBSCRIBED - SHARE) / 4);
            }
            assertThat(honest.of(Use.SUBSCRIBED).admits(1_000)).isFalse();
            assertThat(closed).isEmpty();
        }
    }

    @Nested
    @DisplayName("closes for what waits")
    class Waiting {

        @Test
        @DisplayName("nothing up to the bound, and then the largest connection of the largest owner")
        @AtBound("memory.bytes")
        void largest() {
            open("alone", "b").of(Use.UNSENT).hold(WAITING * 40 / 100);
            open("one of two", "a").of(Use.UNSENT).hold(WAITING * 34 / 100);
            Budget.Holding other = open("other of two", "a").of(Use.UNSENT);
            other.hold(WAITING * 25 / 100);
            assertThat(closed).as("at 99 %").isEmpty();
            other.hold(WAITING * 2 / 100);
            assertThat(closed).as("at 101 %").containsExactly("one of two");
            other.hold(WAITING * 33 / 100);
            assertThat(closed).as("what is on its way out counts no more").containsExactly("one of two");
            assertThat(budget.closed()).isEqualTo(1);
        }

        @Test
        @DisplayName("a connection that has stood still before a larger one that moves")
        void still() {
            now = 100 * Budget.STILL_NANOS;
            Budget.Holding moving = open("moving", "a").of(Use.RECEIVED);
            moving.hold(WAITING * 90 / 100);
            moving.awaitsNeighbor(now);
            for (String name : List.of("still", "longer still")) {
                Budget.Holding holding = open(name, name).of(Use.RECEIVED);
                holding.hold(WAITING * 4 / 100);
                holding.awaitsNeighbor(now - name.length() * Budget.STILL_NANOS);
            }
            Budget.Holding settled = open("settled", "c").of(Use.RECEIVED);
            settled.awaitsNeighbor(0);
            settled.awaitsNothing();
            settled.hold(WAITING * 3 / 100);
            assertThat(closed).as("at 101 %").containsExactly("longer still");
        }

        @Test
        @DisplayName("nothing because of what others were asked, of which the oldest is forgotten")
        void asked() {
            Interests interests = new Interests(open("alice", "a").of(Use.ASKED), 10_000, Long.MAX_VALUE);
            for (int i = 0; i < 10_000; i++) {
                interests.add(new Interest("soul" + i, null));
            }
            assertThat(interests.size()).isBetween(100, 1_000);
            assertThat(budget.held()).isLessThanOrEqualTo(TOTAL / 8);
            assertThat(closed).isEmpty();
        }

        @Test
        @DisplayName("nothing because of another use")
        void uses() {
            Budget.Account alice = open("alice", "a");
            alice.of(Use.SUBSCRIBED).hold(SUBSCRIBED);
            alice.of(Use.UNSENT).hold(WAITING);
            open("bob", "b").of(Use.RECEIVED).hold(WAITING);
            assertThat(closed).isEmpty();
        }
    }

    @Test
    @DisplayName("counts what a closed connection still holds until it is released, and closes nobody for it")
    void closedAccounts() {
        Budget.Account alice = open("alice", "a");
        alice.of(Use.RECEIVED).hold(WAITING);
        alice.end();
        assertThat(budget.held()).isEqualTo(WAITING);
        Budget.Holding bob = open("bob", "b").of(Use.RECEIVED);
        bob.hold(WAITING / 2);
        assertThat(closed).isEmpty();
        alice.of(Use.RECEIVED).release(WAITING);
        assertThat(budget.held()).isEqualTo(WAITING / 2);
    }
}
