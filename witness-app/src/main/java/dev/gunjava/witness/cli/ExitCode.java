package dev.gunjava.witness.cli;

/** The exit codes that scripts can rely on. */
final class ExitCode {

    /** Done. */
    static final int OK = 0;

    /** Something failed; the reason is on standard error. */
    static final int FAULT = 1;

    /** The command line was wrong. */
    static final int USAGE = 2;

    /** Nobody was reached. */
    static final int NOBODY = 3;

    private ExitCode() {}
}
