package dev.gunjava.witness.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.gunjava.witness.cli.screen.TerminalText;

/** The conversion word for a message in which nothing passes for the end of a line, nor controls a terminal. */
public final class EscapedMessage extends ClassicConverter {

    /** Made by logback. */
    public EscapedMessage() {}

    @Override
    public String convert(ILoggingEvent event) {
        return TerminalText.escape(event.getFormattedMessage());
    }
}
