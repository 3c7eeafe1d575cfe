package dev.gunjava.transport.netty;

import dev.gunjava.limits.ReceiveLimits;
import dev.gunjava.limits.SendLimits;
import dev.gunjava.mesh.Budget;
import dev.gunjava.mesh.Budget.Use;
import dev.gunjava.mesh.Connection;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.Outbox;
import dev.gunjava.transport.TokenBucket;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.FrameReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One neighbor that dialed us. What is not marked otherwise is owned by the thread of its socket; the mesh, whose turn
 * may be on that thread or on another, only fills the {@link Outbox} and asks for it to be drained.
 *
 * <p>Reading stops, and TCP makes the neighbor wait, while it is over its rate, while the mesh is behind on its
 * frames, or while it does not take the answers it asked for. Nothing is dropped for any of these.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through exceptionCaught
final class AcceptedConnection extends SimpleChannelInboundHandler<WebSocketFrame> implements Connection {

    private static final Logger log = LoggerFactory.getLogger(AcceptedConnection.class);

    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int NOT_UTF8 = 1007;
    private static final int POLICY_VIOLATION = 1008;
    private static final int TOO_BIG = 1009;
    private static final int TRY_AGAIN_LATER = 1013;

    private static final char REPLACEMENT = '\uFFFD';

    private final Channel channel;
    private final AcceptorOptions options;
    private final ReceiveLimits receive;
    private final SendLimits send;
    private final MeshLoop loop;
    private final Throttling throttling;
    private final Readers readers;
    private final Consumer<String> onCrowdedOut;
    private final FrameReader reader;
    private final Outbox outbox;
    private final TokenBucket rate;
    private final String name;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final AtomicBoolean tooSlow = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong weightUnderWay = new AtomicLong();
    private final Budget.Account account;
    private final Budget.Holding received;
    private final Budget.Holding unsent;
    private boolean connected;
    private boolean overRate;
    private volatile boolean goingAway;
    private long overRateSince;
    private long heldSince;
    private boolean heldForRate;
    private long heardAt = System.nanoTime();

    /** When the neighbor last took something, or nothing waited for it. */
    private long tookAt = heardAt;

    /** Whether something is on its way that the neighbor has not taken. */
    private boolean sending;

    /** Bytes that have come and are no whole message yet, and how many of them the account stands for. */
    private long unread;

    private long unreadHeld;

    /** When the first of these bytes came. */
    private long begunAt;

    /** What the account stands for of {@link #weightUnderWay}; other threads only look whether it is anything. */
    private volatile long heldUnderWay;

    /** The latest ping that is not answered; those before it need no answer (RFC 6455 section 5.5.3). */
    private @Nullable ByteBuf ping;

    private @Nullable Future<?> heartbeat;

    AcceptedConnection(
            Channel channel,
            AcceptorOptions options,
            FrameReader reader,
            MeshLoop loop,
            Throttling throttling,
            Readers readers,
            @Nullable Object owner,
            Consumer<String> onCrowdedOut) {
        this.channel = channel;
        this.options = options;
        this.receive = options.limits().receive();
        this.send = options.limits().send();
        this.loop = loop;
        this.throttling = throttling;
        this.readers = readers;
        this.onCrowdedOut = onCrowdedOut;
        this.reader = reader;
        this.account = loop.budget().open(owner, this::crowdedOut);
        this.received = account.of(Use.RECEIVED);
        this.unsent = account.of(Use.UNSENT);
        this.outbox = new Outbox(send.pendingBytes(), send.answerBytes(), unsent);
        this.rate = new TokenBucket(receive.messagesPerSecond(), receive.burst(), System.nanoTime());
        this.name = String.valueOf(channel.remoteAddress());
    }

