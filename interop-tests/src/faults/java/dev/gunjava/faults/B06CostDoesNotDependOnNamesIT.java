package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("fault")
@Tag("B06")
@DisplayName("B06: what a message costs does not depend on the names in it")
class B06CostDoesNotDependOnNamesIT {
    private static final Logger log = LoggerFactory.getLogger(B06CostDoesNotDependOnNamesIT.class);
    private static final int A_FRAME = 1_000;
    /** The fault made it 270 times. */
    private static final int TIMES = 4;

    private static final Duration NOISE = Duration.ofMillis(500);

    /** Where strangers choose names. */
    private enum Place {
        SOULS_THAT_ARE_WRITTEN(16_000),
        SOULS_THAT_NOBODY_HAS(4_000),
        KEYS_THAT_ARE_WRITTEN(16_000),
        KEYS_THAT_NOBODY_HAS(4_000),
        MESSAGE_IDS(4_000);

        /** As many as one connection may have the relay work through at once. */
        private final int names;

        Place(int names) {
            this.names = names;
        }

        /** The frames of messages with these names in this place. */
        List<String> frames(List<String> names) {
            String soul = "soul" + GunText.id();
            long now = System.currentTimeMillis();
            return switch (this) {
                case SOULS_THAT_ARE_WRITTEN ->
                    parts(names).stream()
                            .map(part -> GunText.put(
                                    GunText.id(),
                                    part.stream()
                                            .map(name -> GunText.node(name, List.of("k"), "v", now))
                                            .toList()))
                            .toList();
                case KEYS_THAT_ARE_WRITTEN ->
                    parts(names).stream()
                            .map(part -> GunText.put(GunText.id(), List.of(GunText.node(soul, part, "v", now))))
                            .toList();
                case SOULS_THAT_NOBODY_HAS -> batches(names, name -> GunText.get(GunText.id(), name));
                case KEYS_THAT_NOBODY_HAS -> batches(names, name -> GunText.get(GunText.id(), soul, name));
                case MESSAGE_IDS -> batches(names, name -> GunText.get(name, soul));
            };
        }

        private static List<String> batches(List<String> names, UnaryOperator<String> message) {
            return parts(names).stream()
                    .map(part -> GunText.batch(part.stream().map(message).toList()))
                    .toList();
        }

        private static List<List<String>> parts(List<String> names) {
            return IntStream.range(0, names.size() / A_FRAME)
                    .mapToObj(part -> names.subList(part * A_FRAME, (part + 1) * A_FRAME))
                    .toList();
        }
    }

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    private ProductRelay relay;

    @Test
    @DisplayName("names of one String.hashCode cost about as much as any others, and others are served meanwhile")
    void collidingNamesCostNoMore() {
        relay = ground.relay();
        List<Variant> variants = Variant.ten("B06");
        // So that the compilers have seen the code before it is timed.
        for (Variant variant : variants.subList(0, Place.values().length)) {
            cpu(variant, CollidingNames.harmless(variant, names(variant)));
        }
        HonestClient honest = ground.honest(relay);
        List<String> dear = new ArrayList<>();
        for (Variant variant : variants) {
            List<String> colliding = names(variant);
            Duration usual = cpu(variant, CollidingNames.harmless(variant, colliding));
            Duration attacked = cpu(variant, colliding);
            String line = String.format(
                    Locale.ROOT,
                    "%s such as %s: %d ms of CPU, %d ms with other names",
                    place(variant),
                    colliding.get(0),
                    attacked.toMillis(),
                    usual.toMillis());
            log.info(line);
            if (attacked.compareTo(usual.multipliedBy(TIMES).plus(NOISE)) > 0) {
                dear.add(line);
            }
        }
        relay.assertUp();
        HonestClient.Report report = honest.finish();
        ground.report("B06", report);
        assertThat(dear).as("names that cost more than others").isEmpty();
        report.assertServedWithin(ProvingGround.NO_STALL);
    }

    /** Messages with names that collide. */
    static Iterator<byte[]> attack(Variant variant) {
        return place(variant).frames(names(variant)).stream()
                .map(WireFrame::text)
                .iterator();
    }

    private static Place place(Variant variant) {
        return variant.form(List.of(Place.values()));
    }

    private static List<String> names(Variant variant) {
        return CollidingNames.of(variant, place(variant).names);
    }

    /** CPU time of the relay until it has worked through messages with these names. */
    private Duration cpu(Variant variant, List<String> names) {
        List<String> frames = place(variant).frames(names);
        Duration before = relay.cpu();
        Answers answers = new Answers();
        try (RawWebSocket attacker = RawWebSocket.open(relay, answers)) {
            frames.forEach(attacker::sendText);
            ground.awaitWorkedThrough(attacker, answers);
        }
        relay.assertUp();
        return relay.cpu().minus(before);
    }
}
