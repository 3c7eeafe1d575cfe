package dev.gunjava.limits;

import java.time.Duration;

/**
 * Every limit of a peer or relay. A preset is the starting point; {@code with} methods of the groups change single limits:
 *
 * <pre>{@code
 * limits.with(limits.frames().withBytes(64 << 10))
 * }</pre>
 *
 * <p>docs/limits.md is generated from these records: the first sentence of a component's description says what is limited,
 * the rest says what happens at the limit. Immutable and thread-safe.
 *
 * @param frames what a frame of a client may contain
 * @param connections how many clients may connect, and for how long a connection may do nothing
 * @param receive how much a client may send, and how much of it may wait to be processed
 * @param send how much may wait to be sent to a client
 * @param memory how much memory all connections may use, besides the graph
 * @param graph the size and the lifetime of the graph
 * @param gets what the gets of one client may cause
 * @param routing how much is remembered of messages that were forwarded
 * @param turns how long the work for one client may keep the others waiting
 * @param client the limits of the local program and of connections to relays that were dialed
 */
public record Limits(
        FrameLimits frames,
        ConnectionLimits connections,
        ReceiveLimits receive,
        SendLimits send,
        MemoryLimits memory,
        GraphLimits graph,
        GetLimits gets,
        RoutingLimits routing,
        TurnLimits turns,
        ClientLimits client) {

    /** The limits of a relay for any graph, and of a peer that dials relays. */
    public static Limits general() {
        return general(Runtime.getRuntime().maxMemory());
    }

    /** The limits of a relay for nothing but discovery and signaling. */
    public static Limits signalling() {
        return signalling(Runtime.getRuntime().maxMemory());
    }

    /**
     * The same as {@link #general()}.
     *
     * @param heap the maximum size of the heap in bytes, on which some of the limits depend
     */
    static Limits general(long heap) {
        return new Limits(
                FrameLimits.GENERAL,
                ConnectionLimits.GENERAL,
                ReceiveLimits.GENERAL,
                SendLimits.GENERAL,
                MemoryLimits.ofHeap(heap, 8L << 20),
                GraphLimits.ofHeap(heap, 256L << 20),
                GetLimits.GENERAL,
                RoutingLimits.GENERAL,
                TurnLimits.GENERAL,
                ClientLimits.GENERAL);
    }

    /**
     * The same as {@link #signalling()}.
     *
     * @param heap the maximum size of the heap in bytes, on which some of the limits depend
     */
    static Limits signalling(long heap) {
        return new Limits(
                FrameLimits.SIGNALLING,
                ConnectionLimits.GENERAL.withPerAddress(20),
                ReceiveLimits.GENERAL.withRate(200, 1_000),
                SendLimits.GENERAL.withPendingBytes(1L << 20),
                MemoryLimits.ofHeap(heap, 4L << 20),
                GraphLimits.ofHeap(heap, 32L << 20)
                        .withKeep(Duration.ofMinutes(2))
                        .withFuture(Duration.ofMinutes(1)),
                GetLimits.GENERAL.withSubscriptions(2_000).withQuestions(0, 0),
                RoutingLimits.GENERAL,
                TurnLimits.GENERAL,
                ClientLimits.GENERAL.withWriteBytes(64 << 10));
    }

    /** These limits with others for frames. */
    public Limits with(FrameLimits other) {
        return new Limits(other, connections, receive, send, memory, graph, gets, routing, turns, client);
    }

    /** These limits with others for connections. */
    public Limits with(ConnectionLimits other) {
        return new Limits(frames, other, receive, send, memory, graph, gets, routing, turns, client);
    }

    /** These limits with others for what clients send. */
    public Limits with(ReceiveLimits other) {
        return new Limits(frames, connections, other, send, memory, graph, gets, routing, turns, client);
    }

    /** These limits with others for what is sent to clients. */
    public Limits with(SendLimits other) {
        return new Limits(frames, connections, receive, other, memory, graph, gets, routing, turns, client);
    }

    /** These limits with others for memory. */
    public Limits with(MemoryLimits other) {
        return new Limits(frames, connections, receive, send, other, graph, gets, routing, turns, client);
    }

    /** These limits with others for the graph. */
    public Limits with(GraphLimits other) {
        return new Limits(frames, connections, receive, send, memory, other, gets, routing, turns, client);
    }

    /** These limits with others for gets. */
    public Limits with(GetLimits other) {
        return new Limits(frames, connections, receive, send, memory, graph, other, routing, turns, client);
    }

    /** These limits with others for what is remembered of forwarded messages. */
    public Limits with(RoutingLimits other) {
        return new Limits(frames, connections, receive, send, memory, graph, gets, other, turns, client);
    }

    /** These limits with others for turns. */
    public Limits with(TurnLimits other) {
        return new Limits(frames, connections, receive, send, memory, graph, gets, routing, other, client);
    }

    /** These limits with others for the program and for dialed relays. */
    public Limits with(ClientLimits other) {
        return new Limits(frames, connections, receive, send, memory, graph, gets, routing, turns, other);
    }

    static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be above zero, not " + value);
        }
    }

    static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be below zero, but is " + value);
        }
    }
}
