package dev.gunjava.witness.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.gunjava.witness.cli.screen.TerminalText;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The conversion word for a stack trace in which the messages of the exceptions are escaped. */
public final class EscapedStackTrace extends ThrowableProxyConverter {

    /** Made by logback. */
    public EscapedStackTrace() {}

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new Escaped(failure));
    }

    /** A failure and its causes, with their messages escaped. */
    private record Escaped(IThrowableProxy failure) implements IThrowableProxy {

        private static @Nullable String escape(@Nullable String message) {
            return message == null ? null : TerminalText.escape(message);
        }

        @Override
        public @Nullable String getMessage() {
            return escape(failure.getMessage());
        }

        @Override
        public String getClassName() {
            return failure.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return failure.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return failure.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            IThrowableProxy cause = failure.getCause();
            return cause == null ? null : new Escaped(cause);
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Stream.of(failure.getSuppressed()).map(Escaped::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
