package dev.gunjava.witness.doctor;

import dev.gunjava.witness.probe.ChannelPair;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a data channel opens between two peers in this process; at most 12 s. */
record ChannelCheck() implements Check {

    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration ECHO = Duration.ofSeconds(2);
    private static final String NAME = "channel";

    @Override
    public Finding look() throws InterruptedException {
        try (ChannelPair pair = new ChannelPair()) {
            Duration opened = pair.open(OPENING);
            Duration echo = pair.echo("is anybody there?", ECHO);
            return Finding.ok(
                    NAME,
                    "opened within this process in %d ms; there and back in %.1f ms"
                            .formatted(opened.toMillis(), (double) echo.toNanos() / TimeUnit.MILLISECONDS.toNanos(1)));
        } catch (TimeoutException silence) {
            return Finding.fail(
                    NAME,
                    "two peers of this process do not reach each other within " + OPENING.toSeconds() + " s",
                    "let a firewall on this machine pass UDP between its own addresses");
        }
    }
}
