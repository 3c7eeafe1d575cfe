package dev.gunjava.mesh;

import dev.gunjava.limits.RoutingLimits;
import dev.gunjava.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which neighbor is at the other end of a connection, and keeps one of two connections to the same relay.
 * Owned by the thread of the mesh.
 *
 * <p>A process id is a claim: anybody may state anybody's. So it closes at most the connection that it was stated on, or
 * one of two that we dialed. That an accepted connection comes from a relay that we dialed is proven by an echo: we tell
 * the relay a nonce over the connection that we dialed, and it repeats the nonce over the one that it dialed. Of such a
 * couple the connection that the relay with the smaller process id has dialed stays, as in gun.js, and it is the accepting
 * side that closes the other. gun.js knows no echo, but compares process ids whenever it receives a handshake, and closes
 * the connection that is one too many itself.
 *
 * <p>Source: gun.js {@code src/mesh.js}, {@code axe.js hear['?']}.
 */
final class Handshakes {

    /** A relay that finds two connections closes one on our handshake, at once. */
    private static final long CLOSED_AS_REDUNDANT_MILLIS = 5_000;

    private static final String ALREADY_CONNECTED = "already connected to this relay another way";

    private final String pid;

    /** How many neighbors that claim to be a relay may stand in for it; one of them is. */
    private final int mostStandIns;

    private final Credentials credentials;
    private final Neighbors neighbors;
    private final Subscriptions subscriptions;
    private final Lookups lookups;
    private final LocalClient localClient;
    private final Sender sender;
    private final Timers timers;
    private final Counters counters;

    /** The relays, by address, that are not dialed for now; at most one entry for each address that is dialed. */
    private final Map<String, Paused> paused = new HashMap<>();

    /** @param pid our own process id */
    Handshakes(
            String pid,
            RoutingLimits limits,
            Credentials credentials,
            Neighbors neighbors,
            Subscriptions subscriptions,
            Lookups lookups,
            LocalClient localClient,
            Sender sender,
            Timers timers,
            Counters counters) {
        this.pid = pid;
        this.mostStandIns = limits.standIns();
        this.credentials = credentials;
        this.neighbors = neighbors;
        this.subscriptions = subscriptions;
        this.lookups = lookups;
        this.localClient = localClient;
        this.sender = sender;
        this.timers = timers;
        this.counters = counters;
    }

    /** A relay that is not dialed again until one of the neighbors by which it is reached leaves. */
    private record Paused(Connection connection, Set<Neighbor> others) {}

    /** Sends the first handshake, as the accepting side does. */
    void greet(Neighbor neighbor) {
        say(neighbor, null, null, null);
    }

    private void say(Neighbor neighbor, @Nullable String to, @Nullable String echo, @Nullable String mac) {
        neighbor.greetedAt = timers.now();
        sender.hello(neighbor, new Message.Hello(sender.freshId(), pid, to, nonce(neighbor), echo, mac));
    }

    private String nonce(Neighbor neighbor) {
        if (neighbor.nonce == null) {
            neighbor.nonce = credentials.nonce();
        }
        return neighbor.nonce;
    }

    /** Handles a handshake, and answers it if it asks for an answer. */
    void handle(Neighbor neighbor, Message.Hello hello) {
        if (pid.equals(hello.pid())) {
            neighbor.connection.closeRedundant("connected to itself");
            return;
        }
        boolean named = neighbor.pid == null && hello.pid() != null;
        if (named) {
            neighbor.pid = hello.pid();
            if (neighbor.dialed() && closeSecondAddress(neighbor)) {
                return;
            }
        }
        if (neighbor.theirNonce == null && hello.nonce() != null) {
            neighbor.theirNonce = hello.nonce();
            takesReservedSouls(neighbor);
        }
        if (named && neighbor.has(Capability.KEEPS_OUR_WRITES)) {
            localClient.relayNamed(neighbor, String.valueOf(neighbor.pid));
        }
        if (hello.to() == null) {
            say(neighbor, hello.id(), null, mac(neighbor));
        }
        if (named) {
            meetOthers(neighbor);
        }
        if (hello.mac() != null && !neighbor.dialed()) {
            checkMac(neighbor, hello.mac());
        }
        if (hello.echo() != null && !neighbor.dialed()) {
            checkEcho(neighbor, hello.echo());
        }
    }

    /** The answer to the challenge of a relay that we dialed; null if we have no secret or there was no challenge. */
    private @Nullable String mac(Neighbor neighbor) {
        PeerSecret secret = credentials.secret();
        if (secret == null || !neighbor.dialed() || neighbor.pid == null || neighbor.theirNonce == null) {
            return null;
        }
        return secret.mac(new PeerSecret.Link(neighbor.theirNonce, nonce(neighbor), pid, neighbor.pid));
    }

