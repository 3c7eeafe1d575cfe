package dev.gunjava.relay;

import dev.gunjava.transport.netty.HttpPage;

/**
 * The status of a relay as text for Prometheus.
 *
 * <p>Source: Prometheus, "Exposition formats", text version 0.0.4.
 */
final class Metrics {

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double MILLIS = 1e3;

    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    static HttpPage page(RelayStatus status) {
        Metrics metrics = new Metrics()
                .gauge(
                        "uptime_seconds",
                        "For how long the relay has run.",
                        status.uptime().toMillis() / MILLIS)
                .gauge("responsive", "1 if the relay works through what it receives.", status.responsive() ? 1 : 0)
                .gauge("connections", "Neighbors connected.", status.connections())
                .gauge("throttled_connections", "Connections that wait, over their rate.", status.throttled())
                .counter("throttlings_total", "Times a connection was made to wait.", status.throttlings())
                .gauge("pending_bytes", "Bytes that neighbors have not taken yet.", status.pendingBytes())
                .gauge("held_bytes", "Bytes held for connections, without the graph.", status.heldBytes())
                .counter("crowded_out_total", "Connections closed for want of memory.", status.crowdedOut())
                .counter("messages_total", "Messages received.", status.messages())
                .counter(
                        "duplicates_total",
                        "Messages dropped because their sender had sent them before.",
                        status.duplicates())
                .counter("merges_total", "Keys whose value changed.", status.merges())
                .counter("refused_total", "Puts refused and messages that broke a rule.", status.refused())
                .counter("not_found_total", "Gets answered with not found.", status.notFound())
                .counter("unreadable_frames_total", "Frames no JSON or over a limit.", status.unreadableFrames())
                .gauge("graph_nodes", "Nodes in memory.", status.graphNodes())
                .gauge("graph_bytes", "Estimated bytes of the nodes in memory.", status.graphBytes())
                .counter("evictions_total", "Nodes put out of memory for want of room.", status.evictions())
                .gauge("deferred", "Writes held back until their state has come.", status.deferred())
                .counter("refused_peers_total", "Proofs of the peer secret that were wrong.", status.refusedPeers());
        return new HttpPage(200, CONTENT_TYPE, metrics.text.toString());
    }

    private Metrics gauge(String name, String help, double value) {
        return metric(name, help, "gauge", Double.toString(value));
    }

    private Metrics gauge(String name, String help, long value) {
        return metric(name, help, "gauge", Long.toString(value));
    }

    private Metrics counter(String name, String help, long value) {
        return metric(name, help, "counter", Long.toString(value));
    }

    private Metrics metric(String name, String help, String type, String value) {
        String full = "gun_relay_" + name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        text.append(full).append(' ').append(value).append('\n');
        return this;
    }
}
