package dev.gunjava.transport.netty;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.ConnectionLimits;
import dev.gunjava.logging.LineRate;
import dev.gunjava.mesh.Budget.Use;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.wire.FrameReader;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one port, for Gun over WebSocket at {@code /gun} and for plain HTTP at the paths it is given.
 *
 * <p>This class is safe for use by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through exceptionCaught
public final class Acceptor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

    /** How often one socket is read, 64 KiB at most each time, before the next one is: the others wait meanwhile. */
    private static final int READS_AT_ONCE = 4;

    private static final long CLOSE_SECONDS = 1;

    private final AcceptorOptions options;
    private final Map<String, Supplier<HttpPage>> pages;
    private final FrameReader reader;
    private final WebSocketServerProtocolConfig webSockets;
    private final ConnectionCount count;
    private final PendingHandshakes handshakes;
    private final Throttling throttling = new Throttling();
    private final LineRate crowding = new LineRate(TimeSource.SYSTEM);
    private final Set<AcceptedConnection> neighbors = ConcurrentHashMap.newKeySet();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private @Nullable EventLoopGroup threads;
    private @Nullable Channel server;

    /**
     * An acceptor that does not listen yet.
     *
     * @param pages what to answer to plain GETs, by path; the suppliers are called on socket threads and must not block
     * @param random used by all socket threads, which {@link Random} bears
     */
    public Acceptor(AcceptorOptions options, Map<String, Supplier<HttpPage>> pages, Random random) {
        this.options = options;
        this.pages = Map.copyOf(pages);
        this.reader = new FrameReader(options.limits().frames(), random);
        this.webSockets = Gate.webSockets(options);
        this.count = new ConnectionCount(options.limits().connections());
        ConnectionLimits connections = options.limits().connections();
        this.handshakes = new PendingHandshakes(connections.handshakes(), connections.handshakesPerAddress());
    }

    /**
     * Begins to listen, and brings connections to the mesh.
     *
     * @throws IOException if it cannot listen, such as when the port is in use, or cannot use the files for TLS
     */
    public synchronized void start(MeshLoop loop) throws IOException {
        Readers readers = new Readers(loop.budget().bound(Use.RECEIVED) / 2);
        SslContext tls = options.tls() == null ? null : options.tls().context();
        threads = new MultiThreadIoEventLoopGroup(
                Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2)),
                new DefaultThreadFactory("gun-socket"),
                NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes(readers).maxMessagesPerRead(READS_AT_ONCE))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, loop, readers, tls);
                    }
                });
        ChannelFuture bound = bootstrap
                .bind(new InetSocketAddress(options.host(), options.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException(
                    "cannot listen on " + options.host() + ":" + options.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        server = bound.channel();
        threads.next().scheduleAtFixedRate(throttling::report, 1, 1, TimeUnit.MINUTES);
        threads.next()
                .scheduleAtFixedRate(readers::tick, Readers.TICK_MILLIS, Readers.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void accept(Channel channel, MeshLoop loop, Readers readers, @Nullable SslContext tls) {
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        boolean proxied = options.trustedProxies().contains(address);
        channels.add(channel);
        handshakes.begin(channel, address, proxied || address.isLoopbackAddress());
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(options.limits().connections().requestBytes()))
                .addLast(new Gate(
                        options,
                        webSockets,
                        pages,
                        count,
                        proxied ? null : address,
                        client -> neighbor(channel, address, client, loop, readers)));
    }

    private AcceptedConnection neighbor(
            Channel channel, InetAddress address, @Nullable InetAddress client, MeshLoop loop, Readers readers) {
        handshakes.end(channel, address);
        // Behind an address of this machine may be a proxy that nobody has named, and all the world behind that.
        Object owner = client == null || client.isLoopbackAddress() ? null : SourceNetwork.of(client);
        AcceptedConnection neighbor =
                new AcceptedConnection(channel, options, reader, loop, throttling, readers, owner, this::crowdedOut);
        neighbors.add(neighbor);
        channel.closeFuture().addListener(closed -> {
            neighbors.remove(neighbor);
            neighbor.account().end();
        });
        return neighbor;
    }

    private void crowdedOut(String connection) {
        crowding.write(more -> log.warn(
                "closed the connection of {}, since no memory is left for what waits on connections; {} more since the"
                        + " last line",
                connection,
                more));
    }

    /** The port that is listened on; the one chosen by the system if 0 was asked for. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("the relay does not listen");
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many neighbors are connected. */
    public int connections() {
        return count.total();
    }

    /** How many connections are no WebSockets yet. */
    int handshakes() {
        return handshakes.total();
    }

    /** The bytes that wait to be taken by neighbors. */
    public long pendingBytes() {
        return neighbors.stream().mapToLong(AcceptedConnection::pendingBytes).sum();
    }

    /** How many connections wait now because they were over their rate. */
    public int throttled() {
        return throttling.now();
    }

    /** How often a connection was made to wait because it was over its rate. */
    public long throttlings() {
        return throttling.total();
    }

    private static void sayGoodbye(Channel channel) {
        AcceptedConnection neighbor = channel.pipeline().get(AcceptedConnection.class);
        if (neighbor == null) {
            channel.close();
        } else {
            neighbor.goAway();
        }
    }

    /**
     * Stops to accept, lets each neighbor take what waits for it, tells it that the relay goes away (1001), and ends
     * the threads; one that takes nothing is cut off after two seconds.
     */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            channels.forEach(Acceptor::sayGoodbye);
            channels.newCloseFuture()
                    .awaitUninterruptibly(
                            options.limits().connections().goodbye().toMillis(), TimeUnit.MILLISECONDS);
            channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        if (threads != null) {
            threads.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                    .awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
