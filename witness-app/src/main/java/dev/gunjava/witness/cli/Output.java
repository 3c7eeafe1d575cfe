package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * Where data goes, as opposed to messages, which go to standard error. Native libraries print to descriptor 1 behind our
 * back. So the launcher starts us with standard error as descriptor 1, and hands the real standard output over under
 * another number. To open that by its path would give a file a second offset, so that what other programs write to it is
 * overwritten, and is an error for a socket; hence the private constructor, which the launcher opens to us.
 *
 * <p>The runnable jar has no launcher that could do so. There we change descriptor 1 ourselves, by the one way to dup2
 * that the JDK has, which the jar's manifest opens to us. On a system or a JDK without it, data goes to descriptor 1.
 */
final class Output {

    /** The system property that holds the number of the descriptor to write data to; without it, standard output. */
    private static final String PROPERTY = "witness.stdout";

    /** From this release on there is a console where there is no terminal. */
    private static final int CONSOLE_WITHOUT_TERMINAL = 22;

    private static final Path NOWHERE = Path.of("/dev/null");

    /** Looked at before descriptor 1 may become something else. */
    private static final boolean TERMINAL = showsData();

    private static final PrintStream DATA = open();

    private Output() {}

    private static PrintStream open() {
        Integer number = Integer.getInteger(PROPERTY);
        if (number == null) {
            return Files.exists(NOWHERE) ? setApart() : System.out;
        }
        try {
            Constructor<FileDescriptor> numbered = FileDescriptor.class.getDeclaredConstructor(int.class);
            numbered.setAccessible(true);
            return new PrintStream(new FileOutputStream(numbered.newInstance(number)), false, UTF_8);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot write to descriptor " + number, e);
        }
    }

    /** Gives standard output a descriptor of its own, and makes 1 another name of standard error. */
    private static PrintStream setApart() {
        try {
            Constructor<?> dispatchers =
                    Class.forName("sun.nio.ch.DatagramDispatcher").getDeclaredConstructor();
            Method dup = Class.forName("sun.nio.ch.NativeDispatcher")
                    .getDeclaredMethod("dup", FileDescriptor.class, FileDescriptor.class);
            if (!dispatchers.trySetAccessible() || !dup.trySetAccessible()) {
                return System.out;
            }
            Object dispatcher = dispatchers.newInstance();
            FileOutputStream data = new FileOutputStream(NOWHERE.toFile());
            dup.invoke(dispatcher, FileDescriptor.out, data.getFD());
            dup.invoke(dispatcher, FileDescriptor.err, FileDescriptor.out);
            return new PrintStream(data, false, UTF_8);
        } catch (ReflectiveOperationException | IOException unknownHere) {
            return System.out;
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

    /** Whether a terminal shows the data, as far as Java can tell: not if standard input is none. */
    static boolean isTerminal() {
        return TERMINAL;
    }

    /** The launcher leaves standard output where it is if that is a terminal, so a number says that it is none. */
    private static boolean showsData() {
        Console console = Integer.getInteger(PROPERTY) == null ? System.console() : null;
        if (console == null || Runtime.version().feature() < CONSOLE_WITHOUT_TERMINAL) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    /** Whether the terminal can do no more than take lines. */
    static boolean isDumb() {
        String type = System.getenv("TERM");
        return type == null || type.isEmpty() || type.equals("dumb");
    }

    /** Whether data may be coloured: on a terminal that can, unless somebody wants none (no-color.org). */
    static CommandLine.Help.Ansi colours() {
        String unwanted = System.getenv("NO_COLOR");
        boolean wanted = unwanted == null || unwanted.isEmpty();
        return wanted && isTerminal() && !isDumb() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    /** A text of ours, made to stand out where there may be colours. */
    static String strong(String text) {
        return colours().string("@|bold " + text + "|@");
    }

    /** Whether the reader has gone away, as {@code head} does. */
    static boolean isBroken() {
        return DATA.checkError();
    }
}
