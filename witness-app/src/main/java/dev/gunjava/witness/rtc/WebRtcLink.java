package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionIceErrorEvent;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link over one native peer connection. */
final class WebRtcLink implements DataLink {
    /*
     * The native library runs every callback of a factory on one thread, which must never wait and from which no
     * throwable may escape. So a callback copies what it was given, hands it to the engine's owner and returns. The owner
     * makes every native call, keeps all state below, and hands what it makes of it to the listener's executor. The one
     * native call inside a callback is the registration of an observer on an arriving channel: later, messages are lost.
     */
    private static final Logger log = LoggerFactory.getLogger(WebRtcLink.class);
    private static final String LABEL = "witnesses";
    private static final int MAX_CHANNELS = 4;
    private static final long POLL_MILLIS = 10;
    private static final long DRAIN_MILLIS = 1_500;
    private static final long CHANNEL_CLOSE_MILLIS = 500;
    /** A link often opens on one way and changes to a better one at once; afterwards ways change rarely. */
    private static final long FIRST_ROUTE_MILLIS = 500;

    private static final long ROUTE_MILLIS = 10_000;

    private final RtcEngine engine;
    private final Supplier<RTCConfiguration> configuration;
    private final @Nullable Duration relayedLife;
    private final Executor delivery;
    private final Listener listener;
    private final LongAdder receivedMessages;
    private final Consumer<WebRtcLink> onGone;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Outbox outbox = new Outbox();
    private final Inbox inbox = new Inbox();
    private volatile long maxMessage = MAX_MESSAGE;
    private volatile boolean over;
    private volatile @Nullable Route route;
    private volatile boolean consented;

    // All that follows belongs to the engine's owner.
    private final Negotiation negotiation = new Negotiation(this);
    private @Nullable RtcFactory factory;
    private @Nullable RTCPeerConnection connection;
    private final List<ChannelEvents> channels = new ArrayList<>();
    private @Nullable ChannelEvents open;
    private long openedAt;
    private boolean polling;
    private boolean closing;
    private boolean aged;

    /** @param relayedLife how long a way through a TURN server may be used, null for ever */
    WebRtcLink(
            RtcEngine engine,
            Supplier<RTCConfiguration> configuration,
            @Nullable Duration relayedLife,
            Executor delivery,
            Listener listener,
            LongAdder receivedMessages,
            Consumer<WebRtcLink> onGone) {
        this.engine = engine;
        this.configuration = configuration;
        this.relayedLife = relayedLife;
        this.delivery = delivery;
        this.listener = listener;
        this.receivedMessages = receivedMessages;
        this.onGone = onGone;
    }

    @Override
    public void offer() {
        own(() -> {
            RTCPeerConnection made = connect();
            RTCDataChannelInit ordered = new RTCDataChannelInit();
            ordered.ordered = true;
            channels.add(ChannelEvents.observe(made.createDataChannel(LABEL, ordered), this));
            negotiation.offer(made);
        });
    }

    @Override
    public void answer(SessionDescription offer) {
        own(() -> {
            maxMessage = Math.min(MAX_MESSAGE, offer.maxMessageSize());
            negotiation.answer(connect(), offer);
        });
    }

    @Override
    public void accept(SessionDescription answer) {
        own(() -> {
            maxMessage = Math.min(MAX_MESSAGE, answer.maxMessageSize());
            negotiation.accept(answer);
        });
    }

    @Override
    public void candidate(TrickledCandidate candidate) {
        own(() -> negotiation.candidate(candidate));
    }

