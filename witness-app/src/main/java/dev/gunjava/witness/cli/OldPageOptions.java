package dev.gunjava.witness.cli;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.witness.discovery.DiscoveryPolicy;
import dev.gunjava.witness.fallback.EmergencyFallback;
import dev.gunjava.witness.peer.WitnessPeer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags about pages that are older than the p2p store, of every command that is a witness peer. */
final class OldPageOptions {

    /** Ways for witnesses other than data channels. */
    enum Fallback {
        /** The namespace of the emergency pages. */
        EMERGENCY
    }

    @Option(
            names = "--legacy-v3",
            description = "Meet the legacy pages too (" + DiscoveryPolicy.LEGACY_NAMESPACE + "), over WebRTC as well.")
    private boolean legacy;

    @Option(
            names = "--fallback",
            paramLabel = "NAME",
            description = "emergency: while no channel is open, exchange witnesses with the emergency pages through the"
                    + " relay, where everybody can read them (none).",
            converter = Choice.OfFallback.class)
    private @Nullable Fallback fallback;

    /** Sets up a peer accordingly. */
    WitnessPeer.Builder apply(WitnessPeer.Builder peer) {
        return peer.legacyV3(legacy).fallback(fallback == Fallback.EMERGENCY);
    }

    /** Lets a relay of our own have what such pages and such a peer write. */
    GunRelay.Builder apply(GunRelay.Builder relay) {
        if (legacy) {
            relay.allow(DiscoveryPolicy.LEGACY_NAMESPACE);
        }
        if (fallback == Fallback.EMERGENCY) {
            relay.allow(EmergencyFallback.NAMESPACE);
        }
        return relay;
    }
}
