package dev.gunjava.witness.cli.screen;

import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole terminal as a page that is drawn in place; what was there before comes back when it is closed. The terminal is
 * spoken to by way of {@code stty}, so no native code is loaded.
 *
 * <p>For one thread; the size of the terminal may change at any time.
 */
public final class LiveScreen implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveScreen.class);

    /** What leaves the page again, as the terminal takes it. */
    private final String farewell;

    private final Terminal terminal;
    /** The lines as they were written. */
    private List<String> shown = List.of();

    /** Asked for once and after each change, since it takes a process to find out. */
    private volatile Size size;

    private volatile boolean resized = true;

    private LiveScreen(Terminal terminal) {
        this.terminal = terminal;
        farewell = sequence(terminal, Capability.enter_am_mode)
                + sequence(terminal, Capability.cursor_normal)
                + sequence(terminal, Capability.exit_ca_mode);
        size = terminal.getSize();
        terminal.handle(Signal.WINCH, change -> {
            size = terminal.getSize();
            resized = true;
        });
        terminal.echo(false);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.puts(Capability.exit_am_mode);
        terminal.flush();
    }

    /** Takes over the terminal on standard output; null if there is none, or none on which a line can be drawn again. */
    public static @Nullable LiveScreen open() throws IOException {
        Terminal terminal;
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(SystemOutput.SysOut)
                    .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                    .dumb(false)
                    .nativeSignals(false)
                    .build();
        } catch (IllegalStateException none) {
            log.debug("no terminal to draw on", none);
            return null;
        }
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            terminal.close();
            return null;
        }
        return new LiveScreen(terminal);
    }

    private static String sequence(Terminal terminal, Capability capability) {
        String pattern = terminal.getStringCapability(capability);
        return pattern == null ? "" : Curses.tputs(pattern);
    }

    /**
     * Draws what the page is for a number of columns and rows; only lines that have changed are written. Each is put in its
     * place, and none goes on in the next: a terminal may find a character wider than we do, and then spoils one line.
     */
    public void draw(BiFunction<Integer, Integer, List<AttributedString>> page) {
        if (resized) {
            resized = false;
            shown = List.of();
            terminal.puts(Capability.clear_screen);
        }
        Size now = size;
        List<String> lines = page.apply(now.getColumns(), now.getRows()).stream()
                .map(line -> line.toAnsi(terminal))
                .toList();
        for (int row = 0; row < lines.size(); row++) {
            if (row >= shown.size() || !shown.get(row).equals(lines.get(row))) {
                terminal.puts(Capability.cursor_address, row, 0);
                terminal.puts(Capability.clr_eol);
                terminal.writer().print(lines.get(row));
            }
        }
        shown = lines;
        terminal.flush();
    }

    /** The terminal itself may be closed by then: JLine does so as soon as the process is told to end. */
    @Override
    public void close() throws IOException {
        System.out.print(farewell);
        System.out.flush();
        terminal.close();
    }
}
