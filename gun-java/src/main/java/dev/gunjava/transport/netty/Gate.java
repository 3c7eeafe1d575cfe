package dev.gunjava.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an HTTP request: a WebSocket at {@code /gun}, a page, or an error. Owned by the thread of its
 * socket.
 *
 * <p>Source: gun.js {@code lib/wire.js} and {@code lib/server.js}, where any other path of an upgrade gives 400.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through exceptionCaught
final class Gate extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String GUN = "/gun";

    private final AcceptorOptions options;
    private final WebSocketServerProtocolConfig webSockets;
    private final Map<String, Supplier<HttpPage>> pages;
    private final ConnectionCount count;
    private final @Nullable InetAddress address;
    private final Function<@Nullable InetAddress, AcceptedConnection> connections;
    private @Nullable Future<?> impatience;

    /**
     * @param webSockets what {@link #webSockets} gave for the same options
     * @param address where the client is; null if this is a trusted proxy, which names it
     * @param connections makes the connection of a client, whose address is null if it is not known
     */
    Gate(
            AcceptorOptions options,
            WebSocketServerProtocolConfig webSockets,
            Map<String, Supplier<HttpPage>> pages,
            ConnectionCount count,
            @Nullable InetAddress address,
            Function<@Nullable InetAddress, AcceptedConnection> connections) {
        this.options = options;
        this.webSockets = webSockets;
        this.pages = pages;
        this.count = count;
        this.address = address;
        this.connections = connections;
    }

    /** How WebSockets are spoken, by all connections that offer no subprotocol. */
    static WebSocketServerProtocolConfig webSockets(AcceptorOptions options) {
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(GUN)
                .checkStartsWith(true)
                // Who closes says why; Netty's own frame would claim a normal end after a violation.
                .sendCloseFrame(null)
                // An idle neighbor lives by its pongs.
                .dropPongFrames(false)
                .handshakeTimeoutMillis(
                        options.limits().connections().handshake().toMillis())
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(options.limits().frames().rejectedBytes())
                        .allowExtensions(false)
                        // The connection checks the whole text while it decodes it.
                        .withUTF8Validator(false)
                        .build())
                .build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        impatience = context.executor()
                .schedule(
                        () -> {
                            context.close();
                        },
                        options.limits().connections().handshake().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (impatience != null) {
            impatience.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        if (!request.decoderResult().isSuccess()) {
            refuse(context, request, HttpResponseStatus.BAD_REQUEST, "not HTTP");
        } else if (isUpgrade(request)) {
            upgrade(context, request, path);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(context, request, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is answered here");
        } else {
            Supplier<HttpPage> page = pages.get(path);
            if (page == null) {
                refuse(context, request, HttpResponseStatus.NOT_FOUND, "nothing here; Gun peers connect to " + GUN);
            } else {
                answer(context, request, page.get());
            }
        }
    }

    private static boolean isUpgrade(FullHttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request, String path) {
        if (!path.equals(GUN)) {
            refuse(context, request, HttpResponseStatus.BAD_REQUEST, "Gun peers connect to " + GUN);
            return;
        }
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !allows(origin, context.channel().localAddress())) {
            refuse(context, request, HttpResponseStatus.FORBIDDEN, "pages of " + origin + " may not connect");
            return;
        }
        InetAddress client = address == null ? forwardedFor(request) : address;
        if (client != null && !count.enterAddress(context.channel(), client)) {
            refuse(context, request, HttpResponseStatus.TOO_MANY_REQUESTS, "too many connections of this address");
            return;
        }
        if (!count.enter(context.channel())) {
            refuse(context, request, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections");
            return;
        }
        String offered = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        ChannelPipeline pipeline = context.pipeline();
        AcceptedConnection connection = connections.apply(client);
        // Below TLS, frames could not be told from what wraps them.
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(new ByteMeter(connection));
        } else {
            pipeline.addAfter(tls.name(), null, new ByteMeter(connection));
        }
        pipeline.addLast(new FrameMeter(connection))
                .addLast(new WebSocketServerProtocolHandler(
                        offered == null
                                ? webSockets
                                : webSockets.toBuilder().subprotocols(offered).build()))
                .addLast(new WebSocketFrameAggregator(options.limits().frames().rejectedBytes()))
                .addLast(connection);
        context.fireChannelRead(request.retain());
        pipeline.remove(this);
    }

    private @Nullable InetAddress forwardedFor(FullHttpRequest request) {
        return ForwardedFor.client(request.headers().getAll("X-Forwarded-For"), options.trustedProxies());
    }

    private boolean allows(String origin, SocketAddress here) {
        return options.origins().contains("*")
                || options.origins().contains(origin)
                || isThisMachine(hostOf(origin), here);
    }

    /**
     * Whether a page comes from this machine: by a loopback name, or by the very address at which it connects to us. By
     * no other name: anybody can make one of his own resolve to us.
     */
    private static boolean isThisMachine(@Nullable String host, SocketAddress here) {
        if (host == null) {
            return false;
        }
        if (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]")) {
            return true;
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        return literal != null
                && here instanceof InetSocketAddress address
                && Arrays.equals(literal, address.getAddress().getAddress());
    }

    private static @Nullable String hostOf(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void refuse(
            ChannelHandlerContext context, FullHttpRequest request, HttpResponseStatus status, String reason) {
        answer(context, request, new HttpPage(status.code(), "text/plain; charset=utf-8", reason + "\n"));
    }

    private static void answer(ChannelHandlerContext context, FullHttpRequest request, HttpPage page) {
        byte[] body = page.body().getBytes(UTF_8);
        boolean head = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set("X-Content-Type-Options", "nosniff");
        HttpUtil.setKeepAlive(response, false);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