    // --- the thread of the socket

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof HandshakeComplete) {
            connected = true;
            loop.connected(this);
            long period = options.heartbeat().toMillis();
            heartbeat = context.executor().scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
        }
        context.fireUserEventTriggered(event);
    }

    /**
     * gun.js hears {@code []} as nothing; the ping makes the neighbor's WebSocket answer without its knowledge. A neighbor
     * that we do not read at present cannot be heard, so its silence does not count.
     */
    private void beat() {
        long now = System.nanoTime();
        if (outbox.isEmpty()) {
            tookAt = now;
        }
        if (channel.config().isAutoRead()
                && now - heardAt > options.limits().connections().idle().toNanos()) {
            channel.close();
        } else if (channel.config().isAutoRead()
                && unread > 0
                && now - begunAt > receive.message().toNanos()) {
            sayClose(channel, POLICY_VIOLATION, "a message that does not end");
        } else if (now - tookAt > send.stalled().toNanos()) {
            sayClose(channel, TRY_AGAIN_LATER, "takes nothing");
        } else if (channel.isWritable()) {
            channel.write(new TextWebSocketFrame("[]"));
            if (!channel.config().isAutoRead()) {
                // Its pings are not read either, and it must not take us for dead (RFC 6455 section 5.5.3).
                channel.write(new PongWebSocketFrame());
            }
            channel.writeAndFlush(new PingWebSocketFrame());
        }
    }

    /** Bytes have come; what they are will be seen when they are a whole frame. */
    void bytesRead(int bytes) {
        heardAt = System.nanoTime();
        begunAt = unread == 0 ? heardAt : begunAt;
        unread += bytes;
    }

    /** A frame has come, or a fragment of a message; the message follows if it is whole. */
    void frameRead(WebSocketFrame frame) {
        int payload = frame.content().readableBytes();
        boolean fragment = !frame.isFinalFragment() || frame instanceof ContinuationWebSocketFrame;
        unread = fragment ? unread : Math.max(0, unread - payload);
        unread = Math.max(0, unread - headerBytes(payload));
        if (fragment) {
            heed(rate.take(1, heardAt));
        }
    }

    /** Mask and length of a frame, by RFC 6455 section 5.2. */
    private static int headerBytes(int payload) {
        return 6 + (payload < 126 ? 0 : payload < 65_536 ? 2 : 8);
    }

    /** A ping has come. It costs of the rate, and its answer does not queue: a newer ping takes its place. */
    void pinged(ByteBuf payload) {
        releasePing();
        ping = payload.retain();
        heed(rate.take(1, heardAt));
        answerPing();
    }

    private void answerPing() {
        if (ping != null && channel.isWritable()) {
            channel.write(new PongWebSocketFrame(ping));
            ping = null;
        }
    }

    private void releasePing() {
        if (ping != null) {
            ping.release();
            ping = null;
        }
    }

    /**
     * Has the account stand for the frames that the mesh has not worked through; after a turn there are none, mostly. Looks
     * again after it has said for how much, since the mesh may have taken the last one in between.
     */
    private void holdUnderWay() {
        for (long weight = weightUnderWay.get(); weight != heldUnderWay; weight = weightUnderWay.get()) {
            long change = weight - heldUnderWay;
            if (change > 0) {
                received.hold(change);
            } else {
                received.release(-change);
            }
            readers.count(change);
            heldUnderWay = weight;
        }
    }

    private void holdUnread() {
        long change = unread - unreadHeld;
        if (change > 0) {
            received.hold(change);
        } else if (change < 0) {
            received.release(-change);
        }
        unreadHeld = unread;
        if (unread == 0) {
            received.awaitsNothing();
        } else {
            received.awaitsNeighbor(begunAt);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
        // What comes too late is not acked, so its sender gives it to the next relay.
        if (goingAway) {
            return;
        }
        if (!(message instanceof TextWebSocketFrame)) {
            heed(rate.take(1, heardAt));
            return;
        }
        int bytes = message.content().readableBytes();
        String text = text(message.content());
        if (text == null) {
            sayClose(channel, NOT_UTF8, "not UTF-8");
            return;
        }
        unread = 0;
        Frame frame = reader.read(text, bytes);
        underWay.incrementAndGet();
        weightUnderWay.addAndGet(frame.weight());
        loop.received(this, frame);
        heed(rate.take(Math.max(1, frame.messages().size()), heardAt));
    }

    /**
     * The text of a frame, or null if it is no UTF-8 (RFC 6455 section 8.1). Only a text with a replacement character can
     * have been made of bad bytes, so only such a one is looked at twice.
     */
    private static @Nullable String text(ByteBuf utf8) {
        String text = utf8.toString(StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        return ByteBufUtil.isText(utf8, StandardCharsets.UTF_8) ? text : null;
    }

    /** All that one read has brought is handed over; to answer it here spares the way to another thread. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        holdUnread();
        loop.turn();
        holdUnderWay();
        readOrNot();
        answerPing();
        channel.flush();
        context.fireChannelReadComplete();
    }

    /** One read can make a debt of minutes; who says more when its patience is over is to be told, not kept waiting. */
    private void heed(long pauseNanos) {
        long patienceNanos = receive.patience().toNanos();
        if (pauseNanos == 0) {
            overRateSince = 0;
        } else if (overRateSince == 0) {
            overRateSince = heardAt;
        } else if (heardAt - overRateSince >= patienceNanos) {
            channel.write(new TextWebSocketFrame("{\"dam\":\"!\",\"err\":\"too many messages\"}"));
            sayClose(channel, POLICY_VIOLATION, "too many messages");
            return;
        }
        if (pauseNanos > 0 && !overRate) {
            overRate = true;
            throttling.began(name);
            channel.eventLoop()
                    .schedule(
                            () -> {
                                withinRate();
                                readOrNot();
                            },
                            Math.min(pauseNanos, patienceNanos),
                            TimeUnit.NANOSECONDS);
            readOrNot();
        }
    }

    private void withinRate() {
        if (overRate) {
            overRate = false;
            throttling.ended();
        }
    }

    private void readOrNot() {
        boolean read = !overRate
                && underWay.get() < receive.framesUnderWay()
                && weightUnderWay.get() < receive.bytesUnderWay()
                && outbox.bytes() < send.unsentBytes()
                && readers.mayRead(this);
        if (channel.config().isAutoRead() != read) {
            long now = System.nanoTime();
            if (read) {
                // Neither silence nor impatience counts while it was we who did not listen.
                heardAt = now;
                begunAt = now;
                overRateSince += overRateSince == 0 || heldForRate ? 0 : now - heldSince;
            } else {
                heldSince = now;
                heldForRate = overRate;
            }
            channel.config().setAutoRead(read);
        }
    }

    private void drain() {
        boolean wrote = false;
        answerPing();
        while (channel.isActive() && channel.isWritable()) {
            Outbox.Outgoing frame = outbox.nextFrame();
            if (frame == null) {
                sayGoodbye();
                break;
            }
            if (!sending) {
                sending = true;
                tookAt = System.nanoTime();
                unsent.awaitsNeighbor(tookAt);
            }
            channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(frame.encode())))
                    .addListener(written -> sent(frame));
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
        readOrNot();
    }

    private void sent(Outbox.Outgoing frame) {
        outbox.sent(frame);
        tookAt = System.nanoTime();
        sending = !outbox.isEmpty();
        if (sending) {
            unsent.awaitsNeighbor(tookAt);
        } else {
            unsent.awaitsNothing();
        }
        if (outbox.takeRoomNotice()) {
            // Not within the write that has made room: the mesh may have more to write.
            channel.eventLoop().execute(() -> loop.roomFor(this));
        }
    }

    private void drainAsAsked() {
        drainAsked.set(false);
        drain();
    }

    private void sayGoodbye() {
        if (goingAway && underWay.get() == 0) {
            sayClose(channel, GOING_AWAY, "the relay shuts down");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        drain();
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        withinRate();
        outbox.close();
        releasePing();
        unread = 0;
        holdUnread();
        if (connected) {
            loop.disconnected(this);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException
                || (cause instanceof CorruptedWebSocketFrameException corrupted
                        && corrupted.closeStatus().code() == TOO_BIG)) {
            sayClose(channel, TOO_BIG, "frame too big");
        } else {
            channel.close();
        }
    }

    /** Closes a connection, and says why to a neighbor that listens; one that does not is not waited for. */
    private void sayClose(Channel channel, int code, String reason) {
        channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
        try {
            channel.eventLoop()
                    .schedule(
                            () -> channel.close(),
                            options.limits().connections().goodbye().toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.trace("{} is gone with the relay", channel, e);
        }
    }

    // --- any thread

    /** Takes nothing more, and closes when all that was taken is answered and all answers are out. */
    void goAway() {
        onSocketThread(() -> {
            goingAway = true;
            drain();
        });
    }

    /** Marks this as one that is not read for want of room; returns whether it was not marked before. */
    boolean markStopped() {
        return stopped.compareAndSet(false, true);
    }

    /** There is room again. */
    void goOn() {
        stopped.set(false);
        onSocketThread(this::readOrNot);
    }

    long pendingBytes() {
        return outbox.untakenBytes();
    }

    // --- the thread of the mesh

    @Override
    public boolean dialed() {
        return false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void answer(EncodedMessage message) {
        outbox.answer(message);
    }

    @Override
    public Budget.Account account() {
        return account;
    }

    @Override
    public boolean hasRoom() {
        return outbox.hasRoom();
    }

    @Override
    public void tell(EncodedMessage message, int receivers) {
        if (!outbox.tell(message, receivers) && tooSlow.compareAndSet(false, true)) {
            sayClose(channel, TRY_AGAIN_LATER, "reads too slowly");
        }
    }

    @Override
    public void flush() {
        if (drainAsked.compareAndSet(false, true)) {
            onSocketThread(this::drainAsAsked);
        }
    }

    @Override
    public void taken(long weight) {
        boolean resumes = weightUnderWay.getAndAdd(-weight) >= receive.bytesUnderWay()
                && weightUnderWay.get() < receive.bytesUnderWay();
        int left = underWay.decrementAndGet();
        if (resumes || left == receive.framesUnderWay() / 2) {
            onSocketThread(this::readOrNot);
        } else if (left == 0 && goingAway) {
            onSocketThread(this::drain);
        } else if (left == 0 && heldUnderWay > 0) {
            onSocketThread(this::holdUnderWay);
        }
    }

    /** Never closes within the call, which comes with locks of the budget and of an outbox held. */
    private void crowdedOut(String reason) {
        later(() -> {
            onCrowdedOut.accept(name);
            close(TRY_AGAIN_LATER, reason);
        });
    }

    private void onSocketThread(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            later(action);
        }
    }

    private void later(Runnable action) {
        try {
            channel.eventLoop().execute(action);
        } catch (RejectedExecutionException e) {
            log.trace("{} is gone with the relay", name, e);
        }
    }

    @Override
    public void closeRedundant(String reason) {
        sayClose(channel, NORMAL_CLOSURE, reason);
    }

    /** Nobody needs to know: we do not dial it. */
    @Override
    public boolean closedInOrder() {
        return false;
    }

    /** We did not dial it, so there is no dialing to pause. */
    @Override
    public void reachedAnotherWay(boolean is) {}

    @Override
    public void close(int code, String reason) {
        sayClose(channel, code, reason);
    }

    @Override
    public String toString() {
        return name;
    }
}
