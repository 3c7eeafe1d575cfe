package dev.gunjava.logging;

import org.jspecify.annotations.Nullable;

/** Text of others, made fit for a log: it can forge no line, control no terminal, and has a bound. */
public final class LogText {

    /** How many UTF-16 units of a text are shown. */
    static final int SHOWN = 200;

    /** How many causes of a failure are shown; a chain may be a circle. */
    private static final int CAUSES = 16;

    private LogText() {}

    /**
     * The beginning of a text. Controls, separators of lines, formats such as a turned direction of writing, and halves
     * of characters are written as escapes.
     */
    public static String escaped(@Nullable Object text) {
        String whole = String.valueOf(text);
        StringBuilder escaped = new StringBuilder();
        whole.substring(0, Math.min(whole.length(), SHOWN)).codePoints().forEach(c -> {
            if (isPlain(c)) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(String.format(c > Character.MAX_VALUE ? "\\u{%x}" : "\\u%04x", c));
            }
        });
        if (whole.length() > SHOWN) {
            escaped.append("... (").append(whole.length()).append(" characters)");
        }
        return escaped.toString();
    }

    /** A failure whose messages, which may quote others, are escaped; the same one if that changes nothing. */
    public static Throwable escaped(Throwable failure) {
        return isPlain(failure) ? failure : EscapedFailure.of(failure, CAUSES);
    }

    private static boolean isPlain(Throwable failure) {
        Throwable cause = failure;
        for (int causes = 0; cause != null; causes++, cause = cause.getCause()) {
            String text = cause.toString();
            if (causes > CAUSES || cause.getSuppressed().length > 0 || !text.equals(escaped(text))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> c != '\\';
        };
    }

    /** What a failure was, where it happened, and why, in escaped text. */
    private static final class EscapedFailure extends Throwable {
        private static final long serialVersionUID = 1;

        private EscapedFailure(String what, @Nullable Throwable cause) {
            super(what, cause, false, true);
        }

        static EscapedFailure of(Throwable failure, int causes) {
            Throwable cause = failure.getCause();
            EscapedFailure escaped = new EscapedFailure(
                    escaped(failure.toString()), cause == null || causes == 0 ? null : of(cause, causes - 1));
            escaped.setStackTrace(failure.getStackTrace());
            return escaped;
        }
    }
}
