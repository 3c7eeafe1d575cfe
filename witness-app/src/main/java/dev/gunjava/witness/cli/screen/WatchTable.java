package dev.gunjava.witness.cli.screen;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.peer.ConnectionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * The witnesses as a table, and above it how the peer fares: as many lines as a screen has, none wider than it is.
 *
 * @param columns of the screen
 * @param rows of the screen
 * @param coloured whether there may be colours
 */
public record WatchTable(int columns, int rows, boolean coloured) {
    private static final int COUNT_WIDTH = 5;
    private static final int LEFT_WIDTH = 6;
    /** What stands before the text: count and time left, each with two blanks behind it. */
    private static final int TEXT_AT = COUNT_WIDTH + 2 + LEFT_WIDTH + 2;

    private static final int ID_WIDTH = 26;
    /** On a narrower screen the text needs the room of the ids. */
    private static final int COLUMNS_WITH_IDS = 72;

    private static final long MINUTE_MILLIS = 60_000;
    private static final String CUT = "…";

    /**
     * What is to be seen.
     *
     * @param peer our id
     * @param status how we are connected
     * @param witnesses newest first
     * @param message the latest one, empty if there was none
     * @param now the time, ms since the epoch
     */
    public record View(String peer, ConnectionStatus status, List<Witness> witnesses, String message, long now) {}

    /** The lines of the screen. */
    public List<AttributedString> lines(View view) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(fit(head(view), columns));
        lines.add(fit(title(), columns));
        int room = Math.max(1, rows - 3);
        List<Witness> witnesses = view.witnesses();
        int shown = witnesses.size() <= room ? witnesses.size() : room - 1;
        witnesses.subList(0, shown).forEach(witness -> lines.add(fit(row(witness, view.now()), columns)));
        if (witnesses.isEmpty()) {
            lines.add(fit(styled("Nothing has been said yet.", faint()), columns));
        } else if (shown < witnesses.size()) {
            lines.add(fit(styled((witnesses.size() - shown) + " more", faint()), columns));
        }
        while (lines.size() < rows - 1) {
            lines.add(AttributedString.EMPTY);
        }
        lines.add(fit(styled(foot(view), faint()), columns));
        return lines.subList(0, Math.min(rows, lines.size()));
    }

    private AttributedString head(View view) {
        ConnectionStatus status = view.status();
        AttributedStringBuilder head = new AttributedStringBuilder();
        head.append(status.mode().word().toUpperCase(Locale.ROOT), mode(status.mode()));
        head.append("  " + several(status.peerCount(), "peer") + " known, "
                + several(status.webrtcConnections(), "channel") + " open, relay "
                + (status.relayConnected() ? "up" : "not reached"));
        if (status.fallback() != ConnectionStatus.Fallback.OFF) {
            head.append(", emergency fallback " + status.fallback().word());
        }
        head.append("  " + view.peer(), faint());
        return head.toAttributedString();
    }

    private AttributedString title() {
        String title = "count  " + pad("left", LEFT_WIDTH) + "  ";
        return styled(hasIds() ? title + pad("text", textWidth()) + "  id" : title + "text", faint());
    }

    private AttributedString row(Witness witness, long now) {
        long left = Math.max(0, witness.expiresAt() - now);
        AttributedStyle style = left < MINUTE_MILLIS ? faint() : AttributedStyle.DEFAULT;
        AttributedStringBuilder row = new AttributedStringBuilder();
        row.append("%%%dd  ".formatted(COUNT_WIDTH).formatted(witness.witnessCount()));
        row.append(pad(left(left), LEFT_WIDTH) + "  ");
        AttributedString text = fit(new AttributedString(TerminalText.escape(witness.text())), textWidth());
        row.append(text.toString(), style);
        if (hasIds()) {
            row.append(" ".repeat(textWidth() - text.columnLength() + 2));
            row.append(TerminalText.escape(witness.id()), faint());
        }
        return row.toAttributedString();
    }

    private static String foot(View view) {
        return view.message().isEmpty() ? "Ctrl-C ends it" : "Ctrl-C ends it. " + TerminalText.escape(view.message());
    }

    private boolean hasIds() {
        return columns >= COLUMNS_WITH_IDS;
    }

    private int textWidth() {
        return Math.max(1, columns - TEXT_AT - (hasIds() ? ID_WIDTH + 2 : 0));
    }

    /** The line, cut to a width as a terminal measures it. */
    private static AttributedString fit(AttributedString line, int width) {
        if (line.columnLength() <= width) {
            return line;
        }
        AttributedString kept = line.columnSubSequence(0, width - 1);
        return AttributedString.join(AttributedString.EMPTY, kept, new AttributedString(CUT));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String several(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String left(long millis) {
        long seconds = millis / 1_000;
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }

    private AttributedString styled(String text, AttributedStyle style) {
        return new AttributedString(text, style);
    }

    private AttributedStyle faint() {
        return coloured ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
    }

    private AttributedStyle mode(ConnectionStatus.Mode mode) {
        if (!coloured) {
            return AttributedStyle.DEFAULT;
        }
        int colour =
                switch (mode) {
                    case P2P -> AttributedStyle.GREEN;
                    case RELAY -> AttributedStyle.YELLOW;
                    case OFFLINE -> AttributedStyle.RED;
                };
        return AttributedStyle.BOLD.foreground(colour);
    }
}
