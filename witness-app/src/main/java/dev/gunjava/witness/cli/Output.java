package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;

/**
 * Where data goes, as opposed to messages, which go to standard error. Native libraries print to descriptor 1 behind our
 * back. So the launcher starts us with standard error as descriptor 1, and hands the real standard output over as
 * descriptor 0, which {@link FileDescriptor#in} names and which nothing here reads. To open it by a path would give a
 * file a second offset, so that what other programs write to it is overwritten, and is an error for a socket.
 */
final class Output {

    /** The system property that is {@code 0} when standard output is descriptor 0. */
    private static final String PROPERTY = "witness.stdout";

    private static final PrintStream DATA = "0".equals(System.getProperty(PROPERTY))
            ? new PrintStream(new FileOutputStream(FileDescriptor.in), false, UTF_8)
            : System.out;

    private Output() {}

    /** For what is asked for, such as help. */
    static PrintWriter writer() {
        return new PrintWriter(DATA, true, UTF_8);
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
