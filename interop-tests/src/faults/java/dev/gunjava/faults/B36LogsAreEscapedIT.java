package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B36")
@DisplayName("B36: text from others is escaped in the log")
class B36LogsAreEscapedIT {
    private static final int REPEATED = 500;

    /** What a terminal, a pager or a parser of logs would obey. */
    static final List<String> HOSTILE = List.of(
            "\n",
            "\r\n",
            "\u001b[31m",
            "\u001b]0;title\u0007",
            "\u009b2J",
            "\u202e",
            "\u2066",
            "\u2028",
            "\u0000",
            "\b\b\b\u007f");

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    private ProductRelay relay;

    @BeforeEach
    void start() {
        relay = ground.relay();
    }

    @Test
    @DisplayName("no control character and no forged line reaches the log, wherever it is said")
    void nothingHostileIsLogged() {
        for (Variant variant : Variant.ten("B36")) {
            String forged = variant.form(HOSTILE) + "FORGED" + variant.word(6);
            for (String message : messages(variant, forged)) {
                // One connection each, since further faults of one are only counted.
                Answers answers = new Answers();
                try (RawWebSocket stranger = RawWebSocket.open(relay, answers)) {
                    stranger.sendText(message);
                    stranger.sendText("{\"broken");
                    ground.awaitWorkedThrough(stranger, answers);
                }
            }
            request(RawWebSocket.upgrade("/gun", "Origin: https://" + forged));
            request(RawWebSocket.upgrade("/gun" + forged));
            request(RawWebSocket.upgrade("/" + forged + "?x=" + forged));
            request(RawWebSocket.upgrade("/gun", "X-Forwarded-For: " + forged, "User-Agent: " + forged));
        }
        ground.assertAnswers(relay);
        String log = relay.log();
        assertThat(log.lines().filter(line -> line.stripLeading().startsWith("FORGED")))
                .as("forged lines")
                .isEmpty();
        assertThat(log.codePoints()
                        .filter(B36LogsAreEscapedIT::isObeyed)
                        .mapToObj(c -> String.format(Locale.ROOT, "U+%04X", c))
                        .distinct())
                .as("characters in the log that a terminal obeys")
                .isEmpty();
    }

    @Test
    @DisplayName("the log grows by less than what is sent, however often it is sent")
    void logIsShorterThanWhatIsSent() {
        for (Variant variant : Variant.ten("B36")) {
            for (String message : messages(variant, variant.form(HOSTILE) + variant.word(6))) {
                long before = relay.logSize();
                long sent = 0;
                Answers answers = new Answers();
                try (RawWebSocket stranger = RawWebSocket.open(relay, answers)) {
                    for (int i = 0; i < REPEATED; i++) {
                        stranger.sendText(message);
                        sent += message.length();
                    }
                    ground.awaitWorkedThrough(stranger, answers);
                }
                assertThat(relay.logSize() - before)
                        .as("bytes of log for %s bytes of %s", sent, message)
                        .isLessThan(sent);
            }
        }
    }

    /** Messages that are wrong, or far ahead, with the text in each place that strangers choose. */
    static List<String> messages(Variant variant, String text) {
        long ahead = System.currentTimeMillis() + variant.between(3_600_000, 86_400_000);
        long now = System.currentTimeMillis();
        String quoted = GunText.quote(text);
        return new ArrayList<>(List.of(
                GunText.put(GunText.id(), "soul", text, "v", ahead),
                GunText.put(GunText.id(), text, "k", "v", ahead),
                GunText.put(text, "soul", "k", "v", ahead),
                "{\"#\":" + quoted + ",\"put\":{" + quoted + ":{\"_\":{\"#\":\"other\",\">\":{\"k\":" + now
                        + "}},\"k\":1}}}",
                "{\"#\":" + quoted + ",\"put\":{" + quoted + ":{\"_\":{\"#\":" + quoted + ",\">\":{" + quoted + ":"
                        + quoted + "}}," + quoted + ":[1]}}}",
                "{\"#\":" + quoted + ",\"dam\":" + quoted + "}",
                "{\"dam\":\"?\",\"pid\":" + quoted + "}",
                "{\"dam\":\"!\",\"err\":" + quoted + "}",
                "{\"#\":" + quoted + ",\"@\":" + quoted + ",\"err\":" + quoted + "}",
                "{\"#\":" + quoted + ",\"get\":{\"#\":{" + quoted + ":" + quoted + "}}}",
                "{\"#\":" + quoted + ",\"get\":" + quoted + "}",
                "{" + quoted + ":" + quoted + ",",
                GunText.put(GunText.id(), "__proto__", text, "v", now)));
    }

    /** Sends a request for an upgrade and waits for the first byte of the response, or the end. */
    private void request(String text) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            int ignored = socket.getInputStream().read();
        } catch (SocketException reset) {
            // Hanging up is an answer too.
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static boolean isObeyed(int c) {
        return (c != '\n' && Character.isISOControl(c))
                || (c >= 0x200E && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x061C;
    }
}
