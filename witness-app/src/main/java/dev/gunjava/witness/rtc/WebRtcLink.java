package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link over one native peer connection. */
final class WebRtcLink implements DataLink {
    /*
     * The native library runs every callback of the process on one thread, which must never wait and from which no
     * throwable may escape. So a callback copies what it was given, hands it to the engine's owner and returns. The owner
     * makes every native call, keeps all state below, and hands what it makes of it to the listener's executor. The one
     * native call inside a callback is the registration of an observer on an arriving channel: later, messages are lost.
     */
    private static final Logger log = LoggerFactory.getLogger(WebRtcLink.class);
    private static final String LABEL = "witnesses";
    private static final int MAX_CHANNELS = 4;
    private static final int MAX_CANDIDATES = 64;
    private static final long GATHERING_MILLIS = 1_000;
    private static final long POLL_MILLIS = 10;
    private static final long DRAIN_MILLIS = 1_500;
    private static final long CHANNEL_CLOSE_MILLIS = 500;
    /** Received bytes that may wait for the listener, with a share for each message; beyond it messages are dropped. */
    private static final long MAX_UNHEARD = 4 << 20;

    private static final long UNHEARD_OVERHEAD = 256;

    private final RtcEngine engine;
    private final Supplier<RTCConfiguration> configuration;
    private final Executor delivery;
    private final Listener listener;
    private final LongAdder receivedMessages;
    private final Consumer<WebRtcLink> onGone;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Outbox outbox = new Outbox();
    private final AtomicLong unheard = new AtomicLong();
    private volatile long maxMessage = MAX_MESSAGE;
    private volatile boolean over;

    // All that follows belongs to the engine's owner.
    private @Nullable RTCPeerConnection connection;
    private final List<RTCDataChannel> channels = new ArrayList<>();
    private @Nullable RTCDataChannel open;
    private final List<IceCandidate> early = new ArrayList<>();
    private boolean remoteKnown;
    private SessionDescription.@Nullable Type localType;
    private boolean gathered;
    private boolean described;
    private boolean polling;
    private boolean closing;
    private int candidates;

