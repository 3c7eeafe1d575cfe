package dev.gunjava.mesh;

import dev.gunjava.wire.Message;

/**
 * Who is at the other end of a connection, by the process ids that neighbours tell each other: not ourselves, no relay
 * twice, and no relay that was restarted without our writes. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/mesh.js}, {@code axe.js hear['?']}.
 */
final class Handshakes {

    /** How long the other side may take to close a connection that is one too many. */
    private static final long GIVE_WAY_MILLIS = 2_000;

    private static final String ALREADY_CONNECTED = "already connected to this relay another way";

    private final String pid;
    private final Neighbours neighbours;
    private final Inquiries inquiries;
    private final LocalCalls localCalls;
    private final Sender sender;
    private final Timers timers;

    /** @param pid our own process id */
    Handshakes(
            String pid,
            Neighbours neighbours,
            Inquiries inquiries,
            LocalCalls localCalls,
            Sender sender,
            Timers timers) {
        this.pid = pid;
        this.neighbours = neighbours;
        this.inquiries = inquiries;
        this.localCalls = localCalls;
        this.sender = sender;
        this.timers = timers;
    }

    /** Takes in a handshake, and answers it if that is wanted. */
    void handle(Peer peer, Message.Hello hello) {
        if (pid.equals(hello.pid())) {
            peer.connection.closeRedundant("connected to itself");
            return;
        }
        if (peer.pid == null) {
            peer.pid = hello.pid();
            if (hello.pid() != null && dropRedundant(peer)) {
                return;
            }
            if (peer.dialled() && hello.pid() != null) {
                localCalls.relayNamed(peer, hello.pid());
            }
        }
        if (hello.to() == null) {
            sender.hello(peer, pid, hello.id());
        }
    }

    /**
     * Keeps one of two connections to the same relay. Where one relay was reached at two addresses, the first. Where both
     * have dialled, that of the smaller process id, so that both sides choose the same; but gun.js compares only when it
     * hears a handshake, and without AXE not at all. So a relay that is to give way is greeted once more, and if it has
     * not given way after a moment, we do.
     *
     * @return whether the given one was closed
     */
    private boolean dropRedundant(Peer peer) {
        Peer other = neighbours.redundantWith(peer);
        if (other == null) {
            return false;
        }
        if (peer.dialled() && other.dialled()) {
            peer.connection.closeRedundant(ALREADY_CONNECTED);
            return true;
        }
        Peer dialled = peer.dialled() ? peer : other;
        Peer accepted = peer.dialled() ? other : peer;
        if (pid.compareTo(String.valueOf(peer.pid)) > 0) {
            giveWay(dialled, accepted);
            return dialled == peer;
        }
        sender.hello(dialled, pid, null);
        timers.after(GIVE_WAY_MILLIS, () -> {
            if (!dialled.isGone() && !accepted.isGone()) {
                giveWay(dialled, accepted);
            }
        });
        return false;
    }

    private void giveWay(Peer dialled, Peer accepted) {
        dialled.connection.closeRedundant(ALREADY_CONNECTED);
        neighbours.noteRelay(accepted);
        inquiries.relayUp(accepted);
    }
}
