package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.peer.WitnessPeer;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.IceUrl;
import dev.gunjava.witness.rtc.TurnAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The page's server, open to other devices,")
class OpenServerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final PageConfig PAGE = new PageConfig(
            7,
            Duration.ofMinutes(10),
            new IceConfiguration(
                    List.of(
                            IceServer.stun("stun:127.0.0.1:1"),
                            new IceServer(
                                    new IceUrl("turn:127.0.0.1:1"), new TurnAuthentication.Password("me", "hush"))),
                    IceConfiguration.Policy.ALL,
                    null));

    private final HttpClient client = HttpClient.newHttpClient();
    private WitnessPeer peer;
    private WebServer server;

    @BeforeEach
    void open() throws IOException {
        peer = WitnessPeer.builder().open();
        server = WebServer.builder(peer, PAGE).bind("0.0.0.0").port(0).open();
    }

    @AfterEach
    void close() {
        server.close();
        peer.close();
    }

    private URI local(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + "/" + path);
    }

    private String token() {
        return server.uri().getFragment().replace("token=", "");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder adding(String text) {
        return HttpRequest.newBuilder(local("api/witnesses"))
                .POST(BodyPublishers.ofString("{\"text\":\"" + text + "\"}"));
    }

    private HttpRequest.Builder shown(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token());
    }

    @Test
    @DisplayName("is opened by an address of this machine, with a token in the part that browsers keep to themselves")
    void address() {
        assertThat(server.isReachable()).isTrue();
        assertThat(server.uri().getHost()).isNotEqualTo("0.0.0.0").isEqualTo(server.hostName());
        assertThat(server.uri().getPort()).isEqualTo(server.port());
        assertThat(server.uri().getFragment()).matches("token=[A-Za-z0-9_-]{22}");
    }

    @Test
    @DisplayName("accepts no write without the token, says so and what to do, and shows everything still")
    void withoutToken() throws Exception {
        HttpResponse<String> refused = send(adding("unasked"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(JSON.readTree(refused.body()).path("error").asString())
                .contains("without the token", "./witness up");
        assertThat(send(adding("unasked").header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(local("api/witnesses/w_gone/rewitness"))
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
        assertThat(peer.witnesses()).isEmpty();
        for (String path : List.of("", "api/status", "api/history", "api/config", "api/invitation")) {
            assertThat(send(HttpRequest.newBuilder(local(path))).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("accepts writes with the token")
    void withToken() throws Exception {
        assertThat(send(shown(adding("asked"))).statusCode()).isEqualTo(201);
        String id = peer.witnesses().get(0).id();
        assertThat(send(shown(HttpRequest.newBuilder(local("api/witnesses/" + id + "/rewitness"))
                                .POST(BodyPublishers.noBody())))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("tells the passwords of TURN servers, and the token itself, to those alone who have the token")
    void secrets() throws Exception {
        for (String path : List.of("api/config", "api/invitation", "api/status", "api/history")) {
            assertThat(send(HttpRequest.newBuilder(local(path))).body())
                    .as(path)
                    .doesNotContain("hush", token());
        }
        JsonNode stranger =
                JSON.readTree(send(HttpRequest.newBuilder(local("api/config"))).body());
        assertThat(stranger.path("mayWrite").asBoolean()).isFalse();
        assertThat(stranger.path("iceServers").toString()).isEqualTo("[{\"urls\":\"stun:127.0.0.1:1\"}]");

        JsonNode known = JSON.readTree(
                send(shown(HttpRequest.newBuilder(local("api/config")))).body());
        assertThat(known.path("mayWrite").asBoolean()).isTrue();
        assertThat(known.toString()).contains("hush");
        JsonNode invitation = JSON.readTree(
                send(shown(HttpRequest.newBuilder(local("api/invitation")))).body());
        assertThat(invitation.path("url").asString()).isEqualTo(server.uri().toString());
    }

    @Test
    @DisplayName("draws the invitation, with the token only for who has it")
    void drawing() throws Exception {
        HttpResponse<String> plain = send(HttpRequest.newBuilder(local("api/invitation.svg")));
        HttpResponse<String> known = send(shown(HttpRequest.newBuilder(local("api/invitation.svg"))));
        assertThat(plain.headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(known.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(known.body())
                .isEqualTo(QrDrawing.of(server.uri().toString()).svg())
                .isNotEqualTo(plain.body());
    }

    @Test
    @DisplayName("sends a browser to the relay by the name by which it came, and lets it connect there alone")
    void relay() throws Exception {
        HttpResponse<String> config = send(HttpRequest.newBuilder(local("api/config")));
        assertThat(config.body()).contains("\"relays\":[\"ws://127.0.0.1:7/gun\"]");
        assertThat(config.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("connect-src 'self' ws://127.0.0.1:7;");
    }

    @Test
    @DisplayName("goes by a name if it was given one")
    void named() throws Exception {
        try (WebServer named = WebServer.builder(peer, PAGE)
                .bind("0.0.0.0")
                .ownName("mybox.local")
                .port(0)
                .open()) {
            assertThat(named.uri().getHost()).isEqualTo("mybox.local");
        }
    }
}
