package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A witness field")
class WitnessFieldTest {
    private static final Duration TTL = FieldRules.DEPLOYED_TTL;

    private final VirtualTime time = new VirtualTime();
    private final List<FieldEvent> events = new ArrayList<>();
    private final WitnessField field = field(FieldRules.withTtl(TTL));

    private WitnessField field(FieldRules rules) {
        return new WitnessField(rules, time, time, time, new Random(7), events::add);
    }

    private Witness shown(String id, long count, long createdAgo, long livesFor) {
        long now = time.millis();
        return new Witness(
                id, "text of " + id, now - createdAgo, now + livesFor, count, null, new Position(50, 50), 0.5);
    }

    @Test
    @DisplayName("makes a witness as the deployed pages make theirs")
    void makesAWitness() {
        Witness made = field.add("  the sea is calm  ", null);

        assertThat(made.id()).matches("w_[0-9a-z]+_[0-9a-z]{9}");
        assertThat(made.text()).isEqualTo("the sea is calm");
        assertThat(made.expiresAt() - made.createdAt()).isEqualTo(600_000);
        assertThat(made.witnessCount()).isEqualTo(1);
        assertThat(made.position().x()).isBetween(5.0, 95.0);
        assertThat(field.witnesses()).containsExactly(made);
        assertThat(events).containsExactly(new FieldEvent.Added(made));
    }

    @Test
    @DisplayName("refuses a text of our own that is empty or over 140 characters, and says which")
    void refusesTexts() {
        assertThat(field.add("x".repeat(140), null).text()).hasSize(140);
        assertThatThrownBy(() -> field.add("x".repeat(141), null))
                .hasMessageContaining("140")
                .hasMessageContaining("141");
        assertThatThrownBy(() -> field.add("  \n ", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> field.add("reply", "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(field.witnesses()).hasSize(1);
    }

    @Test
    @DisplayName("places a reply within ten percent of its parent and inside the margin")
    void placesReplies() {
        Witness corner = shown("corner", 1, 0, 60_000);
        Witness parent = new Witness(
                corner.id(), corner.text(), corner.createdAt(), corner.expiresAt(), 1, null, new Position(1, 97), 0.1);
        field.merge(parent, "p");
        for (int i = 0; i < 50; i++) {
            Position place = field.add("reply " + i, "corner").position();
            assertThat(place.x()).isBetween(5.0, 11.0);
            assertThat(place.y()).isBetween(87.0, 95.0);
        }
        assertThat(field.add("to nobody here", "unknown").contextOf()).isEqualTo("unknown");
    }

    @Test
    @DisplayName("removes each one at the moment its time is over, and tells so at once")
    void expiresPromptly() {
        field.add("first", null);
        time.pass(Duration.ofSeconds(1));
        field.add("second", null);
        events.clear();

        time.pass(TTL.minusMillis(1_001));
        assertThat(events).isEmpty();
        time.pass(Duration.ofMillis(1));
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event).isInstanceOf(FieldEvent.Removed.class);
            assertThat(event.witness().text()).isEqualTo("first");
        });
        assertThat(field.witnesses()).extracting(Witness::text).containsExactly("second");
        time.pass(Duration.ofSeconds(1));
        assertThat(field.witnesses()).isEmpty();
        assertThat(time.waiting()).as("timers of an empty field").isZero();
    }

    @Test
    @DisplayName("measures lives on the monotonic clock: a wall clock that is set neither kills nor keeps")
    void ignoresTheWallClock() {
        field.add("one", null);
        time.setWallClock(Duration.ofHours(5));
        time.pass(Duration.ofMinutes(9));
        assertThat(field.witnesses()).hasSize(1);
        time.setWallClock(Duration.ofHours(-10));
        time.pass(Duration.ofMinutes(1));
        assertThat(field.witnesses()).isEmpty();
    }

