package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A relay that is told to stop")
class DrainIT {

    private static final class Ear implements WebSocket.Listener {

        private final StringBuilder heard = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        private synchronized void append(CharSequence text) {
            heard.append(text);
        }

        synchronized boolean heard(String text) {
            return heard.indexOf(text) >= 0;
        }

        synchronized int length() {
            return heard.length();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            append(text);
            socket.request(1);
            return CompletableFuture.completedFuture(text);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(reason);
        }
    }

    private static WebSocket dial(GunRelay relay, WebSocket.Listener listener) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(relay.uri(), listener)
                .get(20, TimeUnit.SECONDS);
    }

    private static String put(String id, String key, String value) {
        return "{\"#\":\"" + id + "\",\"put\":{\"s\":{\"_\":{\"#\":\"s\",\">\":{\"" + key + "\":1}},\"" + key + "\":\""
                + value + "\"}}}";
    }

    @Test
    @DisplayName("answers what it has taken, all of it, before it closes with 1001")
    void flushes() throws Exception {
        Ear ear = new Ear();
        try (GunRelay relay = GunRelay.builder().open()) {
            WebSocket socket = dial(relay, ear);
            String value = "x".repeat(200_000);
            for (int i = 0; i < 40; i++) {
                socket.sendText(put("put" + i, "k" + i, value), true).get(20, TimeUnit.SECONDS);
            }
            await().until(() -> ear.heard("put39"));
            socket.sendText("{\"#\":\"all\",\"get\":{\"#\":\"s\"}}", true).get(20, TimeUnit.SECONDS);
            await().until(() -> relay.status().pendingBytes() > 0 || ear.heard("\"@\":\"all\""));
        }
        assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
        assertThat(ear.length()).isGreaterThan(40 * 200_000);
    }

    @Test
    @DisplayName("waits less than 5 s for one that takes nothing")
    void slowNeighbor() throws Exception {
        GunRelay relay = GunRelay.builder().open();
        WebSocket socket = dial(relay, new WebSocket.Listener() {
            @Override
            public void onOpen(WebSocket open) {
                // asks for nothing to read
            }
        });
        String value = "x".repeat(200_000);
        for (int i = 0; i < 40; i++) {
            socket.sendText(put("put" + i, "k" + i, value), true).get(20, TimeUnit.SECONDS);
        }
        socket.sendText("{\"#\":\"all\",\"get\":{\"#\":\"s\"}}", true).get(20, TimeUnit.SECONDS);
        await().until(() -> relay.status().pendingBytes() > 0);
        long start = System.nanoTime();
        relay.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        socket.abort();
    }
}
