package dev.gunjava.witness;

import org.jspecify.annotations.Nullable;

/**
 * A short text that lives in the memory of the peers for some minutes, and how often it was witnessed.
 *
 * <p>Immutable and so thread-safe. The constructor holds the rules that each witness obeys wherever it came from, so an
 * invalid one does not exist. Source of the fields: the deployed p2p store.
 *
 * @param id 1 to 128 UTF-16 units
 * @param text 1 to 2 000 UTF-16 units, not blank; our own are at most {@value #MAX_OWN_TEXT} long
 * @param createdAt when it was made, ms since the epoch by the clock of its maker
 * @param expiresAt when it leaves, ms since the epoch; not before {@code createdAt}
 * @param tally how often it was witnessed
 * @param contextOf id of the witness it replies to, or null
 * @param position where it stands in the field
 * @param entropySeed from which a page derives its looks, in [0, 1)
 * @param unknown what its maker says of it beyond that
 */
public record Witness(
        String id,
        String text,
        long createdAt,
        long expiresAt,
        Tally tally,
        @Nullable String contextOf,
        Position position,
        double entropySeed,
        UnknownMembers unknown) {

    /** UTF-16 units that a text of our own may have: what the pages' input allows. */
    public static final int MAX_OWN_TEXT = 140;

    /** UTF-16 units that a received text may have. */
    public static final int MAX_TEXT = 2_000;

    /** UTF-16 units that an id may have. */
    public static final int MAX_ID = 128;

    /** @throws IllegalArgumentException naming the rule that is broken */
    public Witness {
        require(isId(id), "id must have 1 to 128 characters and not be __proto__");
        require(!text.isBlank() && text.length() <= MAX_TEXT, "text must have 1 to 2000 characters");
        require(createdAt >= 0 && createdAt <= expiresAt, "createdAt must lie before expiresAt");
        require(expiresAt <= Tally.MAX_SAFE_INTEGER, "expiresAt is too large");
        require(contextOf == null || isId(contextOf), "contextOf must have 1 to 128 characters and not be __proto__");
        require(entropySeed >= 0 && entropySeed < 1, "entropySeed must lie in [0, 1)");
    }

    /** A witness as somebody shows it who keeps no slots and says nothing beyond what is known. */
    public Witness(
            String id,
            String text,
            long createdAt,
            long expiresAt,
            long witnessCount,
            @Nullable String contextOf,
            Position position,
            double entropySeed) {
        this(
                id,
                text,
                createdAt,
                expiresAt,
                Tally.of(witnessCount),
                contextOf,
                position,
                entropySeed,
                UnknownMembers.NONE);
    }

    /** How often it was witnessed: the number that people see. */
    public long witnessCount() {
        return tally.count();
    }

    /** Whether a text can be the id of a witness; {@code __proto__} cannot, since pages of others use ids as keys. */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID && !text.equals("__proto__");
    }

    /** The position that each peer gives alike to a witness that came without one. */
    public static Position derivedPosition(String id) {
        return Position.derivedFrom(id);
    }

    /** The seed that each peer gives alike to a witness that came without one. */
    public static double derivedSeed(String id) {
        return derivedFraction("seed" + id);
    }

    Witness with(Tally newTally, long newExpiry) {
        return new Witness(id, text, createdAt, newExpiry, newTally, contextOf, position, entropySeed, unknown);
    }

    /** Spreads texts evenly over [0, 1); the page's module computes the same. */
    static double derivedFraction(String text) {
        int sum = 7;
        for (int i = 0; i < text.length(); i++) {
            sum = 31 * sum + text.charAt(i);
        }
        int goldenRatio = 0x9E3779B1;
        return Integer.toUnsignedLong(sum * goldenRatio) / (double) (1L << 32);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /**
     * The text of a witness of our own.
     *
     * @return the text trimmed, 1 to 140 UTF-16 units
     * @throws IllegalArgumentException with a message for people if it is empty or too long
     */
    public static String ownText(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("a witness needs a text");
        }
        if (trimmed.length() > MAX_OWN_TEXT) {
            throw new IllegalArgumentException(
                    "a witness has at most " + MAX_OWN_TEXT + " characters, this has " + trimmed.length());
        }
        return trimmed;
    }
}
