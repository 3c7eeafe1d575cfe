package dev.gunjava.witness.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B36: a key with a line feed and an escape was in the log as it came. The program's own configuration is tried. */
@DisplayName("B36: log lines of the program")
class B36LogLinesTest {

    private final LoggerContext context = new LoggerContext();
    private Logger root;

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(B36LogLinesTest.class.getResource("/logback.xml"));
        root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String line(String format, @Nullable Throwable failure, Object... arguments) {
        OutputStreamAppender<ILoggingEvent> appender = (OutputStreamAppender<ILoggingEvent>) root.getAppender("STDERR");
        LoggingEvent event = new LoggingEvent("caller", root, Level.WARN, format, failure, arguments);
        return new String(appender.getEncoder().encode(event), UTF_8);
    }

    @Test
    @DisplayName("escape what a message quotes, so that it stays one line")
    void messages() {
        assertThat(line("key {}", null, "a\n12:00:00.000 ERROR forged \u001b[31m \u202e"))
                .endsWith(" WARN  ROOT - key a\\n12:00:00.000 ERROR forged \\u001b[31m \\u202e\n")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("escape what an exception, its cause and what it suppresses quote; stack traces keep their lines")
    void exceptions() {
        IllegalStateException failure =
                new IllegalStateException("a\nforged", new IllegalArgumentException("b\nforged \u001b[31m"));
        failure.addSuppressed(new IllegalStateException("c\nforged"));
        assertThat(line("failed", failure).lines())
                .noneMatch(line -> line.startsWith("forged"))
                .anyMatch(line -> line.equals("java.lang.IllegalStateException: a\\nforged"))
                .anyMatch(line -> line.endsWith("Suppressed: java.lang.IllegalStateException: c\\nforged"))
                .anyMatch(line -> line.equals("Caused by: java.lang.IllegalArgumentException: b\\nforged \\u001b[31m"))
                .anyMatch(line -> line.startsWith("\tat dev.gunjava.witness.logging.B36LogLinesTest"));
    }
}
