package dev.gunjava.transport.netty;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who was made to wait for being over its rate, told in one line a minute. This class is safe for use by any thread. */
final class Throttling {

    private static final Logger log = LoggerFactory.getLogger(Throttling.class);

    /** Connections remembered by name in one minute; more than this are counted alone. */
    private static final int REMEMBERED = 1_000;

    /** Connections named in one line. */
    private static final int NAMED = 5;

    private final Map<String, Integer> timesByName = new HashMap<>();
    private int timesOfOthers;
    private int now;
    private long total;

    synchronized void began(String connection) {
        now++;
        total++;
        if (timesByName.size() < REMEMBERED || timesByName.containsKey(connection)) {
            timesByName.merge(connection, 1, Integer::sum);
        } else {
            timesOfOthers++;
        }
    }

    synchronized void ended() {
        now--;
    }

    /** How many connections wait now. */
    synchronized int now() {
        return now;
    }

    /** How often one was made to wait. */
    synchronized long total() {
        return total;
    }

    /** Tells who was made to wait since the last report, if anybody was. */
    void report() {
        String line = takeReport();
        if (!line.isEmpty()) {
            log.warn(line);
        }
    }

    /** Empties what is remembered into a line; empty if nobody was made to wait. */
    synchronized String takeReport() {
        if (timesByName.isEmpty()) {
            return "";
        }
        String worst = timesByName.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + " times)")
                .collect(Collectors.joining(", "));
        int unnamed = timesByName.size() - NAMED;
        String rest = unnamed > 0 ? " and " + unnamed + (timesOfOthers > 0 ? " or more" : "") + " others" : "";
        timesByName.clear();
        timesOfOthers = 0;
        return "over their rate in the last minute, and made to wait: " + worst + rest;
    }
}
