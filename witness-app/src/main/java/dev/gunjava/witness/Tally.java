package dev.gunjava.witness;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often a witness was witnessed, kept so that nothing is lost when several peers count at the same time.
 *
 * <p>Each number in it only grows, and two tallies merge by the greater of each; so whatever the order and however often
 * tallies are shown around, all end alike. Immutable and so thread-safe. Source: docs/protocol.md, section 7.
 *
 * @param count the number that people see; raised to what base and slots explain if it is less
 * @param base how often it was witnessed by those who have no slot, 1 or more
 * @param slots how often the owner of each slot has witnessed again, 1 or more; at most {@value #MAX_SLOTS}, by name
 */
public record Tally(long count, long base, SortedMap<String, Long> slots) {
    /** The largest whole number that JavaScript holds exactly; no number here exceeds it. */
    public static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    /** Slots that one witness may have. */
    public static final int MAX_SLOTS = 64;

    private static final int MAX_SLOT = 16;
    private static final SortedMap<String, Long> NO_SLOTS = Collections.unmodifiableSortedMap(new TreeMap<>());

    /** @throws IllegalArgumentException naming the rule that is broken */
    public Tally {
        require(isCount(count) && isCount(base), "witnessCount and base must be 1 or more");
        require(slots.size() <= MAX_SLOTS, "there are at most 64 slots");
        slots.forEach((slot, n) -> require(isSlot(slot) && isCount(n), "a slot has a short name and counts 1 or more"));
        slots = slots.isEmpty() ? NO_SLOTS : Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        count = Math.max(count, Math.min(base + sum(slots), MAX_SAFE_INTEGER));
    }

    /** The tally of somebody who keeps no slots, which says no more than this number. */
    public static Tally of(long count) {
        return new Tally(count, 1, NO_SLOTS);
    }

    /** Whether a number of a stranger can stand in a tally. */
    public static boolean isCount(long number) {
        return number >= 1 && number <= MAX_SAFE_INTEGER;
    }

    /** Whether a text of a stranger can be the name of a slot: 1 to 16 digits and small letters. */
    public static boolean isSlot(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_SLOT
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    }

    /** The two merged. */
    public Tally merge(Tally shown) {
        return merge(shown, MAX_SAFE_INTEGER);
    }

    /** The two merged, as far as the count does not exceed {@code most}, which is not below the count of this one. */
    Tally merge(Tally shown, long most) {
        if (shown.isCoveredBy(this)) {
            return this;
        }
        Tally explained = mergeExplained(shown, most);
        return new Tally(Math.max(explained.count, Math.min(shown.count, most)), explained.base, explained.slots);
    }

    /**
     * This one after somebody without a slot has witnessed again and shows his count.
     *
     * @param most what the count may not exceed
     */
    Tally witnessedBy(Tally shown, long most) {
        Tally explained = mergeExplained(shown, most);
        if (shown.count <= explained.count || explained.count >= most) {
            return explained;
        }
        Tally again = explained.witnessedWithoutSlot();
        return new Tally(Math.max(again.count, Math.min(shown.count, most)), again.base, again.slots);
    }

    /** This one after the owner of a slot has witnessed again; without a place for the slot it is put to the base. */
    Tally witnessedIn(String slot) {
        if (!slots.containsKey(slot) && slots.size() >= MAX_SLOTS) {
            return witnessedWithoutSlot();
        }
        SortedMap<String, Long> grown = new TreeMap<>(slots);
        grown.merge(slot, 1L, Long::sum);
        return new Tally(count + 1, base + unexplained(), grown);
    }

    /** This tally with no slot above {@code most}; the count is lowered by what the slots lose. */
    Tally withSlotsUpTo(long most) {
        SortedMap<String, Long> cut = new TreeMap<>(slots);
        cut.replaceAll((slot, n) -> Math.min(n, most));
        long excess = sum(slots) - sum(cut);
        return excess == 0 ? this : new Tally(Math.max(1, count - excess), base, cut);
    }

    /** Whether this one says nothing that the other does not say. */
    public boolean isCoveredBy(Tally other) {
        return count <= other.count
                && base <= other.base
                && slots.entrySet().stream()
                        .allMatch(slot -> slot.getValue() <= other.slots.getOrDefault(slot.getKey(), 0L));
    }

    private Tally witnessedWithoutSlot() {
        return new Tally(count + 1, base + unexplained() + 1, slots);
    }

    private Tally mergeExplained(Tally shown, long most) {
        long room = most - base - sum(slots);
        long raisedBase = base + raise(base, shown.base, room);
        room -= raisedBase - base;
        SortedMap<String, Long> raised = new TreeMap<>(slots);
        for (Map.Entry<String, Long> slot : shown.slots.entrySet()) {
            long known = raised.getOrDefault(slot.getKey(), 0L);
            long by = raise(known, slot.getValue(), room);
            if (by > 0 && (known > 0 || raised.size() < MAX_SLOTS)) {
                raised.put(slot.getKey(), known + by);
                room -= by;
            }
        }
        return new Tally(count, raisedBase, raised);
    }

    private static long raise(long from, long to, long room) {
        return Math.max(0, Math.min(to - from, room));
    }

    /** What has been counted somewhere without our learning by whom. */
    private long unexplained() {
        return count - base - sum(slots);
    }

    private static long sum(Map<String, Long> slots) {
        return slots.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
