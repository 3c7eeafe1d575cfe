package dev.gunjava;

/** How a single read ended. */
public sealed interface Once {

    /** Something is there, a deleted key included. */
    record Found(Change change) implements Once {}

    /**
     * All who could be asked say that there is nothing, and in the 99 ms after that nobody behind them had anything.
     *
     * <p>Source of the 99 ms: gun.js {@code src/on.js}, the {@code wait} of {@code once}.
     */
    record Absent() implements Once {}

    /** A relay did not answer in time, or could not be reached, and nothing is known here. */
    record TimedOut() implements Once {}
}
