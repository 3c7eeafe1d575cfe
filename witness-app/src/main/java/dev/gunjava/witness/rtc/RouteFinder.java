package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from the statistics of a connection (W3C webrtc-stats) which pair of candidates it uses. Pure and thread-safe. */
final class RouteFinder {
    private RouteFinder() {}

    /** The pair in use, or null while there is none. */
    static @Nullable Route find(RTCStatsReport report) {
        Map<String, RTCStats> all = report.getStats();
        for (RTCStats stats : all.values()) {
            if (stats.getType() == RTCStatsType.TRANSPORT) {
                RTCStats pair = all.get(text(stats, "selectedCandidatePairId"));
                return pair == null ? null : route(all, pair);
            }
        }
        return null;
    }

    private static @Nullable Route route(Map<String, RTCStats> all, RTCStats pair) {
        Route.Candidate local = candidate(all.get(text(pair, "localCandidateId")));
        Route.Candidate remote = candidate(all.get(text(pair, "remoteCandidateId")));
        double seconds =
                pair.getAttributes().get("currentRoundTripTime") instanceof Number number ? number.doubleValue() : 0;
        return local == null || remote == null ? null : new Route(local, remote, seconds * 1_000);
    }

    private static Route.@Nullable Candidate candidate(@Nullable RTCStats stats) {
        String type = stats == null ? "" : text(stats, "candidateType");
        for (Route.Candidate candidate : Route.Candidate.values()) {
            if (candidate.name().equals(type.toUpperCase(Locale.ROOT))) {
                return candidate;
            }
        }
        return null;
    }

    private static String text(RTCStats stats, String name) {
        return stats.getAttributes().get(name) instanceof String text ? text : "";
    }
}