    private void checkMac(Neighbor neighbor, String mac) {
        PeerSecret secret = credentials.secret();
        if (secret == null || neighbor.role() == Role.RELAY_ACCEPTED) {
            return;
        }
        if (neighbor.pid != null
                && neighbor.theirNonce != null
                && secret.confirms(mac, new PeerSecret.Link(nonce(neighbor), neighbor.theirNonce, neighbor.pid, pid))) {
            neighbors.promote(neighbor, Role.RELAY_ACCEPTED);
            lookups.relayUp(neighbor);
        } else {
            counters.refusedPeers.increment();
            neighbor.complain(Neighbor.Fault.WRONG_PEER_SECRET, "it stays a client");
        }
    }

    /** Only peers of ours state nonces, and what crashes gun.js does not harm them. */
    private void takesReservedSouls(Neighbor neighbor) {
        neighbors.grant(neighbor, Capability.TAKES_RESERVED_SOULS);
        if (neighbor.has(Capability.RECEIVES_EVERYTHING)) {
            localClient.mayTellReserved(neighbor);
        }
    }

    /** Closes a connection that we dialed if it reaches the same relay as an earlier one, at another address. */
    private boolean closeSecondAddress(Neighbor neighbor) {
        for (Neighbor other : neighbors.dialed()) {
            if (other != neighbor && other.claimsSamePid(neighbor)) {
                neighbor.connection.closeRedundant(ALREADY_CONNECTED);
                pauseDialing(neighbor, List.of(other));
                return true;
            }
        }
        return false;
    }

    private void meetOthers(Neighbor named) {
        for (Neighbor other : List.copyOf(named.dialed() ? neighbors.accepted() : neighbors.dialed())) {
            if (other.claimsSamePid(named)) {
                meet(named.dialed() ? named : other, named.dialed() ? other : named);
            }
        }
    }

    /** Of two connections that seem to join us with one relay, lets that relay know: by an echo, or in gun.js's way. */
    private void meet(Neighbor dialed, Neighbor accepted) {
        if (dialed.theirNonce == null) {
            say(dialed, null, null, null);
        } else if (accepted.theirNonce != null) {
            say(dialed, accepted.theirNonce, accepted.theirNonce, null);
        }
    }

    private void checkEcho(Neighbor accepted, String echo) {
        for (Neighbor dialed : neighbors.dialed()) {
            if (echo.equals(dialed.nonce) && dialed.claimsSamePid(accepted)) {
                accepted.proveSameInstance(dialed);
                if (pid.compareTo(String.valueOf(accepted.pid)) < 0) {
                    accepted.connection.closeRedundant(ALREADY_CONNECTED);
                }
                return;
            }
        }
    }

    /**
     * A connection is gone, whose subscriptions are still known: a relay that it reached is dialed again, and one that
     * has closed it as redundant is not.
     */
    void gone(Neighbor neighbor) {
        paused.values().removeIf(relay -> {
            boolean dialAgain = relay.others().contains(neighbor);
            if (dialAgain) {
                relay.connection().reachedAnotherWay(false);
            }
            return dialAgain;
        });
        if (neighbor.dialed() && wasClosedAsRedundant(neighbor)) {
            List<Neighbor> others = standIns(neighbor);
            if (!others.isEmpty()) {
                neighbor.connection.reachedAnotherWay(true);
                pauseDialing(neighbor, others);
                others.forEach(other -> standIn(other, neighbor));
            }
        }
    }

    private boolean wasClosedAsRedundant(Neighbor relay) {
        return relay.connection.closedInOrder() && timers.now() - relay.greetedAt <= CLOSED_AS_REDUNDANT_MILLIS;
    }

    /** The neighbors that are proven to be a relay, or else those that claim to be. */
    private List<Neighbor> standIns(Neighbor relay) {
        List<Neighbor> claiming = new ArrayList<>();
        List<Neighbor> proven = new ArrayList<>();
        for (Neighbor other : neighbors.accepted()) {
            if (other.claimsSamePid(relay)) {
                (other.sameInstance(relay) ? proven : claiming).add(other);
            }
        }
        List<Neighbor> best = proven.isEmpty() ? claiming : proven;
        return best.subList(0, Math.min(mostStandIns, best.size()));
    }

    /** What the relay has asked for over the closed connection it does not ask for again. */
    private void standIn(Neighbor neighbor, Neighbor relay) {
        List.copyOf(relay.subscriptions).forEach(interest -> subscriptions.add(neighbor, interest));
        if (!neighbor.has(Capability.KEEPS_US_CURRENT)) {
            neighbors.promote(neighbor, Role.STAND_IN);
            lookups.relayUp(neighbor);
        }
    }

    private void pauseDialing(Neighbor relay, List<Neighbor> others) {
        paused.put(relay.connection.name(), new Paused(relay.connection, Set.copyOf(others)));
    }
}
