package dev.gunjava.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B13")
@DisplayName("B13: a pid that somebody claims closes no link between relays")
class B13ClaimsCloseNothingIT {
    private static final Pattern PID = Pattern.compile("\"pid\":\"([^\"]+)\"");
    private static final Duration PROPAGATION = Duration.ofSeconds(5);
    private static final Duration LINKED = Duration.ofSeconds(15);
    private static final int PAIRS = 20;
    private static final int PAIRS_AFTERWARDS = 200;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("whoever claims to be the other relay, writes pass between two relays in both directions")
    void linkStays() {
        ProductRelay dialed = ground.relay();
        ProductRelay dialing = ground.relay("--peer", dialed.uri().toString());
        awaitLink(dialing, dialed);
        String dialedPid = pid(dialed);
        String dialingPid = pid(dialing);
        HonestClient there = ground.keep(HonestClient.startAcross(dialing, dialed, PROPAGATION));
        HonestClient back = ground.keep(HonestClient.startAcross(dialed, dialing, PROPAGATION));
        for (Variant variant : Variant.ten("B13")) {
            // Mostly to the relay that has dialed, under the name of the other; sometimes the other way round.
            boolean atDialed = variant.number() % 5 == 4;
            RawWebSocket stranger = ground.attacker(atDialed ? dialed : dialing);
            claims(variant, atDialed ? dialingPid : dialedPid).forEach(stranger::sendText);
            there.awaitPairs(PAIRS);
        }
        // The fault took its time where the pids were the other way round: 2 s.
        there.awaitPairs(PAIRS_AFTERWARDS);
        HonestClient.Report thereReport = there.finish();
        HonestClient.Report backReport = back.finish();
        ground.report("B13 to the dialed relay", thereReport);
        ground.report("B13 to the dialing relay", backReport);
        thereReport.assertNothingLost();
        backReport.assertNothingLost();
        dialed.assertUp();
        dialing.assertUp();
    }

    private void awaitLink(ProductRelay dialing, ProductRelay dialed) {
        HonestClient probe = ground.keep(HonestClient.startAcross(dialing, dialed, LINKED));
        probe.awaitPairs(1);
        probe.close();
    }

    /** The pid that a relay names in its greeting. */
    private String pid(ProductRelay relay) {
        AtomicReference<String> pid = new AtomicReference<>("");
        RawWebSocket listener = ground.attacker(relay, text -> {
            Matcher named = PID.matcher(text);
            if (named.find()) {
                pid.compareAndSet("", named.group(1));
            }
        });
        ground.awaitAnswers("a greeting", () -> !pid.get().isEmpty());
        listener.close();
        return pid.get();
    }

    /** Frames that say who we claim to be: as a question, as an answer, twice, among others, or after something else. */
    static List<String> claims(Variant variant, String pid) {
        String quoted = GunText.quote(pid);
        String question = "{\"dam\":\"?\",\"pid\":" + quoted + "}";
        String named = "{\"#\":\"" + GunText.id() + "\",\"dam\":\"?\",\"pid\":" + quoted + "}";
        String answer =
                "{\"#\":\"" + GunText.id() + "\",\"@\":\"" + GunText.id() + "\",\"dam\":\"?\",\"pid\":" + quoted + "}";
        return variant.form(List.of(
                List.of(question),
                List.of(named),
                List.of(answer),
                List.of("[" + named + "," + answer + "]"),
                List.of(question, named, answer),
                List.of(GunText.get(GunText.id(), variant.word(8)), question),
                List.of("{\"dam\":\"hi\",\"#\":\"" + GunText.id() + "\"}", named)));
    }
}
