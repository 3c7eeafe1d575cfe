package dev.gunjava.witness.web;

import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/** An address as a QR code, in the forms in which it is shown. Immutable and so thread-safe. */
public final class QrDrawing {
    /** Source: ISO/IEC 18004, the quiet zone around a symbol. */
    private static final int QUIET = 4;

    /** Of a terminal's character cells, each of which shows two modules; the frame around them is quiet too. */
    private static final int QUIET_IN_TERMINAL = 2;

    private final QrCode code;

    private QrDrawing(QrCode code) {
        this.code = code;
    }

    /**
     * Encodes an address so that it can be read though a seventh of it is covered.
     *
     * @throws IllegalArgumentException if it is longer than 2 331 bytes
     */
    public static QrDrawing of(String address) {
        return new QrDrawing(QrCode.encodeText(address, QrCode.Ecc.MEDIUM));
    }

    /** Dark on white, whatever is around it: many readers see nothing else. */
    String svg() {
        int side = code.size + 2 * QUIET;
        StringBuilder dark = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    dark.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side
                + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side
                + "H0z\"/><path d=\"" + dark + "\"/></svg>";
    }

    /** Lines of half blocks for a terminal, in which the light modules are drawn and the dark ones are left out. */
    public List<String> halfBlocks() {
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET_IN_TERMINAL; y < code.size + QUIET_IN_TERMINAL; y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = -QUIET_IN_TERMINAL; x < code.size + QUIET_IN_TERMINAL; x++) {
                boolean upper = !code.getModule(x, y);
                boolean lower = !code.getModule(x, y + 1);
                line.append(upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ');
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
