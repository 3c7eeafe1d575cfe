package dev.gunjava.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Reads the log in place of an operator: no line may have been forged, and no fault of ours may have been survived in
 * silence. Safe for use by any thread, since stores log on threads of their own.
 */
public final class LogWatch {

    private final List<String> faults = new ArrayList<>();

    private final class Reader extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            read(event);
        }
    }

    private LogWatch() {}

    /** Reads all that the product logs from now on, in place of the console. */
    public static LogWatch begin() {
        LogWatch watch = new LogWatch();
        Logger product = (Logger) LoggerFactory.getLogger("dev.gunjava");
        Reader reader = watch.new Reader();
        reader.start();
        product.setLevel(Level.INFO);
        product.setAdditive(false);
        product.addAppender(reader);
        return watch;
    }

    private synchronized void read(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            faults.add(message + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
        } else if (message.chars().anyMatch(Character::isISOControl)) {
            faults.add("a forged line: " + message);
        }
    }

    /** Fails if something was wrong in the log since the last call. */
    public synchronized void check() {
        List<String> found = List.copyOf(faults);
        faults.clear();
        if (!found.isEmpty()) {
            throw new AssertionError("in the log: " + String.join("\n", found));
        }
    }
}
