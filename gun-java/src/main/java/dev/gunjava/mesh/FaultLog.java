package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.logging.LineRate;
import dev.gunjava.logging.LogText;
import dev.gunjava.mesh.Neighbor.Fault;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of what neighbors do wrong and of what fails here: one line a minute of each kind. Owned by the thread of the mesh. */
final class FaultLog {

    private static final Logger log = LoggerFactory.getLogger(FaultLog.class);

    private final Map<Fault, LineRate> complaints = new EnumMap<>(Fault.class);
    private final LineRate failures;

    FaultLog(TimeSource time) {
        for (Fault fault : Fault.values()) {
            complaints.put(fault, new LineRate(time));
        }
        failures = new LineRate(time);
    }

    /** A neighbor has broken a rule. */
    void complain(Neighbor neighbor, Fault fault, String detail) {
        LineRate rate = complaints.get(fault);
        if (rate != null) {
            rate.write(more -> log.info(
                    "{}: {} ({}); {} more of this kind since the last line",
                    LogText.escaped(neighbor),
                    fault,
                    LogText.escaped(detail),
                    more));
        }
    }

    /** Something has failed that must not fail, and all else goes on. */
    void failed(String what, Throwable failure) {
        failures.write(more -> log.error(
                "the mesh failed on {} and goes on; {} more failures since the last line",
                what,
                more,
                LogText.escaped(failure)));
    }
}
