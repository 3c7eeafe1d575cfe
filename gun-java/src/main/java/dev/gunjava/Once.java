package dev.gunjava;

/** How a single read ended. */
public sealed interface Once {

    /** Something is there, a deleted key included. */
    record Found(Change change) implements Once {}

    /** All who could be asked say that there is nothing. */
    record Absent() implements Once {}

    /** A relay did not answer in time, or could not be reached, and nothing is known here. */
    record TimedOut() implements Once {}
}
