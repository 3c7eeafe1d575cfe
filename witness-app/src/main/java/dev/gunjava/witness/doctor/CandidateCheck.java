package dev.gunjava.witness.doctor;

import dev.gunjava.witness.probe.IceProbe;
import dev.gunjava.witness.rtc.IceCandidate;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which addresses of this machine others could reach without the help of a server; at most 5 s. */
record CandidateCheck(@Nullable Ports ports) implements Check {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String NAME = "candidates";

    @Override
    public Finding look() throws InterruptedException {
        IceConfiguration alone = new IceConfiguration(List.of(), IceConfiguration.Policy.ALL, ports);
        List<IceCandidate> hosts =
                IceProbe.gather(alone, LONGEST, candidate -> false).candidates();
        List<String> families = new ArrayList<>();
        long six =
                hosts.stream().filter(candidate -> candidate.address().isIpv6()).count();
        if (hosts.size() > six) {
            families.add(hosts.size() - six + " of IPv4");
        }
        if (six > 0) {
            families.add(six + " of IPv6");
        }
        return hosts.isEmpty()
                ? Finding.fail(
                        NAME,
                        "no address of this machine but loopback, which WebRTC does not use",
                        "connect this machine to a network")
                : Finding.ok(NAME, String.join(", ", families));
    }
}
