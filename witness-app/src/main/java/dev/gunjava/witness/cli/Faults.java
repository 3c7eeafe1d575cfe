package dev.gunjava.witness.cli;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in one line that says what to do next. */
final class Faults {

    private Faults() {}

    static String explain(Throwable failure) {
        String message = failure.getMessage();
        String said = message == null ? failure.getClass().getSimpleName() : message;
        return isPortInUse(failure) && !said.contains("--")
                ? said + "; stop the program that listens there, or choose another port with --port (up: --relay-port)"
                : said;
    }

    private static boolean isPortInUse(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
