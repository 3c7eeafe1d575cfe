package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** Takes what is written to standard error, which would spoil a page drawn in place, and keeps the last line of it. */
final class LatestMessage extends OutputStream {

    /** More of a line does not fit on any screen. */
    private static final int LONGEST = 4_096;

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile String latest = "";

    /** Takes standard error over until {@link #close}. */
    LatestMessage() {
        System.setErr(new PrintStream(this, true, UTF_8));
    }

    String latest() {
        return latest;
    }

    void say(String message) {
        latest = message;
    }

    @Override
    public synchronized void write(int part) {
        if (part == '\n') {
            latest = line.toString(UTF_8);
            line.reset();
        } else if (line.size() < LONGEST) {
            line.write(part);
        }
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
