package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("fault")
@Tag("B15")
@DisplayName("B15: what others are asked on behalf of one connection is rated")
class B15QuestionsAreRatedIT {
    private static final Logger log = LoggerFactory.getLogger(B15QuestionsAreRatedIT.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BYSTANDERS = 6;
    private static final int GETS = 500;
    /** Two questions for each get at most; the fault made it six. */
    private static final int QUESTIONS = 2 * GETS;

    private static final Duration ANSWERED = Duration.ofSeconds(10);
    private static final long OBSERVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("500 gets of what nobody has are all answered, and do not make 3 000 questions to bystanders")
    void getsAreNotMultiplied() {
        ProductRelay relay = ground.relay();
        AtomicInteger questions = new AtomicInteger();
        for (int i = 0; i < BYSTANDERS; i++) {
            bystander(relay, questions);
        }
        HonestClient honest = ground.honest(relay);
        Variant.each("B15", variant -> {
            int before = questions.get();
            long start = System.nanoTime();
            ask(relay, variant);
            Awaitility.await()
                    .atMost(ANSWERED)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> System.nanoTime() - start > OBSERVED_NANOS);
            int asked = questions.get() - before;
            log.info("B15: {} questions to {} bystanders for {} gets", asked, BYSTANDERS, GETS);
            assertThat(asked).as("questions to bystanders").isLessThan(QUESTIONS);
        });
        HonestClient.Report report = honest.finish();
        ground.report("B15", report);
        report.assertNothingLost();
        relay.assertUp();
    }

    /** A client as gun.js with storage is one: it has asked for something itself, and answers that it has nothing. */
    private void bystander(ProductRelay relay, AtomicInteger questions) {
        AtomicReference<RawWebSocket> self = new AtomicReference<>();
        AtomicInteger answers = new AtomicInteger();
        self.set(ground.attacker(relay, text -> {
            for (JsonNode message : messages(text)) {
                if (message.has("get")) {
                    questions.incrementAndGet();
                    RawWebSocket connection = self.get();
                    if (connection != null) {
                        connection.sendText("{\"#\":\"" + GunText.id() + "\",\"@\":"
                                + GunText.quote(message.path("#").asString("")) + "}");
                    }
                } else if (message.has("@")) {
                    answers.incrementAndGet();
                }
            }
        }));
        self.get().sendText(GunText.get(GunText.id(), "room"));
        ground.awaitAnswers("an answer to a bystander", () -> answers.get() > 0);
    }

    /** Asks for 500 things that nobody has, in one frame or in many, and waits for all answers. */
    private void ask(ProductRelay relay, Variant variant) {
        Set<String> open = ConcurrentHashMap.newKeySet();
        RawWebSocket asker = ground.attacker(relay, text -> messages(text)
                .forEach(message -> open.remove(message.path("@").asString(""))));
        List<String> ids = IntStream.range(0, GETS).mapToObj(i -> GunText.id()).toList();
        open.addAll(ids);
        frames(variant, ids).forEach(asker::sendText);
        Awaitility.await("an answer to each get")
                .atMost(ANSWERED)
                .pollInterval(Duration.ofMillis(20))
                .until(open::isEmpty);
    }

    /** Gets under these ids of souls that nobody has, or of keys. */
    static List<String> frames(Variant variant, List<String> ids) {
        String name = variant.word(variant.between(3, 20));
        boolean byKey = variant.number() % 2 == 1;
        List<String> gets = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            gets.add(byKey ? GunText.get(ids.get(i), name, "k" + i) : GunText.get(ids.get(i), name + i));
        }
        int aFrame = variant.form(List.of(GETS, 1, 50));
        List<String> frames = new ArrayList<>();
        for (int from = 0; from < gets.size(); from += aFrame) {
            List<String> frame = gets.subList(from, Math.min(gets.size(), from + aFrame));
            frames.add(aFrame == 1 ? frame.get(0) : GunText.batch(frame));
        }
        return frames;
    }

    private static Iterable<JsonNode> messages(String text) {
        JsonNode heard = JSON.readTree(text);
        return heard.isArray() ? heard : List.of(heard);
    }
}
