package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.PeerCrowd;
import dev.gunjava.interop.fixture.PeerCrowd.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thirty peers, none of which is connected to more than eight others. */
class ManyPeersIT {
    private static final Logger log = LoggerFactory.getLogger(ManyPeersIT.class);
    private static final int PROCESSES = 3;
    private static final int EACH = 10;
    private static final Duration MEETING = Duration.ofMinutes(2);
    private static final Duration TRAVEL = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofMinutes(2);

    @RegisterExtension
    final Lab lab = new Lab();

    private final Random random = new Random(Long.getLong("seed", 1));
    private final List<PeerCrowd> crowds = new ArrayList<>();

    @Test
    @DisplayName("a witness reaches all thirty")
    void reachesAll() {
        meet();
        Runs.all("a witness through thirty peers", 3, this::travel);
    }

    @Test
    @Tag("long")
    @DisplayName(
            "a witness reaches all thirty in each of 20 runs; 200 of them and 1 000 re-witnesses end the same everywhere")
    void reachesAllForLong() {
        meet();
        Runs.all("a witness through thirty peers", 20, this::travel);
        List<String> witnesses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            witnesses.add(crowd().add(random.nextInt(EACH), "witness " + i));
        }
        same(220);
        for (int i = 0; i < 1_000; i++) {
            assertThat(crowd().reWitness(random.nextInt(EACH), witnesses.get(random.nextInt(200))))
                    .isTrue();
        }
        long start = System.nanoTime();
        List<Field> fields = same(200);
        log.info(
                "200 witnesses and 1000 re-witnesses: the same {} counts at all 30 after {} ms",
                fields.get(0).count(),
                (System.nanoTime() - start) / 1_000_000);
    }

    private PeerCrowd crowd() {
        return crowds.get(random.nextInt(PROCESSES));
    }

    private void meet() {
        var relay = lab.ourSignallingRelay();
        for (int i = 0; i < PROCESSES; i++) {
            crowds.add(lab.crowd(relay));
        }
        for (int i = 0; i < EACH; i++) {
            crowds.forEach(PeerCrowd::open);
        }
        await("six links or more each").atMost(MEETING).untilAsserted(() -> assertThat(links())
                .allMatch(links -> links >= 4 && links <= 8));
        log.info("open channels of each: {}", links());
    }

    private List<Integer> links() {
        return crowds.stream().flatMap(crowd -> crowd.links().stream()).toList();
    }

    /** From the moment it is made until the last has it. */
    private long travel() {
        long made = System.currentTimeMillis();
        String witness = crowd().add(random.nextInt(EACH), "a witness of " + made);
        await("all have it").atMost(TRAVEL).pollInterval(Duration.ofMillis(20)).until(() -> arrivals(witness).stream()
                .allMatch(at -> at > 0));
        return arrivals(witness).stream().mapToLong(at -> at - made).max().orElseThrow();
    }

    private List<Long> arrivals(String witness) {
        return crowds.stream()
                .flatMap(crowd -> crowd.arrivals(witness).stream())
                .toList();
    }

    /** Waits until all show the same, of so many witnesses at least. */
    private List<Field> same(int witnesses) {
        return await("the same field everywhere")
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> crowds.stream()
                                .flatMap(crowd -> crowd.fields().stream())
                                .toList(),
                        fields -> fields.stream().map(Field::text).distinct().count() == 1
                                && fields.get(0).witnesses() >= Math.min(witnesses, 200));
    }
}
