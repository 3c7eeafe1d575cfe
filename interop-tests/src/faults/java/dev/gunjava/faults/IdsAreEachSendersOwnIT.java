package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("fault")
@Tag("IdsAreEachSendersOwn")
@DisplayName("ids: whoever uses an id first takes nothing from the message of somebody else that comes under it")
class IdsAreEachSendersOwnIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    /**
     * The form in which a stranger asks just what somebody else will ask, at the other relay too before that. Nobody could
     * know the id then, and the relay cannot tell this from a question that comes round.
     */
    private static final int SAME_QUESTION = 1;

    private static final long STATE = 1_700_000_000_000L;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("at one relay, a put is acked, merged and told to its readers, and a get is answered")
    void oneRelay() {
        ProductRelay relay = ground.relay();
        HonestClient honest = ground.honest(relay);
        Variant.each("IdsAreEachSendersOwn", variant -> {
            try (Trial trial = new Trial(variant, relay, relay)) {
                trial.put();
            }
            try (Trial trial = new Trial(variant, relay, relay)) {
                trial.get();
            }
            try (Trial trial = new Trial(variant, relay, relay)) {
                trial.getMeanwhile();
            }
        });
        HonestClient.Report report = honest.finish();
        ground.report("IdsAreEachSendersOwn", report);
        report.assertNothingLost();
        relay.assertUp();
    }

    @Test
    @DisplayName("at two relays, so does what the other relay passes on, whose ids a bystander may have seen there")
    void twoRelays() {
        ProductRelay dialed = ground.relay();
        ProductRelay dialing = ground.relay("--peer", dialed.uri().toString());
        HonestClient across = ground.keep(HonestClient.startAcross(dialing, dialed, ProvingGround.NO_STALL));
        across.awaitPairs(1);
        Variant.each("IdsAreEachSendersOwn", variant -> {
            // Both ways, each of the forms.
            ProductRelay here = variant.random().nextBoolean() ? dialing : dialed;
            ProductRelay there = here == dialed ? dialing : dialed;
            try (Trial trial = new Trial(variant, here, there)) {
                trial.put();
            }
            try (Trial trial = new Trial(variant, here, there)) {
                trial.getMeanwhile();
            }
            if (variant.number() != SAME_QUESTION) {
                try (Trial trial = new Trial(variant, here, there)) {
                    trial.get();
                }
            }
        });
        HonestClient.Report report = across.finish();
        ground.report("IdsAreEachSendersOwn across two relays", report);
        report.assertNothingLost();
        dialed.assertUp();
        dialing.assertUp();
    }

    /** A client that keeps what it hears, answers the questions of relays, and ends with the trial. */
    private static final class Client implements AutoCloseable {
        private final Queue<JsonNode> heard = new ConcurrentLinkedQueue<>();
        private final Answers answers = new Answers();
        private final RawWebSocket connection;

        /** @param hold what it answers to a question */
        Client(ProductRelay relay, Consumer<Question> hold) {
            CompletableFuture<RawWebSocket> self = new CompletableFuture<>();
            connection = RawWebSocket.open(relay, text -> {
                answers.accept(text);
                JsonNode frame = JSON.readTree(text);
                for (JsonNode message : frame.isArray() ? frame : List.of(frame)) {
                    heard.add(message);
                    if (message.has("get")) {
                        hold.accept(new Question(self.join(), message));
                    }
                }
            });
            self.complete(connection);
        }

        void says(String message) {
            connection.sendText(message);
        }

        boolean hasHeard(Predicate<JsonNode> such) {
            return heard.stream().anyMatch(such);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** A question of a relay to a client. */
    private record Question(RawWebSocket connection, JsonNode get) {
        private String soul() {
            return get.path("get").path("#").asString("");
        }

        /** Answers with nodes, or with nothing. */
        private void answer(String nodes) {
            connection.sendText("{\"#\":\"" + GunText.id() + "\",\"@\":"
                    + GunText.quote(get.path("#").asString(""))
                    + (nodes.isEmpty() ? "}" : ",\"put\":{" + nodes + "}}"));
        }
    }

    /** One message of an honest client at one relay, whose id a stranger has used at the same relay or at another. */
    private final class Trial implements AutoCloseable {
        private final Variant variant;
        private final ProductRelay here;
        private final ProductRelay there;
        private final String id;
        private final String soul;
        private final Client honest;
        private final Client stranger;

        Trial(Variant variant, ProductRelay here, ProductRelay there) {
            this.variant = variant;
            this.here = here;
            this.there = there;
            this.id = variant.word(variant.between(3, 30)) + GunText.id();
            this.soul = "soul" + variant.word(variant.between(3, 20));
            this.honest = new Client(here, question -> question.answer(""));
            this.stranger = new Client(there, question -> question.answer(""));
        }

        /** A reader at the stranger's relay is told of the put, and its author has the ack. */
        void put() {
            try (Client reader = new Client(there, question -> question.answer(""))) {
                reader.says(GunText.get(GunText.id(), soul));
                awaitWorkedThrough(reader);
                strangerActs();
                honest.says(GunText.put(id, soul, "k", "honest", STATE));
                ground.awaitAnswers("the ack of " + this, () -> honest.hasHeard(this::isConsent));
                ground.awaitAnswers(
                        "the change of " + this, () -> reader.hasHeard(message -> "honest".equals(value(message))));
                assertThat(honest.hasHeard(message -> isAnswer(message) && message.has("err")))
                        .isFalse();
            }
        }

        /**
         * The asker has the value that a client at the stranger's relay holds: as the answer, or as a change if the machine is so
         * slow that it was told before that there is nothing.
         */
        void get() {
            try (Client holder = new Client(there, question -> question.answer(held(question)))) {
                awaitWorkedThrough(holder);
                strangerActs();
                ask();
            }
        }

        /** The same where the stranger uses the id as soon as a relay has asked a client of the other one under it. */
        void getMeanwhile() {
            Consumer<Question> hold = question -> {
                if (question.soul().equals(soul)) {
                    stranger.says(lie());
                }
                question.answer(held(question));
            };
            try (Client holder = new Client(there, hold)) {
                awaitWorkedThrough(holder);
                ask();
            }
        }

        private String held(Question question) {
            return question.soul().equals(soul) ? GunText.node(soul, List.of("k"), "honest", STATE) : "";
        }

        private void ask() {
            honest.says(GunText.get(id, soul));
            ground.awaitAnswers(
                    "the value for " + this,
                    () -> honest.hasHeard(message -> !value(message).isEmpty()));
        }

        private String lie() {
            return variant.form(lies(variant, id, soul));
        }

        private void strangerActs() {
            stranger.says(lie());
            awaitWorkedThrough(stranger);
        }

        private void awaitWorkedThrough(Client client) {
            ground.awaitWorkedThrough(client.connection, client.answers);
        }

        private boolean isAnswer(JsonNode message) {
            return id.equals(message.path("@").asString(""));
        }

        private boolean isConsent(JsonNode message) {
            return isAnswer(message) && message.has("ok") && !message.has("err");
        }

        private String value(JsonNode message) {
            return message.path("put").path(soul).path("k").asString("");
        }

        @Override
        public void close() {
            honest.close();
            stranger.close();
        }

        @Override
        public String toString() {
            return lie() + " from " + here.port() + " to " + there.port();
        }
    }

    /** What a stranger says under an id: ten forms, of which each run tries all. */
    static List<String> lies(Variant variant, String id, String soul) {
        String other = "other" + variant.word(5);
        String quoted = GunText.quote(id);
        return List.of(
                GunText.put(id, soul, "k", "a stranger's", STATE - variant.between(0, 1_000)),
                GunText.get(id, soul),
                GunText.get(id, other),
                GunText.put(id, soul, "k", "honest", STATE),
                GunText.put(id, other, "k", "honest", STATE),
                GunText.get(id, soul, "k"),
                "{\"#\":" + quoted + ",\"@\":" + quoted + "}",
                "{\"#\":" + quoted + ",\"@\":" + quoted + ",\"err\":\"no\"}",
                "{\"#\":" + quoted + ",\"@\":" + quoted + ",\"put\":{"
                        + GunText.node(other, List.of("k"), "honest", STATE) + "}}",
                "{\"#\":" + quoted + ",\"dam\":\"?\",\"pid\":" + quoted + "}");
    }
}
