package dev.gunjava.witness.discovery;

/** The souls of the legacy pages that concern discovery. Their witnesses lie beside them, and are none of our business. */
final class LegacyNamespace {
    static final String ROOT = DiscoveryPolicy.LEGACY_NAMESPACE;
    static final String PEERS = "peers";
    static final String SIGNALING = "webrtc-signaling";

    private LegacyNamespace() {}

    static String peers() {
        return ROOT + "/" + PEERS;
    }

    static String presence(String peer) {
        return peers() + "/" + peer;
    }

    static String signaling() {
        return ROOT + "/" + SIGNALING;
    }

    static String inbox(String peer) {
        return signaling() + "/" + peer;
    }

    static String letter(String to, String from) {
        return inbox(to) + "/" + from;
    }
}
