package dev.gunjava.interop.matrix;

import dev.gunjava.interop.fixture.GunJsRelay.Mode;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;

/** The relays of the matrix. */
enum RelayKind {
    OURS("our relay"),
    GUN_JS("gun.js's relay"),
    BARE_GUN_JS("gun.js's relay without storage and AXE");

    private final String title;

    RelayKind(String title) {
        this.title = title;
    }

    Relay open(Lab lab, Relay... peers) {
        return switch (this) {
            case OURS -> lab.ourRelay(peers);
            case GUN_JS -> lab.gunJsRelay(Mode.DEFAULT, peers);
            case BARE_GUN_JS -> lab.gunJsRelay(Mode.BARE, peers);
        };
    }

    /** Whether it acks writes and says what is not found: gun.js does so on behalf of its storage alone. */
    boolean answersForItself() {
        return this != BARE_GUN_JS;
    }

    @Override
    public String toString() {
        return title;
    }
}
