package dev.gunjava.witness.cli;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.peer.ConnectionStatus.Fallback;
import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.PeerEvent.Change;
import dev.gunjava.witness.peer.PeerEventJson;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Prints what a peer has to tell: witnesses as data, everything else as messages; or all of it as JSON lines. */
final class EventPrinter {

    private EventPrinter() {}

    /** Every event as one line of JSON. */
    static Consumer<PeerEvent> json() {
        return event -> Output.line(PeerEventJson.write(event).toString());
    }

    /** Each witness that comes or grows as one line, {@code text<TAB>count<TAB>id}, and no messages. */
    static Consumer<PeerEvent> witnesses() {
        return event -> {
            if (event instanceof PeerEvent.WitnessChanged changed && changed.change() != Change.REMOVED) {
                Output.line(line(changed.witness()));
            }
        };
    }

    /** How the peer fares, as messages for people. */
    static Consumer<PeerEvent> messages(PrintWriter messages) {
        return event -> {
            if (event instanceof PeerEvent.StatusChanged changed) {
                messages.println("status: " + changed.status().mode().word() + ", "
                        + changed.status().webrtcConnections() + " channels open, "
                        + changed.status().peerCount() + " peers known, relay "
                        + (changed.status().relayConnected() ? "up" : "not reached")
                        + (changed.status().fallback() == Fallback.OFF
                                ? ""
                                : ", emergency fallback "
                                        + changed.status().fallback().word()));
            } else if (event instanceof PeerEvent.LinkChanged changed) {
                String reason = changed.view().reason();
                messages.println(changed.view().peer() + ": "
                        + changed.view().state().word() + (reason.isEmpty() ? "" : " (" + reason + ")"));
            } else if (event instanceof PeerEvent.Logged logged) {
                messages.println(logged.text());
            } else if (event instanceof PeerEvent.WitnessChanged changed) {
                messages.println(changed.change().word() + ": " + line(changed.witness()));
            }
            messages.flush();
        };
    }

    private static String line(Witness witness) {
        return escape(witness.text()) + "\t" + witness.witnessCount() + "\t" + escape(witness.id());
    }

    /** Control characters must not reach a terminal, nor a tab or line end pass for ours. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\t') {
                escaped.append("\\t");
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