    @Override
    public boolean send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (over || bytes.length > maxMessage || !outbox.reserve(bytes.length)) {
            return false;
        }
        own(() -> {
            outbox.add(bytes);
            pump();
        });
        return true;
    }

    @Override
    public long pendingBytes() {
        return over ? 0 : outbox.pendingBytes();
    }

    @Override
    public Traffic traffic() {
        return new Traffic(inbox.receivedBytes(), outbox.sentBytes(), pendingBytes());
    }

    @Override
    public @Nullable Route route() {
        return route;
    }

    @Override
    public boolean isConsented() {
        return consented && !over;
    }

    @Override
    public void close() {
        own(() -> {
            if (open == null) {
                end(new LinkEnd(LinkEnd.Cause.CLOSED_HERE, "closed before it was open"));
            } else if (!closing) {
                closing = true;
                closeWhenDrained(System.nanoTime() + DRAIN_MILLIS * 1_000_000);
            }
        });
    }

    @Override
    public void abort() {
        own(() -> end(new LinkEnd(LinkEnd.Cause.CLOSED_HERE, "dropped")));
    }

    /** Completes when the native connection is closed. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Asks to be made anew. On the owner's thread. */
    void age() {
        if (!aged && !over) {
            aged = true;
            tell(Listener::aged);
        }
    }

    // ---- on the owner's thread

    private RTCPeerConnection connect() {
        if (connection != null) {
            throw new IllegalStateException("a link connects once");
        }
        RtcFactory youngest = engine.factory();
        RTCPeerConnection made = youngest.connect(configuration.get(), new ConnectionEvents(), this);
        factory = youngest;
        connection = made;
        return made;
    }

    private void arrived(ChannelEvents channel) {
        if (channels.size() >= MAX_CHANNELS || !LABEL.equals(channel.channel().getLabel())) {
            channel.letGo();
            channel.channel().close();
            drop("unwanted channel");
            return;
        }
        channels.add(channel);
        look(channel);
    }

    /** The state of a channel may have changed. */
    void look(ChannelEvents channel) {
        if (!channels.contains(channel)) {
            return;
        }
        RTCDataChannelState state = channel.channel().getState();
        if (state == RTCDataChannelState.OPEN && open == null) {
            open = channel;
            tell(Listener::opened);
            pump();
            after(FIRST_ROUTE_MILLIS, this::findRoute);
            openedAt = System.nanoTime();
        } else if (state == RTCDataChannelState.CLOSED) {
            channels.remove(channel);
            channel.letGo();
            if (channel.equals(open)) {
                end(
                        closing
                                ? new LinkEnd(LinkEnd.Cause.CLOSED_HERE, "closed")
                                : new LinkEnd(LinkEnd.Cause.CLOSED_THERE, "the other side closed the channel"));
            }
        }
    }

    /** The password of the TURN server runs out some time. */
    private void ageIfRelayed() {
        Route used = route;
        if (relayedLife != null
                && used != null
                && used.local() == Route.Candidate.RELAY
                && System.nanoTime() - openedAt >= relayedLife.toNanos()) {
            age();
        }
    }

    /** The report is delivered on the library's thread, but read without a native call. */
    private void findRoute() {
        if (connection != null) {
            connection.getStats(report -> RtcEngine.guarded(() -> {
                        Route found = RouteFinder.find(report);
                        if (found != null) {
                            route = found;
                        }
                    })
                    .run());
            ageIfRelayed();
            after(ROUTE_MILLIS, this::findRoute);
        }
    }

    private void pump() {
        try {
            if (outbox.drainTo(open == null ? null : open.channel()) && !polling) {
                polling = true;
                after(POLL_MILLIS, () -> {
                    polling = false;
                    pump();
                });
            }
        } catch (Exception failure) {
            end(new LinkEnd(LinkEnd.Cause.FAILED, "sending failed"));
        }
    }

    /** The close of a channel is acknowledged only after all that was sent on it, so its end is the sign of arrival. */
    private void closeWhenDrained(long deadline) {
        if (outbox.pendingBytes() > 0 && System.nanoTime() - deadline < 0) {
            after(POLL_MILLIS, () -> closeWhenDrained(deadline));
            return;
        }
        channels.forEach(channel -> channel.channel().close());
        after(CHANNEL_CLOSE_MILLIS, () -> end(new LinkEnd(LinkEnd.Cause.CLOSED_HERE, "closed")));
    }

    /** The library did not take what we gave it. */
    void refuse(@Nullable String why) {
        end(new LinkEnd(LinkEnd.Cause.REFUSED, "refused: " + why));
    }

    private void end(LinkEnd end) {
        if (over) {
            return;
        }
        over = true;
        try {
            channels.forEach(ChannelEvents::letGo);
            if (connection != null) {
                connection.close();
            }
        } finally {
            if (factory != null) {
                engine.closed(factory, this);
            }
            tell(told -> told.ended(end));
            onGone.accept(this);
            gone.complete(null);
        }
    }

    // ---- passing on

    /** Runs a task on the owner's thread unless the link is over; what the library refuses ends the link. */
    void own(Runnable task) {
        engine.execute(() -> {
            if (over) {
                return;
            }
            try {
                task.run();
            } catch (Throwable refused) {
                refuse(refused.getMessage());
            }
        });
    }

    /** Runs a task on the owner's thread after a while, unless the link is over by then. */
    void after(long millis, Runnable task) {
        engine.schedule(
                () -> {
                    if (!over) {
                        task.run();
                    }
                },
                millis);
    }

    void tell(Consumer<Listener> news) {
        try {
            delivery.execute(() -> news.accept(listener));
        } catch (RejectedExecutionException nobodyListens) {
            log.trace("news of a link to a peer that is closed", nobodyListens);
        }
    }

    void drop(String reason) {
        tell(told -> told.dropped(reason));
    }

    /** A message has come; on the library's thread. */
    void receive(ChannelEvents channel, byte[] message, boolean binary) {
        boolean room = inbox.reserve(message.length);
        receivedMessages.increment();
        own(() -> {
            if (factory != null) {
                engine.received(factory);
            }
            if (!room) {
                drop("messages faster than they are read");
                return;
            }
            boolean wanted = channels.contains(channel);
            tell(told -> {
                inbox.heard(message.length);
                if (!wanted) {
                    told.dropped("message on an unwanted channel");
                } else if (binary) {
                    told.dropped("binary message");
                } else if (message.length > MAX_MESSAGE) {
                    told.dropped("message too long");
                } else {
                    told.received(new String(message, StandardCharsets.UTF_8));
                }
            });
        });
    }

    private final class ConnectionEvents implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate found) {
            RtcEngine.guarded(() -> {
                        String mid = found.sdpMid;
                        int index = found.sdpMLineIndex;
                        String text = found.sdp;
                        own(() -> IceCandidate.parse(text).ifPresent(candidate -> {
                            tell(told -> told.gathering(new Gathering.Found(candidate)));
                            negotiation.found(new TrickledCandidate(mid, index, candidate));
                        }));
                    })
                    .run();
        }

        @Override
        public void onIceCandidateError(RTCPeerConnectionIceErrorEvent failure) {
            RtcEngine.guarded(() -> {
                        Gathering.ServerFailed failed = new Gathering.ServerFailed(
                                failure.getUrl(), failure.getErrorCode(), failure.getErrorText());
                        own(() -> tell(told -> told.gathering(failed)));
                    })
                    .run();
        }

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) {
                own(() -> {
                    tell(told -> told.gathering(new Gathering.Complete()));
                    negotiation.gathered();
                });
            }
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            consented = state == RTCPeerConnectionState.CONNECTED;
            if (state == RTCPeerConnectionState.FAILED) {
                own(() -> end(new LinkEnd(LinkEnd.Cause.FAILED, "no way to the other side")));
            }
        }

        @Override
        public void onDataChannel(RTCDataChannel channel) {
            RtcEngine.guarded(() -> {
                        ChannelEvents arriving = ChannelEvents.observe(channel, WebRtcLink.this);
                        own(() -> arrived(arriving));
                    })
                    .run();
        }
    }
}
