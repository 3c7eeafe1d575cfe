package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;

/**
 * Where data goes, as opposed to messages, which go to standard error. Native libraries print to descriptor 1 behind our
 * back. So the launcher starts us with standard error as descriptor 1, and hands the real standard output over under
 * another number. To open that by its path would give a file a second offset, so that what other programs write to it is
 * overwritten, and is an error for a socket; hence the private constructor, which the launcher opens to us.
 */
final class Output {

    /** The system property that holds the number of the descriptor to write data to; without it, standard output. */
    private static final String PROPERTY = "witness.stdout";

    /** The system property that says whether that descriptor is a terminal. */
    private static final String TERMINAL = "witness.terminal";

    private static final PrintStream DATA = open();

    private Output() {}

    private static PrintStream open() {
        Integer number = Integer.getInteger(PROPERTY);
        if (number == null) {
            return System.out;
        }
        try {
            Constructor<FileDescriptor> numbered = FileDescriptor.class.getDeclaredConstructor(int.class);
            numbered.setAccessible(true);
            return new PrintStream(new FileOutputStream(numbered.newInstance(number)), false, UTF_8);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot write to descriptor " + number, e);
        }
    }

    /** For what is asked for, such as help. */
    static PrintWriter writer() {
        return new PrintWriter(DATA, true, UTF_8);
    }

    /** Prints a line and flushes it, so that a reader at the other end of a pipe has it at once. */
    static synchronized void line(String text) {
        DATA.println(text);
        DATA.flush();
    }

    /** Whether a person reads along: the launcher says so, since a descriptor cannot be asked by Java. */
    static boolean isTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }

    /** Whether the reader has gone away, as {@code head} does. */
    static boolean isBroken() {
        return DATA.checkError();
    }
}
