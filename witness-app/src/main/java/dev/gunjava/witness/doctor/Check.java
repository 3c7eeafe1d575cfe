package dev.gunjava.witness.doctor;

/** Looks at one thing. */
interface Check {

    /** Looks. Blocks for as long as the check says at most. */
    Finding look() throws InterruptedException;
}
