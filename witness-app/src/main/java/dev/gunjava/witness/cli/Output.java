package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * Where data goes, as opposed to messages, which go to standard error. Native libraries print to standard output behind
 * our back; so the launcher hands the real one over under another name and lets theirs go to standard error.
 */
final class Output {

    /** The system property that names the file to write data to. */
    private static final String PROPERTY = "witness.stdout";

    private static final PrintStream DATA = open();

    private Output() {}

    private static PrintStream open() {
        String file = System.getProperty(PROPERTY);
        try {
            return file == null ? System.out : new PrintStream(new FileOutputStream(file), false, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
    }

    /** Prints a line and flushes it, so that a reader at the other end of a pipe has it at once. */
    static synchronized void line(String text) {
        DATA.println(text);
        DATA.flush();
    }

    /** Whether the reader has gone away, as {@code head} does. */
    static boolean isBroken() {
        return DATA.checkError();
    }
}
