package dev.gunjava.interop.matrix;

import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;

/** The clients of the matrix. */
enum ClientKind {
    OURS("ours"),
    CORE("gun.js core"),
    PAGE("gun.js page"),
    NODE("gun.js Node");

    private final String title;

    ClientKind(String title) {
        this.title = title;
    }

    GunClient open(Lab lab, Relay relay) {
        return switch (this) {
            case OURS -> lab.ourClient(relay);
            case CORE -> lab.gunJs(Kind.CORE, relay);
            case PAGE -> lab.gunJsPage(relay);
            case NODE -> lab.gunJs(Kind.NODE, relay);
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
