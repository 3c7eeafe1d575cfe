package dev.gunjava.witness.doctor;

import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.SystemLibraries;
import dev.gunjava.witness.rtc.WebRtcLinks;
import dev.gunjava.witness.rtc.WebRtcUnavailableException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is looked at, in one go. What is on this machine is looked at in turn, so that its times are its own; servers
 * elsewhere at the same time, since a silent one takes seconds.
 *
 * @param relays to look at, none if nobody asked for one
 * @param relayPort that {@code up} would take for its relay
 * @param pagePort that {@code up} would take for its page
 * @param ice with the servers to look at
 */
public record Checkup(List<URI> relays, int relayPort, int pagePort, IceConfiguration ice) {

    private static final int AT_ONCE = 8;
    private static final long PATIENCE_SECONDS = 20;
    private static final String LIBRARY = "WebRTC";

    /** Looks, and tells of each finding in a fixed order as soon as it is known. Blocks for at most a minute or so. */
    public void run(Consumer<Finding> told) throws InterruptedException {
        told.accept(java());
        ExecutorService elsewhere = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        try (Library library = Library.load()) {
            told.accept(library.finding());
            told.accept(new PortCheck("the relay of 'up'", "--relay-port", relayPort).look());
            told.accept(new PortCheck("the page of 'up'", "--page-port", pagePort).look());
            told.accept(library.isLoaded() ? new CandidateCheck(ice.ports()).look() : unseen("candidates"));
            told.accept(library.isLoaded() ? new ChannelCheck().look() : unseen("channel"));
            Map<String, Future<Finding>> findings = new LinkedHashMap<>();
            elsewhere(library.isLoaded()).forEach((check, look) -> findings.put(check, elsewhere.submit(look::look)));
            for (Map.Entry<String, Future<Finding>> finding : findings.entrySet()) {
                told.accept(await(finding.getKey(), finding.getValue()));
            }
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        } finally {
            elsewhere.shutdownNow();
        }
    }

    private static Finding java() {
        return Finding.ok("Java", Runtime.version() + ", " + System.getProperty("java.vendor", "of unknown make"));
    }

    private static Finding unseen(String check) {
        return Finding.skip(check, "needs the WebRTC library");
    }

    /** The checks by what they look at. */
    private Map<String, Check> elsewhere(boolean loaded) {
        Map<String, Check> checks = new LinkedHashMap<>();
        relays.forEach(relay -> checks.put("relay " + relay, new RelayCheck(relay)));
        if (relays.isEmpty()) {
            checks.put("relay", () -> Finding.skip("relay", "none to look at; --relay URL names one"));
        }
        for (IceServer server : ice.servers()) {
            ServerCheck check = new ServerCheck(server);
            checks.put(check.name(), loaded ? check : () -> unseen(check.name()));
        }
        if (ice.servers().stream().allMatch(server -> server.url().isTurn())) {
            checks.put("STUN", () -> Finding.skip("STUN", "none is to be used"));
        }
        if (ice.servers().stream().noneMatch(server -> server.url().isTurn())) {
            checks.put("TURN", () -> Finding.skip("TURN", "none is given; --turn URL names one"));
        }
        return checks;
    }

    /** What a check elsewhere has come to; names are looked up for as long as the system likes. */
    private static Finding await(String check, Future<Finding> finding)
            throws InterruptedException, ExecutionException {
        try {
            return finding.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silence) {
            return Finding.fail(
                    check, "no end of it within " + PATIENCE_SECONDS + " s", "do names resolve on this machine?");
        }
    }

    /** The native library, kept in use for as long as this is open. */
    private record Library(Finding finding, @Nullable WebRtcLinks links) implements AutoCloseable {

        static Library load() {
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            try {
                WebRtcLinks links = WebRtcLinks.open(IceConfiguration.NO_SERVERS, Runnable::run);
                return new Library(Finding.ok(LIBRARY, "the native library for " + platform + " loads"), links);
            } catch (WebRtcUnavailableException unavailable) {
                return new Library(missing(unavailable), null);
            }
        }

        private static Finding missing(WebRtcUnavailableException unavailable) {
            String complaint = String.valueOf(unavailable.getMessage());
            Map<String, String> missing = SystemLibraries.missing(complaint);
            return missing.isEmpty()
                    ? Finding.fail(LIBRARY, complaint, "see 'Requirements' in the README for the systems it runs on")
                    : Finding.fail(
                            LIBRARY,
                            "the native library does not load; this machine lacks "
                                    + String.join(", ", missing.keySet()),
                            "on Debian and Ubuntu: apt-get install " + String.join(" ", missing.values()));
        }

        boolean isLoaded() {
            return links != null;
        }

        @Override
        public void close() {
            if (links != null) {
                links.close();
            }
        }
    }
}
