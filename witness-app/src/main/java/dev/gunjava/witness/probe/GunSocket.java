package dev.gunjava.witness.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A connection to a relay that speaks Gun word by word, without a graph behind it: what is asked goes out as it is, and
 * what comes back is timed as it comes.
 *
 * <p>What is not answered is remembered until the end, so who asks much waits for answers. One thread at a time may send; what comes in is heard on a thread of the HTTP client.
 */
public final class GunSocket implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int NORMAL = 1000;
    private static final int GREATEST_FRAME = 16 << 20;

    private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Consumer<JsonNode> hearer;
    private final WebSocket socket;

    private GunSocket(HttpClient client, URI relay, Duration longest, Consumer<JsonNode> hearer)
            throws IOException, InterruptedException {
        this.hearer = hearer;
        CompletableFuture<WebSocket> connecting =
                client.newWebSocketBuilder().connectTimeout(longest).buildAsync(relay, new Frames());
        try {
            socket = connecting.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silence) {
            connecting.cancel(true);
            throw new IOException("no answer within " + longest.toSeconds() + " s", silence);
        } catch (ExecutionException failure) {
            throw new IOException(reason(failure.getCause()), failure);
        }
    }

    /**
     * Connects. Blocks.
     *
     * @param hearer hears each message that answers nothing that was asked
     * @throws IOException if there is no WebSocket; the message says why, for people
     */
    public static GunSocket open(HttpClient client, URI relay, Duration longest, Consumer<JsonNode> hearer)
            throws IOException, InterruptedException {
        return new GunSocket(client, relay, longest, hearer);
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure instanceof WebSocketHandshakeException refused) {
            return "no WebSocket there, but HTTP " + refused.getResponse().statusCode();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "there is no address for its name";
            }
        }
        if (failure instanceof ConnectException) {
            return "nobody listens there";
        }
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }

    /**
     * Sends a message and completes with the first answer to it.
     *
     * @param id of the message, which must be in it under {@code #}
     */
    public CompletableFuture<JsonNode> ask(String id, String frame) {
        CompletableFuture<JsonNode> answer = expect(id);
        send(frame);
        return answer;
    }

    /** Completes with the first answer to a message that is about to be sent. */
    public CompletableFuture<JsonNode> expect(String id) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        return answer;
    }

    /** Sends a message; blocks while the other side does not read. */
    public void send(String frame) {
        socket.sendText(frame, true).join();
    }

    @Override
    public void close() {
        socket.sendClose(NORMAL, "").exceptionally(gone -> socket).join();
        socket.abort();
    }

    private void hear(JsonNode message) {
        JsonNode to = message.get("@");
        CompletableFuture<JsonNode> waiting = to == null ? null : asked.remove(to.asString());
        if (waiting != null) {
            waiting.complete(message);
        } else {
            hearer.accept(message);
        }
    }

    private void end(Throwable why) {
        asked.values().forEach(answer -> answer.completeExceptionally(why));
    }

    /** Puts the parts of frames together, and takes batches apart. */
    private final class Frames implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            frame.append(part);
            if (frame.length() > GREATEST_FRAME) {
                from.abort();
                end(new IOException("a frame of more than " + GREATEST_FRAME + " characters"));
            } else if (last) {
                String whole = frame.toString();
                frame.setLength(0);
                read(whole);
            }
            from.request(1);
            return null;
        }

        private void read(String whole) {
            try {
                JsonNode read = JSON.readTree(whole);
                if (read.isArray()) {
                    read.forEach(GunSocket.this::hear);
                } else {
                    hear(read);
                }
            } catch (JacksonException noJson) {
                hearer.accept(JSON.createObjectNode());
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(new IOException("the relay closed the connection with " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            end(failure);
        }
    }
}
