package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The limits of a peer")
class PeerLimitsTest {
    private static final FieldRules FIELD = PeerLimits.DEPLOYED.field();
    private static final LinkRules LINK = PeerLimits.DEPLOYED.link();

    @Test
    @DisplayName("are those of the page where both sides of a link rely on them")
    void shared() throws IOException {
        Map<String, Object> ours = new TreeMap<>();
        ours.put("witnesses", (double) FIELD.capacity());
        ours.put("own kept", (double) FIELD.ownKept());
        ours.put("tombstones", (double) FIELD.tombstones());
        ours.put("life of others", millis(FIELD.lifetimeOfOthers()));
        ours.put("skew", millis(FIELD.skew()));
        ours.put("slot interval", millis(FIELD.slotInterval()));
        ours.put("growth grace", millis(FIELD.growthGrace()));
        ours.put("growth of a link", list(FIELD.growthOfLink()));
        ours.put("growth of a witness", list(FIELD.growthOfWitness()));
        ours.put("new of a link", list(FIELD.newOfLink()));
        ours.put("sent", list(LINK.sent()));
        ours.put("new sent", list(LINK.sentNew()));
        ours.put("patience", millis(LINK.patience()));
        ours.put("pause", millis(LINK.pause()));
        ours.put("rest", millis(LINK.rest()));
        ours.put("resting", (double) LINK.resting());
        assertThat(ours).isEqualTo(told());
    }

    private static Map<String, Object> told() throws IOException {
        Map<String, Object> told = new TreeMap<>();
        try (InputStream file = PeerLimitsTest.class.getResourceAsStream("/cases/limits.json")) {
            for (JsonNode each :
                    new JsonMapper().readTree(Objects.requireNonNull(file)).get("cases")) {
                JsonNode value = each.get("value");
                told.put(
                        each.get("name").stringValue(),
                        value.isArray()
                                ? List.of(
                                        value.get(0).doubleValue(), value.get(1).doubleValue())
                                : (Object) value.doubleValue());
            }
        }
        return told;
    }

    private static double millis(Duration time) {
        return time.toMillis();
    }

    private static List<Double> list(Allowance allowance) {
        return List.of((double) allowance.burst(), allowance.perSecond());
    }

    @Test
    @DisplayName("let every receiver take what a sender may send")
    void senders() {
        assertThat(LINK.sent().burst()).isLessThanOrEqualTo(LINK.received().burst());
        assertThat(LINK.sent().perSecond()).isLessThanOrEqualTo(LINK.received().perSecond());
        assertThat(LINK.sentNew().burst()).isLessThan(FIELD.newOfLink().burst());
        assertThat(LINK.sentNew().perSecond()).isLessThan(FIELD.newOfLink().perSecond());
    }

    @Test
    @DisplayName("hold to the token, though a time is used that was read a moment ago")
    void olderTimes() {
        TokenBucket bucket = new TokenBucket(new Allowance(50, 1), 1_000);
        assertThat(bucket.take(50, 990)).isEqualTo(50);
        assertThat(bucket.take(1_000_000_990)).isFalse();
        assertThat(bucket.take(1_000_001_000)).isTrue();
    }

    @Test
    @DisplayName("that make no sense are refused")
    void refused() {
        assertThatThrownBy(() -> new Allowance(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allowance(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FieldRules.withTtl(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DiscoveryRules(10, 10, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
