package dev.gunjava.witness.peer;

import dev.gunjava.Gun;
import dev.gunjava.witness.DiscoveryRules;
import dev.gunjava.witness.discovery.LegacyPresence;
import dev.gunjava.witness.discovery.LegacySignaling;
import dev.gunjava.witness.discovery.Presence;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.LegacyCodec;
import dev.gunjava.witness.protocol.WitnessCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of peers that this one meets, each in its namespace.
 *
 * <p>Owned by the thread of the peer.
 */
final class Dialects {
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Neighbourhood neighbourhood;
    private final List<Dialect> all = new ArrayList<>();
    private boolean left;

    /**
     * @param me our id, in each of them
     * @param dropped told why a letter was not delivered, in one of a fixed few texts
     * @param legacy whether to meet the legacy pages too
     */
    Dialects(
            Neighbourhood neighbourhood,
            Gun gun,
            String me,
            InstantSource clock,
            DiscoveryRules rules,
            Consumer<String> dropped,
            boolean legacy) {
        this.neighbourhood = neighbourhood;
        all.add(new Dialect(
                neighbourhood,
                heard -> new Presence(gun, me, clock, System::nanoTime, rules, heard),
                dialect -> new Signaling(gun, me, clock, rules, Extension.ALL, dialect::signalled, dropped),
                new WitnessCodec(),
                other -> Turn.of(me.compareTo(other) < 0)));
        if (legacy) {
            all.add(new Dialect(
                    neighbourhood,
                    heard -> new LegacyPresence(gun, me, clock, System::nanoTime, rules, heard),
                    dialect -> new LegacySignaling(gun, me, clock, rules, dialect::signalled, dropped),
                    new LegacyCodec(clock),
                    other -> Turn.LEGACY));
        }
    }

    /** Begins to hear of others and to read their letters. */
    void open() {
        all.forEach(dialect -> {
            dialect.herald.watch();
            dialect.letters.open();
        });
    }

    /** Gives a sign of life in each namespace, as often as is usual there, and keeps track of those of others. */
    void keepUp(PeerLoop loop) {
        for (Dialect dialect : all) {
            loop.every(dialect.herald.heartbeat(), () -> announce(dialect));
            loop.every(SWEEP, dialect.herald::sweep);
        }
    }

    /** Gives a sign of life in each namespace now. */
    void announce() {
        all.forEach(this::announce);
    }

    /**
     * Takes back all letters, says goodbye everywhere, and listens no more.
     *
     * @return done when it is known what became of the goodbyes
     */
    CompletableFuture<@Nullable Void> leave() {
        left = true;
        all.forEach(dialect -> dialect.letters.close());
        return CompletableFuture.allOf(
                all.stream().map(dialect -> dialect.herald.leave()).toArray(CompletableFuture[]::new));
    }

    private void announce(Dialect dialect) {
        if (!left) {
            dialect.herald.announce(neighbourhood.freeSlots());
        }
    }
}