    @Test
    @DisplayName("counts a re-witness and lets the life start anew")
    void reWitnesses() {
        Witness one = field.add("one", null);
        time.pass(Duration.ofMinutes(6));
        Witness again = field.reWitness(one.id()).orElseThrow();

        assertThat(again.witnessCount()).isEqualTo(2);
        assertThat(again.expiresAt()).isEqualTo(time.millis() + TTL.toMillis());
        time.pass(Duration.ofMinutes(9));
        assertThat(field.witness(one.id())).contains(again);
        time.pass(Duration.ofMinutes(1));
        assertThat(field.reWitness(one.id())).isEmpty();
        assertThat(field.reWitness("never seen")).isEmpty();
    }

    @Test
    @DisplayName("takes the greater count and the later expiry, and says when nothing is new")
    void mergesByMaximum() {
        assertThat(field.merge(shown("a", 3, 1_000, 60_000), "p")).isEqualTo(Admission.ADDED);
        assertThat(field.merge(shown("a", 2, 1_000, 30_000), "q")).isEqualTo(Admission.UNCHANGED);
        assertThat(field.merge(shown("a", 5, 1_000, 30_000), "q")).isEqualTo(Admission.UPDATED);
        assertThat(field.merge(shown("a", 1, 1_000, 90_000), "r")).isEqualTo(Admission.UPDATED);

        Witness merged = field.witness("a").orElseThrow();
        assertThat(merged.witnessCount()).isEqualTo(5);
        assertThat(merged.expiresAt()).isEqualTo(time.millis() + 90_000);
        assertThat(events).hasSize(3);
    }

    @Test
    @DisplayName("never lets text, time or place of a known witness be rewritten")
    void keepsWhatItIs() {
        field.merge(shown("a", 1, 1_000, 60_000), "p");
        Witness first = field.witness("a").orElseThrow();
        Witness forged = new Witness("a", "another text", 0, first.expiresAt(), 2, "ctx", new Position(1, 1), 0.9);
        assertThat(field.merge(forged, "q")).isEqualTo(Admission.UPDATED);
        Witness after = field.witness("a").orElseThrow();
        assertThat(after.text()).isEqualTo(first.text());
        assertThat(after.createdAt()).isEqualTo(first.createdAt());
        assertThat(after.position()).isEqualTo(first.position());
    }

    @Test
    @DisplayName("grants a source 50 of a claimed count at once and one more each second after")
    void boundsGrowth() {
        field.merge(shown("a", 1_000_000, 0, 600_000), "liar");
        assertThat(field.witness("a").orElseThrow().witnessCount()).isEqualTo(51);
        field.merge(shown("a", 1_000_000, 0, 600_000), "liar");
        assertThat(field.witness("a").orElseThrow().witnessCount()).isEqualTo(51);
        time.pass(Duration.ofSeconds(10));
        field.merge(shown("a", 1_000_000, 0, 600_000), "liar");
        assertThat(field.witness("a").orElseThrow().witnessCount()).isEqualTo(61);
        field.merge(shown("a", 70, 0, 600_000), "another");
        assertThat(field.witness("a").orElseThrow().witnessCount()).isEqualTo(70);
    }

    @Test
    @DisplayName("takes in, of slots too, no more than is granted, and the excess when it is shown again later")
    void boundsGrowthOfSlots() {
        Tally inflated = new Tally(1, 30, new TreeMap<>(Map.of("a", 40L, "b", 50L)));
        Witness shown = shown("a", 1, 0, 600_000).with(inflated, time.millis() + 600_000);
        field.merge(shown, "p");
        assertThat(field.witness("a").orElseThrow().tally())
                .isEqualTo(new Tally(51, 30, new TreeMap<>(Map.of("a", 21L))));
        for (int i = 0; i < 3; i++) {
            time.pass(Duration.ofSeconds(30));
            field.merge(shown, "p");
        }
        assertThat(field.witness("a").orElseThrow().tally()).isEqualTo(inflated);
    }

