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
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The whole terminal as a page that is drawn in place; what was there before comes back when it is closed. The terminal is
 * spoken to by way of {@code stty}, so no native code is loaded.
 *
 * <p>For one thread; the size of the terminal may change at any time.
 */
public final class LiveScreen implements AutoCloseable {
    /** What leaves the page again, as the terminal takes it. */
    private final String farewell;

    private final Terminal terminal;
    private final Display display;
    /** Asked for once and after each change, since it takes a process to find out. */
    private volatile Size size;

    private volatile boolean resized = true;

    private LiveScreen(Terminal terminal) {
        this.terminal = terminal;
        farewell = sequence(terminal, Capability.cursor_normal) + sequence(terminal, Capability.exit_ca_mode);
        display = new Display(terminal, true);
        size = terminal.getSize();
        terminal.handle(Signal.WINCH, change -> {
            size = terminal.getSize();
            resized = true;
        });
        terminal.echo(false);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    /**
     * Takes over the terminal on standard output.
     *
     * @throws IOException if there is none, or none on which a line can be drawn again
     */
    public static LiveScreen open() throws IOException {
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
            throw new IOException(none);
        }
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            terminal.close();
            throw new IOException("the terminal cannot draw a line again");
        }
        return new LiveScreen(terminal);
    }

    private static String sequence(Terminal terminal, Capability capability) {
        String pattern = terminal.getStringCapability(capability);
        return pattern == null ? "" : Curses.tputs(pattern);
    }

    /** Draws what the page is for a number of columns and rows; only what has changed is written. */
    public void draw(BiFunction<Integer, Integer, List<AttributedString>> page) {
        Size now = size;
        if (resized) {
            resized = false;
            display.resize(now.getRows(), now.getColumns());
            display.clear();
        }
        display.update(page.apply(now.getColumns(), now.getRows()), -1);
    }

    /** The terminal itself may be closed by then: JLine does so as soon as the process is told to end. */
    @Override
    public void close() throws IOException {
        System.out.print(farewell);
        System.out.flush();
        terminal.close();
    }
}
