package dev.gunjava;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between a peer and a relay, and can break, with or without a sound. Safe for use by any thread. */
final class Cable implements AutoCloseable {

    private final URI relay;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor = new Thread(this::accept, "cable");
    private volatile boolean dead;

    private record Connection(Socket peer, Socket onward) {
        void close() {
            shut(peer);
            shut(onward);
        }
    }

    Cable(URI relay) throws IOException {
        this.relay = relay;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor.start();
    }

    /** The address of the relay at this end. */
    URI uri() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + relay.getPath());
    }

    /** Breaks the connections that there are, and both ends are told. */
    void cut() {
        connections.forEach(Connection::close);
        connections.clear();
    }

    /** From now on nothing gets through on the connections that there are, and neither end is told. New ones are fine. */
    void loseConnections() {
        connections.clear();
    }

    /** From now on nothing gets through at all: connections come about, and nothing follows. */
    void die() {
        dead = true;
        loseConnections();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket peer = server.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), relay.getPort());
                Connection connection = new Connection(peer, onward);
                if (!dead) {
                    connections.add(connection);
                }
                pump(connection, peer, onward);
                pump(connection, onward, peer);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pump(Connection connection, Socket from, Socket to) {
        Thread pump = new Thread(
                () -> {
                    byte[] buffer = new byte[65_536];
                    try {
                        InputStream in = from.getInputStream();
                        OutputStream out = to.getOutputStream();
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            if (connections.contains(connection)) {
                                out.write(buffer, 0, n);
                            }
                        }
                    } catch (IOException e) {
                        // The connection is broken, which is what this is for.
                    }
                    if (connections.remove(connection)) {
                        connection.close();
                    } else {
                        shut(from);
                    }
                },
                "cable pump");
        pump.setDaemon(true);
        pump.start();
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
