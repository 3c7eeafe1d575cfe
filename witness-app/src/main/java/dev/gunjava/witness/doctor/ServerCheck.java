package dev.gunjava.witness.doctor;

import dev.gunjava.witness.probe.IceProbe;
import dev.gunjava.witness.rtc.Gathering;
import dev.gunjava.witness.rtc.IceCandidate;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether a STUN server tells our address, or a TURN server relays for us, as it would for a link; at most 5 s after its name is found. */
record ServerCheck(IceServer server) implements Check {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    String name() {
        return (server.url().isTurn() ? "TURN " : "STUN ") + server.url().text();
    }

    @Override
    public Finding look() throws InterruptedException {
        boolean turn = server.url().isTurn();
        String name = name();
        if (!hasAddress(server.url().host())) {
            return Finding.fail(
                    name,
                    "there is no address for this name",
                    "is the name right, and is this machine on the internet?");
        }
        Route.Candidate type = turn ? Route.Candidate.RELAY : Route.Candidate.SRFLX;
        IceConfiguration alone = new IceConfiguration(
                List.of(server), turn ? IceConfiguration.Policy.RELAY : IceConfiguration.Policy.ALL, null);
        IceProbe.Found found = IceProbe.gather(alone, LONGEST, candidate -> candidate.type() == type);
        Optional<IceCandidate> wanted = found.candidates().stream()
                .filter(candidate -> candidate.type() == type)
                .findFirst();
        if (wanted.isPresent()) {
            String took = "answers in " + found.took().toMillis() + " ms; ";
            String address = wanted.get().address().text();
            return Finding.ok(name, took + (turn ? "it relays at " : "our public address is ") + address);
        }
        if (!turn && found.isComplete() && found.failures().isEmpty()) {
            return Finding.ok(name, "answers; our public address is that of this machine");
        }
        return turn ? turnFailed(name, found) : stunFailed(name, found);
    }

    private static boolean hasAddress(String host) {
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static Finding stunFailed(String name, IceProbe.Found found) {
        return Finding.fail(
                name,
                "does not tell our public address: " + reason(found),
                "does a firewall hold back UDP? On one network no server is needed: --stun none");
    }

    private static Finding turnFailed(String name, IceProbe.Found found) {
        boolean refused = found.failures().stream().anyMatch(failure -> failure.code() == 401);
        return Finding.fail(
                name,
                "does not relay for us: " + reason(found),
                refused
                        ? "are --turn-user and --turn-password, or --turn-secret, those of the server?"
                        : "is the address right? Try another transport, such as '?transport=tcp' behind the port");
    }

    private static String reason(IceProbe.Found found) {
        List<Gathering.ServerFailed> failures = found.failures();
        if (failures.isEmpty()) {
            return "no answer within " + LONGEST.toSeconds() + " s";
        }
        Gathering.ServerFailed last = failures.get(failures.size() - 1);
        return last.reason().isEmpty() ? "error " + last.code() : last.reason() + " (" + last.code() + ")";
    }
}
