package dev.gunjava.mesh;

import dev.gunjava.wire.Message;

/**
 * Who is at the other end of a connection, by the process ids that neighbors tell each other: not ourselves, no relay
 * twice, and no relay that was restarted without our writes. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/mesh.js}, {@code axe.js hear['?']}.
 */
final class Handshakes {

    /** How long the other side may take to close a connection that is one too many. */
    private static final long GIVE_WAY_MILLIS = 2_000;

    private static final String ALREADY_CONNECTED = "already connected to this relay another way";

    private final String pid;
    private final Neighbors neighbors;
    private final Lookups lookups;
    private final LocalClient localClient;
    private final Sender sender;
    private final Timers timers;

    /** @param pid our own process id */
    Handshakes(
            String pid, Neighbors neighbors, Lookups lookups, LocalClient localClient, Sender sender, Timers timers) {
        this.pid = pid;
        this.neighbors = neighbors;
        this.lookups = lookups;
        this.localClient = localClient;
        this.sender = sender;
        this.timers = timers;
    }

    /** Takes in a handshake, and answers it if that is wanted. */
    void handle(Neighbor neighbor, Message.Hello hello) {
        if (pid.equals(hello.pid())) {
            neighbor.connection.closeRedundant("connected to itself");
            return;
        }
        if (neighbor.pid == null) {
            neighbor.pid = hello.pid();
            if (hello.pid() != null && dropRedundant(neighbor)) {
                return;
            }
            if (neighbor.has(Capability.KEEPS_OUR_WRITES) && hello.pid() != null) {
                localClient.relayNamed(neighbor, hello.pid());
            }
        }
        if (hello.to() == null) {
            sender.hello(neighbor, pid, hello.id());
        }
    }

    /**
     * Keeps one of two connections to the same relay. Where one relay was reached at two addresses, the first. Where both
     * have dialed, that of the smaller process id, so that both sides choose the same; but gun.js compares only when it
     * hears a handshake, and without AXE not at all. So a relay that is to give way is greeted once more, and if it has
     * not given way after a moment, we do.
     *
     * @return whether the given one was closed
     */
    private boolean dropRedundant(Neighbor neighbor) {
        Neighbor other = neighbors.redundantWith(neighbor);
        if (other == null) {
            return false;
        }
        if (neighbor.dialed() && other.dialed()) {
            neighbor.connection.closeRedundant(ALREADY_CONNECTED);
            return true;
        }
        Neighbor dialed = neighbor.dialed() ? neighbor : other;
        Neighbor accepted = neighbor.dialed() ? other : neighbor;
        if (pid.compareTo(String.valueOf(neighbor.pid)) > 0) {
            giveWay(dialed, accepted);
            return dialed == neighbor;
        }
        sender.hello(dialed, pid, null);
        timers.after(GIVE_WAY_MILLIS, () -> {
            if (!dialed.isGone() && !accepted.isGone()) {
                giveWay(dialed, accepted);
            }
        });
        return false;
    }

    private void giveWay(Neighbor dialed, Neighbor accepted) {
        dialed.connection.closeRedundant(ALREADY_CONNECTED);
        neighbors.promote(accepted, Role.STAND_IN);
        lookups.relayUp(accepted);
    }
}
