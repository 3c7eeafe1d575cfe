package dev.gunjava.witness.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gunjava.witness.Witness;
import dev.gunjava.witness.peer.WitnessPeer;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.IceUrl;
import dev.gunjava.witness.rtc.TurnAuthentication;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The page's server")
class WebServerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final IceConfiguration ICE = new IceConfiguration(
            List.of(
                    IceServer.stun("stun:127.0.0.1:1"),
                    new IceServer(new IceUrl("turn:127.0.0.1:1"), new TurnAuthentication.Password("me", "hush"))),
            IceConfiguration.Policy.RELAY,
            null);

    private static final PageConfig PAGE = new PageConfig(1, Duration.ofMinutes(10), ICE);

    private final HttpClient client = HttpClient.newHttpClient();
    private WitnessPeer peer;
    private WebServer server;

    @BeforeEach
    void open() throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        peer = WitnessPeer.builder().metrics(meters).open();
        server = WebServer.builder(peer, PAGE).port(0).metrics(meters).open();
    }

    @AfterEach
    void close() {
        server.close();
        peer.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.uri().resolve(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The status line of a request that is written by hand, with headers that a decent client refuses to send. */
    private String rawStatus(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
        }
    }

    /** Follows the events on a thread of the client's own; the lines arrive in the queue. */
    private Queue<JsonNode> follow() {
        Queue<JsonNode> heard = new ConcurrentLinkedQueue<>();
        Stream<String> lines = client.sendAsync(
                        HttpRequest.newBuilder(server.uri().resolve("api/events"))
                                .build(),
                        BodyHandlers.ofLines())
                .join()
                .body();
        Thread reader = new Thread(() -> {
            try (lines) {
                lines.filter(line -> line.startsWith("data: "))
                        .map(line -> JSON.readTree(line.substring("data: ".length())))
                        .forEach(heard::add);
            } catch (RuntimeException ended) {
                assertThat(ended).hasRootCauseInstanceOf(IOException.class);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return heard;
    }

    /** What was said of witnesses, in order, each thing once. */
    private static List<String> toldOf(Queue<JsonNode> heard) {
        return heard.stream()
                .filter(event -> event.path("event").asString().equals("witness"))
                .map(event -> event.path("witness"))
                .map(witness -> witness.path("text").asString() + " "
                        + witness.path("witnessCount").asLong())
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app.js", "style.css", "icon.svg", "witness-peer.js", "gun-graph.js", "from-gun.js"})
    @DisplayName("serves the page and its modules, with a policy that lets nothing foreign in")
    void servesThePage(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isNotBlank();
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith(
                        path.endsWith(".js")
                                ? "text/javascript"
                                : path.endsWith(".css")
                                        ? "text/css"
                                        : path.endsWith(".svg") ? "image/svg+xml" : "text/html");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .isEqualTo(RequestGuard.contentPolicy("127.0.0.1", 1));
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                .contains("same-origin");
        assertThat(response.headers().firstValue("Permissions-Policy").orElseThrow())
                .contains("camera=()", "microphone=()", "geolocation=()", "display-capture=()");
    }

    @Test
    @DisplayName("packs what it sends, for browsers that can unpack it")
    void packs() throws Exception {
        HttpResponse<byte[]> packed = client.send(
                HttpRequest.newBuilder(server.uri().resolve("style.css"))
                        .header("Accept-Encoding", "gzip, deflate, br")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.body()).hasSizeLessThan(get("style.css").body().length() / 2);
    }

    @Test
    @DisplayName("shows Prometheus what the peer counts, and no word of a witness")
    void metrics() throws IOException, InterruptedException {
        peer.add("counted but not told", null);
        HttpResponse<String> metrics = get("metrics");
        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains(
                        "witness_witnesses_total{origin=\"own\"} 1.0", "witness_witnesses_total{origin=\"remote\"} 0.0")
                .contains(
                        "witness_alive 1.0", "witness_links{state=\"open\"} 0.0", "witness_gossip_duplicates_total 0.0")
                .contains("witness_channel_messages_total{direction=\"in\"} 0.0", "witness_channel_bytes_total")
                .doesNotContain("counted but not told");
    }

    @Test
    @DisplayName("tells the page its relays, its ICE servers and how long its witnesses live")
    void servesTheConfig() throws Exception {
        assertThat(get("api/config").body())
                .isEqualTo("{\"relays\":[\"ws://127.0.0.1:1/gun\"],\"iceServers\":["
                        + "{\"urls\":\"stun:127.0.0.1:1\"},"
                        + "{\"urls\":\"turn:127.0.0.1:1\",\"username\":\"me\",\"credential\":\"hush\"}],"
                        + "\"iceTransportPolicy\":\"relay\",\"ttlMs\":600000,\"mayWrite\":true}");
    }

    @Test
    @DisplayName("is opened without a token on loopback, and says that no other device can")
    void invitesNobody() throws Exception {
        String address = "http://127.0.0.1:" + server.port() + "/";
        assertThat(server.uri()).hasToString(address);
        assertThat(get("api/invitation").body()).isEqualTo("{\"reachable\":false,\"url\":\"" + address + "\"}");
    }

    @Test
    @DisplayName("keeps the last events of the peer, for a page and for whoever asks")
    void servesTheHistory() throws Exception {
        peer.add("remembered", null);
        await().untilAsserted(() -> {
            JsonNode history = JSON.readTree(get("api/history").body());
            List<JsonNode> events = history.path("events").valueStream().toList();
            assertThat(events.get(events.size() - 1).at("/witness/text").asString())
                    .isEqualTo("remembered");
        });
        Queue<JsonNode> heard = follow();
        await().until(() -> !heard.isEmpty());
        assertThat(heard.element().path("event").asString()).isEqualTo("history");
        assertThat(heard.element().path("events").toString()).contains("remembered");
    }

    @Test
    @DisplayName("tells what the peer has done so far, at once and each second")
    void tellsStatistics() throws Exception {
        peer.add("counted", null);
        assertThat(JSON.readTree(get("api/status").body())
                        .at("/statistics/witnesses/own")
                        .asLong())
                .isEqualTo(1);
        Queue<JsonNode> heard = follow();
        await().until(() -> heard.stream()
                        .filter(event -> event.path("event").asString().equals("statistics"))
                        .filter(event -> event.at("/witnesses/own").asLong() == 1)
                        .filter(event -> event.at("/perSecond/in").isArray())
                        .count()
                >= 2);
    }

    @Test
    @DisplayName("tells the status with the peers")
    void servesTheStatus() throws Exception {
        JsonNode status = JSON.readTree(get("api/status").body());

        assertThat(status.path("peerId").asString()).isEqualTo(peer.id());
        assertThat(status.path("mode").asString()).isEqualTo("offline");
        assertThat(status.path("peers").isArray()).isTrue();
    }

    @Test
    @DisplayName("adds a witness as the peer, and witnesses it again")
    void addsAndReWitnesses() throws Exception {
        HttpResponse<String> added = post("api/witnesses", "{\"text\":\" seen \"}");
        Witness witness = peer.witnesses().get(0);

        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(added.body()).path("id").asString()).isEqualTo(witness.id());
        assertThat(witness.text()).isEqualTo("seen");

        HttpResponse<String> again = post("api/witnesses/" + witness.id() + "/rewitness", "{}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(again.body()).path("witnessCount").asLong()).isEqualTo(2);

        post("api/witnesses", "{\"text\":\"reply\",\"contextOf\":\"" + witness.id() + "\"}");
        assertThat(peer.witnesses()).anyMatch(reply -> witness.id().equals(reply.contextOf()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "5",
                "{}",
                "{\"text\":5}",
                "{\"text\":\"\"}",
                "{\"text\":\"  \"}",
                "{\"text\":null}"
            })
    @DisplayName("refuses what is no witness, with words")
    void refusesBadWitnesses(String body) throws Exception {
        HttpResponse<String> refused = post("api/witnesses", body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(refused.body()).path("error").asString()).isNotBlank();
        assertThat(peer.witnesses()).isEmpty();
    }

    @Test
    @DisplayName("refuses a text over 140, a body over 4 KiB, a witness that is gone and a path that never was")
    void refusesByBounds() throws Exception {
        assertThat(post("api/witnesses", "{\"text\":\"" + "x".repeat(141) + "\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("api/witnesses", "{\"text\":\"" + "x".repeat(5_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(post("api/witnesses/w_gone/rewitness", "{}").statusCode()).isEqualTo(404);
        assertThat(get("api/nothing").statusCode()).isEqualTo(404);
        assertThat(get("nothing.html").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("refuses a foreign name and a foreign page before anything is done")
    void refusesStrangers() throws Exception {
        assertThat(rawStatus("GET / HTTP/1.1", "Host: evil.test", "Connection: close"))
                .contains("403");
        assertThat(rawStatus("GET /app.js HTTP/1.1", "Host: evil.test", "Connection: close"))
                .contains("403");
        assertThat(rawStatus(
                        "POST /api/witnesses HTTP/1.1",
                        "Host: 127.0.0.1:" + server.port(),
                        "Origin: http://evil.test",
                        "Content-Length: 14",
                        "Connection: close",
                        "",
                        "{\"text\":\"bad\"}"))
                .contains("403");
        assertThat(rawStatus("GET /../pom.xml HTTP/1.1", "Host: localhost", "Connection: close"))
                .doesNotContain("200");
        assertThat(peer.witnesses()).isEmpty();
    }

    @Test
    @DisplayName("streams the present, and then each event, to whoever follows")
    void streamsEvents() throws Exception {
        peer.add("before", null);
        Queue<JsonNode> heard = follow();
        await().until(() -> toldOf(heard).equals(List.of("before 1")));

        Witness after = peer.add("after", null);
        peer.reWitness(after.id());

        await().until(() -> toldOf(heard).equals(List.of("before 1", "after 1", "after 2")));
        JsonNode first = heard.stream()
                .filter(event -> event.path("event").asString().equals("status"))
                .findFirst()
                .orElseThrow();
        assertThat(first.path("peerId").asString()).isEqualTo(peer.id());
    }

    @Test
    @DisplayName("names the port and the remedy when the port is in use")
    void portInUse() {
        assertThatThrownBy(
                        () -> WebServer.builder(peer, PAGE).port(server.port()).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(server.port()))
                .hasMessageContaining("--page-port");
    }

    @Test
    @DisplayName("leaves no thread and no port behind, though pages are following")
    void closesAtOnce() throws Exception {
        follow();
        follow();
        int port = server.port();

        server.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("JettyServer")));
        try (WebServer next = WebServer.builder(peer, PAGE).port(port).open()) {
            assertThat(next.port()).isEqualTo(port);
        }
    }
}