    WebRtcLink(
            RtcEngine engine,
            Supplier<RTCConfiguration> configuration,
            Executor delivery,
            Listener listener,
            LongAdder receivedMessages,
            Consumer<WebRtcLink> onGone) {
        this.engine = engine;
        this.configuration = configuration;
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
            RTCDataChannel channel = made.createDataChannel(LABEL, ordered);
            channel.registerObserver(new ChannelEvents(channel));
            channels.add(channel);
            made.createOffer(new RTCOfferOptions(), new Created(SessionDescription.Type.OFFER));
        });
    }

    @Override
    public void answer(SessionDescription offer) {
        own(() -> {
            connect();
            setRemote(offer, () -> connection()
                    .createAnswer(new RTCAnswerOptions(), new Created(SessionDescription.Type.ANSWER)));
        });
    }

    @Override
    public void accept(SessionDescription answer) {
        own(() -> setRemote(answer, () -> {}));
    }

    @Override
    public void candidate(IceCandidate candidate) {
        own(() -> {
            if (++candidates > MAX_CANDIDATES) {
                tell(() -> listener.dropped("too many candidates"));
            } else if (remoteKnown) {
                add(candidate);
            } else {
                early.add(candidate);
            }
        });
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

    // ---- making the connection, on the owner's thread

    private RTCPeerConnection connect() {
        if (connection != null) {
            throw new IllegalStateException("a link connects once");
        }
        RTCPeerConnection made = engine.connect(configuration.get(), new ConnectionEvents());
        connection = made;
        return made;
    }

    private RTCPeerConnection connection() {
        return Objects.requireNonNull(connection, "not connecting");
    }

    private void setRemote(SessionDescription description, Runnable then) {
        maxMessage = Math.min(MAX_MESSAGE, description.maxMessageSize());
        RTCSdpType type = description.type() == SessionDescription.Type.OFFER ? RTCSdpType.OFFER : RTCSdpType.ANSWER;
        connection().setRemoteDescription(new RTCSessionDescription(type, description.sdp()), new Done(() -> {
            remoteKnown = true;
            early.forEach(this::add);
            early.clear();
            then.run();
        }));
    }

    private void setLocal(RTCSessionDescription description, SessionDescription.Type type) {
        connection().setLocalDescription(description, new Done(() -> {
            localType = type;
            engine.schedule(this::gathered, GATHERING_MILLIS);
            describe();
        }));
    }

    private void gathered() {
        if (!over) {
            gathered = true;
            describe();
        }
    }

    /** A full description: told once, when the candidates are there or their time is over. */
    private void describe() {
        if (localType == null || !gathered || described) {
            return;
        }
        described = true;
        SessionDescription local =
                new SessionDescription(localType, connection().getLocalDescription().sdp);
        tell(() -> listener.described(local));
    }

    private void add(IceCandidate candidate) {
        try {
            connection()
                    .addIceCandidate(new RTCIceCandidate(
                            Objects.requireNonNullElse(candidate.sdpMid(), ""),
                            candidate.sdpMLineIndex(),
                            candidate.candidate()));
        } catch (Throwable refused) {
            tell(() -> listener.dropped("candidate refused"));
        }
    }

    // ---- the channel, on the owner's thread

    private void arrived(RTCDataChannel channel) {
        if (channels.size() >= MAX_CHANNELS || !LABEL.equals(channel.getLabel())) {
            channel.unregisterObserver();
            channel.close();
            tell(() -> listener.dropped("unwanted channel"));
            return;
        }
        channels.add(channel);
        look(channel);
    }

    private void look(RTCDataChannel channel) {
        if (!channels.contains(channel)) {
            return;
        }
        RTCDataChannelState state = channel.getState();
        if (state == RTCDataChannelState.OPEN && open == null) {
            open = channel;
            tell(listener::opened);
            pump();
        } else if (state == RTCDataChannelState.CLOSED && channels.remove(channel) && channel.equals(open)) {
            end(
                    closing
                            ? new LinkEnd(LinkEnd.Cause.CLOSED_HERE, "closed")
                            : new LinkEnd(LinkEnd.Cause.CLOSED_THERE, "the other side closed the channel"));
        }
    }

    private void pump() {
        try {
            if (outbox.drainTo(open) && !polling) {
                polling = true;
                engine.schedule(
                        () -> {
                            polling = false;
                            if (!over) {
                                pump();
                            }
                        },
                        POLL_MILLIS);
            }
        } catch (Exception failure) {
            end(new LinkEnd(LinkEnd.Cause.FAILED, "sending failed"));
        }
    }

    /** The close of a channel is acknowledged only after all that was sent on it, so its end is the sign of arrival. */
    private void closeWhenDrained(long deadline) {
        if (over) {
            return;
        }
        if (outbox.pendingBytes() > 0 && System.nanoTime() - deadline < 0) {
            engine.schedule(() -> closeWhenDrained(deadline), POLL_MILLIS);
            return;
        }
        channels.forEach(RTCDataChannel::close);
        engine.schedule(() -> end(new LinkEnd(LinkEnd.Cause.CLOSED_HERE, "closed")), CHANNEL_CLOSE_MILLIS);
    }

    private void end(LinkEnd end) {
        if (over) {
            return;
        }
        over = true;
        try {
            channels.forEach(RTCDataChannel::unregisterObserver);
            if (connection != null) {
                connection.close();
            }
        } finally {
            tell(() -> listener.ended(end));
            onGone.accept(this);
            gone.complete(null);
        }
    }

    // ---- passing on

    /** Runs a task on the owner's thread unless the link is over; what the library refuses ends the link. */
    private void own(Runnable task) {
        engine.execute(() -> {
            if (over) {
                return;
            }
            try {
                task.run();
            } catch (Throwable refused) {
                end(new LinkEnd(LinkEnd.Cause.REFUSED, "refused: " + refused.getMessage()));
            }
        });
    }

    private void tell(Runnable news) {
        try {
            delivery.execute(news);
        } catch (RejectedExecutionException nobodyListens) {
            log.trace("news of a link to a peer that is closed", nobodyListens);
        }
    }

    private void receive(RTCDataChannel channel, byte[] message, boolean binary) {
        receivedMessages.increment();
        long cost = message.length + UNHEARD_OVERHEAD;
        if (unheard.addAndGet(cost) > MAX_UNHEARD) {
            unheard.addAndGet(-cost);
            own(() -> tell(() -> listener.dropped("messages faster than they are read")));
            return;
        }
        own(() -> {
            boolean wanted = channels.contains(channel);
            tell(() -> {
                unheard.addAndGet(-cost);
                if (!wanted) {
                    listener.dropped("message on an unwanted channel");
                } else if (binary) {
                    listener.dropped("binary message");
                } else if (message.length > MAX_MESSAGE) {
                    listener.dropped("message too long");
                } else {
                    listener.received(new String(message, StandardCharsets.UTF_8));
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
                        own(() -> {
                            if (described) {
                                IceCandidate late = new IceCandidate(mid, index, text);
                                tell(() -> listener.found(late));
                            }
                        });
                    })
                    .run();
        }

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) {
                own(WebRtcLink.this::gathered);
            }
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            if (state == RTCPeerConnectionState.FAILED) {
                own(() -> end(new LinkEnd(LinkEnd.Cause.FAILED, "no way to the other side")));
            }
        }

        @Override
        public void onDataChannel(RTCDataChannel channel) {
            RtcEngine.guarded(() -> {
                        channel.registerObserver(new ChannelEvents(channel));
                        own(() -> arrived(channel));
                    })
                    .run();
        }
    }

    private final class ChannelEvents implements RTCDataChannelObserver {
        private final RTCDataChannel channel;

        ChannelEvents(RTCDataChannel channel) {
            this.channel = channel;
        }

        @Override
        public void onBufferedAmountChange(long previous) {
            // Never called by this version of the library; the outbox polls.
        }

        @Override
        public void onStateChange() {
            own(() -> look(channel));
        }

        @Override
        public void onMessage(RTCDataChannelBuffer buffer) {
            RtcEngine.guarded(() -> {
                        ByteBuffer data = buffer.data;
                        byte[] copy = new byte[data.remaining()];
                        data.get(copy);
                        receive(channel, copy, buffer.binary);
                    })
                    .run();
        }
    }

    private final class Created implements CreateSessionDescriptionObserver {
        private final SessionDescription.Type type;

        Created(SessionDescription.Type type) {
            this.type = type;
        }

        @Override
        public void onSuccess(RTCSessionDescription description) {
            own(() -> setLocal(description, type));
        }

        @Override
        public void onFailure(String error) {
            own(() -> end(new LinkEnd(LinkEnd.Cause.REFUSED, "no " + type.word() + ": " + error)));
        }
    }

    private final class Done implements SetSessionDescriptionObserver {
        private final Runnable then;

        Done(Runnable then) {
            this.then = then;
        }

        @Override
        public void onSuccess() {
            own(then);
        }

        @Override
        public void onFailure(String error) {
            own(() -> end(new LinkEnd(LinkEnd.Cause.REFUSED, "refused: " + error)));
        }
    }
}
