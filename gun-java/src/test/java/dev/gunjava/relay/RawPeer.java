package dev.gunjava.relay;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A WebSocket that says and hears texts, with no Gun of ours in it. */
public final class RawPeer implements WebSocket.Listener, AutoCloseable {

    private final Consumer<String> heard;
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger pongs = new AtomicInteger();
    private final WebSocket socket;

    public RawPeer(URI relay, Consumer<String> heard) throws Exception {
        this.heard = heard;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(relay, this)
                .get(20, TimeUnit.SECONDS);
    }

    public void says(String frame) throws Exception {
        socket.sendText(frame, true).get(20, TimeUnit.SECONDS);
    }

    /** Sends the beginning of a text. */
    public void begins(String part) throws Exception {
        socket.sendText(part, false).get(10, TimeUnit.SECONDS);
    }

    /** Sends one text in fragments of this length. */
    public void saysFragments(String text, int length) throws Exception {
        for (int from = 0; from < text.length(); from += length) {
            int to = Math.min(text.length(), from + length);
            socket.sendText(text.substring(from, to), to == text.length()).get(20, TimeUnit.SECONDS);
        }
    }

    /** How many pongs have come. */
    public int pongs() {
        return pongs.get();
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        pongs.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            heard.accept(part.toString());
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    /** The code with which the other end closes the connection. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