    @Test
    @DisplayName("counts its own re-witnesses of each witness in one slot, with a random name of its own for each")
    void ownSlots() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Witness made = field.add("text " + i, null);
            field.reWitness(made.id());
            Tally tally = field.reWitness(made.id()).orElseThrow().tally();
            assertThat(tally.base()).isEqualTo(1);
            assertThat(tally.slots().values()).containsExactly(2L);
            names.add(tally.slots().firstKey());
        }
        assertThat(names).hasSize(20).allMatch(name -> name.matches("[0-9a-z]{9}"));
    }

    @Test
    @DisplayName("counts a re-witness of a page without slots, also one of a witness that is unknown here")
    void pagesReWitness() {
        Witness made = field.add("one", null);
        field.reWitness(made.id());
        Witness page = shown(made.id(), 3, 0, 600_000);
        assertThat(field.mergeReWitness(page, "page")).isEqualTo(Admission.UPDATED);
        assertThat(field.mergeReWitness(page, "page")).isEqualTo(Admission.UNCHANGED);
        Tally tally = field.witness(made.id()).orElseThrow().tally();
        assertThat(tally.count()).isEqualTo(3);
        assertThat(tally.base()).isEqualTo(2);
        assertThat(field.mergeReWitness(shown("unknown", 4, 0, 60_000), "page")).isEqualTo(Admission.ADDED);
        assertThat(field.witness("unknown").orElseThrow().witnessCount()).isEqualTo(4);
    }

    @Test
    @DisplayName("keeps what it does not know of a witness as it came first, through every change")
    void keepsUnknownMembers() {
        UnknownMembers unknown = new UnknownMembers("{\"proof\":1}", "{\"affect\":\"calm\"}");
        Witness bare = shown("a", 1, 0, 60_000);
        Witness rich = new Witness(
                "a",
                bare.text(),
                bare.createdAt(),
                bare.expiresAt(),
                bare.tally(),
                null,
                bare.position(),
                bare.entropySeed(),
                unknown);
        field.merge(rich, "p");
        field.merge(shown("a", 7, 0, 90_000), "q");
        field.reWitness("a");
        assertThat(field.witness("a").orElseThrow().unknown()).isEqualTo(unknown);
        assertThat(field.witness("a").orElseThrow().witnessCount()).isEqualTo(8);
    }

    @Test
    @DisplayName("tells of a change behind the count too, and that there is nothing to see")
    void tellsOfInvisibleChanges() {
        Witness made = field.add("one", null);
        field.merge(shown(made.id(), 5, 0, 0).with(Tally.of(5), made.expiresAt()), "p");
        events.clear();
        Tally explained = new Tally(1, 1, new TreeMap<>(Map.of("other", 4L)));
        assertThat(field.merge(made.with(explained, made.expiresAt()), "q")).isEqualTo(Admission.UPDATED);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(((FieldEvent.Updated) event).isVisible()).isFalse();
            assertThat(((FieldEvent.Updated) event).here()).isFalse();
            assertThat(event.witness().tally().slots()).containsOnlyKeys("other");
        });
        field.reWitness(made.id());
        assertThat(((FieldEvent.Updated) events.get(1)).isVisible()).isTrue();
        assertThat(((FieldEvent.Updated) events.get(1)).here()).isTrue();
    }

    @Test
    @DisplayName("bounds a stated expiry by ten minutes and the skew, and one claim cannot be drawn twice")
    void boundsExpiry() {
        long claim = time.millis() + Duration.ofDays(300).toMillis();
        Witness everlasting = new Witness("a", "forever", time.millis(), claim, 1, null, new Position(1, 1), 0);
        field.merge(everlasting, "p");
        long kept = field.witness("a").orElseThrow().expiresAt();
        assertThat(kept).isEqualTo(time.millis() + 660_000);

        time.pass(Duration.ofMinutes(5));
        assertThat(field.merge(everlasting, "p")).isEqualTo(Admission.UNCHANGED);
        time.pass(Duration.ofMinutes(6));
        assertThat(field.witnesses()).isEmpty();
        assertThat(field.merge(everlasting, "p")).isEqualTo(Admission.BURIED);
    }

    @Test
    @DisplayName("accepts what others let live for ten minutes even where our own live shorter")
    void acceptsLongerLivesOfOthers() {
        WitnessField brief = field(FieldRules.withTtl(Duration.ofSeconds(3)));
        brief.merge(shown("a", 1, 0, 600_000), "p");
        brief.add("own", null);
        time.pass(Duration.ofSeconds(3));
        assertThat(brief.witnesses()).extracting(Witness::id).containsExactly("a");
    }

    @Test
    @DisplayName("refuses what is over, and what claims to come from the future")
    void refusesImpossibleTimes() {
        assertThat(field.merge(shown("old", 1, 10_000, -1), "p")).isEqualTo(Admission.EXPIRED);
        assertThat(field.merge(shown("new", 1, -700_000, 800_000), "p")).isEqualTo(Admission.FROM_THE_FUTURE);
        assertThat(events).isEmpty();
    }

    @Test
    @DisplayName("does not let one come back from its grave, unless somebody witnessed it later")
    void buries() {
        Witness one = shown("a", 1, 0, 10_000);
        field.merge(one, "p");
        time.pass(Duration.ofSeconds(10));
        time.setWallClock(Duration.ofSeconds(-30));

        assertThat(field.merge(one, "p")).isEqualTo(Admission.BURIED);
        Witness later = new Witness(
                "a", one.text(), one.createdAt(), one.expiresAt() + 1, 2, null, one.position(), one.entropySeed());
        assertThat(field.merge(later, "p")).isEqualTo(Admission.ADDED);
    }

    @Test
    @DisplayName("keeps the 200 newest; an older one is refused, a newer one crowds the oldest out")
    void keepsTheNewest() {
        for (int i = 0; i < 200; i++) {
            field.merge(shown("w" + i, 1, 100_000 + i, 60_000), "p");
        }
        assertThat(field.merge(shown("older", 1, 200_000, 60_000), "p")).isEqualTo(Admission.CROWDED_OUT);
        events.clear();
        assertThat(field.merge(shown("newer", 1, 0, 60_000), "q")).isEqualTo(Admission.ADDED);

        assertThat(field.witnesses())
                .hasSize(200)
                .first()
                .extracting(Witness::id)
                .isEqualTo("newer");
        assertThat(field.witness("w199")).isEmpty();
        assertThat(events).hasSize(2).last().satisfies(event -> {
            assertThat(event.witness().id()).isEqualTo("w199");
            assertThat(((FieldEvent.Removed) event).cause()).isEqualTo(FieldEvent.Cause.CROWDED_OUT);
        });
        assertThat(field.merge(shown("w199", 1, 100_199, 60_000), "p")).isEqualTo(Admission.CROWDED_OUT);
    }

    @Test
    @DisplayName("of those made at the same time keeps the ones with the smaller ids, whatever the order they come in")
    void breaksTies() {
        for (int i = 300; i > 0; i--) {
            field.merge(shown(String.format("w%03d", i), 1, 5_000, 60_000), "p" + i % 2);
        }
        assertThat(field.witnesses())
                .hasSize(200)
                .extracting(Witness::id)
                .startsWith("w001", "w002")
                .endsWith("w199", "w200");
        assertThat(field.merge(shown("w201", 1, 5_000, 60_000), "p")).isEqualTo(Admission.CROWDED_OUT);
    }

    @Test
    @DisplayName("is silent after close and leaves no timer")
    void closes() {
        field.add("one", null);
        events.clear();
        field.close();
        time.pass(Duration.ofHours(1));
        assertThat(events).isEmpty();
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("gives a witness without a place the place that the page's module gives it")
    void derivesPlaces() {
        // Computed by the browser's rule in Node for the id "w_x".
        assertThat(Witness.derivedPosition("w_x")).isEqualTo(new Position(62.71988304099068, 49.26487486343831));
    }
}
