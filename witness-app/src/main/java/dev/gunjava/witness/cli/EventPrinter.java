package dev.gunjava.witness.cli;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.cli.screen.TerminalText;
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
            messages.println(message(event));
            messages.flush();
        };
    }

    /** An event in one line for people. */
    static String message(PeerEvent event) {
        if (event instanceof PeerEvent.StatusChanged changed) {
            return ("status: " + changed.status().mode().word() + ", "
                    + changed.status().webrtcConnections() + " channels open, "
                    + changed.status().peerCount() + " peers known, relay "
                    + (changed.status().relayConnected() ? "up" : "not reached")
                    + (changed.status().fallback() == Fallback.OFF
                            ? ""
                            : ", emergency fallback "
                                    + changed.status().fallback().word()));
        } else if (event instanceof PeerEvent.LinkChanged changed) {
            String reason = changed.view().reason();
            return TerminalText.escape(changed.view().peer() + ": "
                    + changed.view().state().word() + (reason.isEmpty() ? "" : " (" + reason + ")"));
        } else if (event instanceof PeerEvent.WitnessChanged changed) {
            return changed.change().word() + ": " + line(changed.witness());
        }
        return TerminalText.escape(((PeerEvent.Logged) event).text());
    }

    private static String line(Witness witness) {
        return TerminalText.escape(witness.text()) + "\t" + witness.witnessCount() + "\t"
                + TerminalText.escape(witness.id());
    }
}
