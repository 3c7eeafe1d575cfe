package dev.gunjava.witness.rtc;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How links find a way to the other side (ICE, RFC 8445).
 *
 * <p>Immutable and so thread-safe.
 *
 * @param servers that tell our addresses or relay for us; none is fine on one network
 * @param policy which ways may be used
 * @param ports the local ports to use, null for any
 */
public record IceConfiguration(List<IceServer> servers, Policy policy, @Nullable Ports ports) {

    /** No servers, all ways, any port: for peers on one network. */
    public static final IceConfiguration NO_SERVERS = new IceConfiguration(List.of(), Policy.ALL, null);

    /** So many are enough for anybody; each is asked for every link. */
    private static final int MAX_SERVERS = 16;

    /** Which ways to the other side may be used. */
    public enum Policy {
        /** Any, the direct ones first. */
        ALL,
        /** Only through a TURN server, so that other peers do not see our addresses. */
        RELAY;

        /** The word that browsers use for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if only relays are allowed and there is none, or there are too many servers */
    public IceConfiguration {
        servers = List.copyOf(servers);
        if (servers.size() > MAX_SERVERS) {
            throw new IllegalArgumentException("more than " + MAX_SERVERS + " STUN and TURN servers");
        }
        if (policy == Policy.RELAY
                && servers.stream().noneMatch(server -> server.url().isTurn())) {
            throw new IllegalArgumentException("to connect through relays alone, a TURN server is needed");
        }
    }

    /** How long a link may be relayed before its password runs out, null for ever. */
    @Nullable
    Duration relayedLife() {
        return servers.stream().anyMatch(server -> server.authentication() instanceof TurnAuthentication.SharedSecret)
                ? TurnAuthentication.SharedSecret.USE
                : null;
    }
}
