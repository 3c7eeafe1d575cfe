package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** B36: a key with a line feed and an escape, far ahead of the clock, was in the log as it came. */
@DisplayName("B36: the faults of neighbors in the log")
class B36LoggedFaultsTest {

    private static final String FAR_AHEAD =
            "[{'#':'p%d','put':{'a':{'_':{'#':'a','>':{'%s':9999999999999}},'%2$s':1}}}]";

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(MeshOptions.general(), false, time, new SplittableRandom(1));
    private final Logger logger = (Logger) LoggerFactory.getLogger(FaultLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    @DisplayName("are told in escaped text, and in one line a minute however many neighbors there are")
    void escapedAndRated() {
        for (int i = 0; i < 50; i++) {
            ScriptedNeighbor.dialing(mesh, "n" + i).says(FAR_AHEAD.formatted(i, "k\\n\\u001b[31mforged"));
        }
        assertThat(lines.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .contains("REFUSED_PUT", "k\\u000a\\u001b[31mforged")
                .doesNotContain("\n", "\u001b"));

        time.pass(60_000);
        ScriptedNeighbor.dialing(mesh, "later").says(FAR_AHEAD.formatted(50, "k"));
        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getFormattedMessage()).contains("49 more");
    }
}
