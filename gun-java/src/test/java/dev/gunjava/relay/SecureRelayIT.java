package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gunjava.limits.AtBound;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A relay that faces the world")
class SecureRelayIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static HttpClient client;

    /** Makes two certificates for this machine with the JDK's own tool, and a client that trusts the first. */
    @BeforeAll
    static void certificates() throws Exception {
        KeyStore first = keyPair("first", "EC");
        keyPair("second", "EC");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("relay", first.getCertificate("relay"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        client = HttpClient.newBuilder().sslContext(context).build();
    }

    private static KeyStore keyPair(String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "relay",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(store)) {
            keys.load(input, PASSWORD.toCharArray());
        }
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate("relay").getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey("relay", PASSWORD.toCharArray()).getEncoded());
        return keys;
    }

    private static void pem(String file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static GunRelay.Builder secure(String certificate, String key) {
        return GunRelay.builder().tls(folder.resolve(certificate), folder.resolve(key));
    }

    @Test
    @DisplayName("speaks wss and https on one port, with the certificate of the PEM files")
    void tls() throws Exception {
        try (GunRelay relay = secure("first.crt", "first.key").open()) {
            assertThat(relay.uri().toString()).isEqualTo("wss://127.0.0.1:" + relay.port() + "/gun");
            HttpRequest health = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + relay.port() + "/health"))
                    .build();
            assertThat(client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(relay.uri(), new WebSocket.Listener() {})
                    .get(20, TimeUnit.SECONDS);
            socket.abort();
        }
    }

    @Test
    @DisplayName("does not start with TLS files that are missing, something else, or do not belong together")
    void badFiles() {
        assertRefused(secure("none.crt", "first.key"), "none.crt: there is no such file");
        assertRefused(secure("first.crt", "none.key"), "none.key: there is no such file");
        assertRefused(secure("first.log", "first.key"), "first.log holds no certificate");
        assertRefused(secure("first.crt", "first.crt"), "first.crt holds no unencrypted PKCS #8 key");
        assertRefused(secure("first.crt", "second.key"), "second.key is not the key of the certificate");
    }

    private static void assertRefused(GunRelay.Builder relay, String reason) {
        assertThatIOException().isThrownBy(relay::open).withMessageContaining(reason);
    }

    private static WebSocket dial(GunRelay relay, String forwardedFor) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("X-Forwarded-For", forwardedFor)
                .buildAsync(relay.uri(), new WebSocket.Listener() {})
                .join();
    }

    @Test
    @DisplayName("counts who connects through a trusted proxy by the address that it names")
    @AtBound("connections.perAddress")
    void trustedProxy() throws Exception {
        Set<InetAddress> here = Set.of(InetAddress.getLoopbackAddress());
        try (GunRelay relay =
                GunRelay.builder().trustProxies(here).connectionsPerAddress(1).open()) {
            WebSocket one = dial(relay, "192.0.2.7");
            WebSocket other = dial(relay, "192.0.2.8");
            assertThat(catchThrowable(() -> dial(relay, "192.0.2.7")))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .asInstanceOf(InstanceOfAssertFactories.type(WebSocketHandshakeException.class))
                    .satisfies(refused ->
                            assertThat(refused.getResponse().statusCode()).isEqualTo(429));
            one.abort();
            other.abort();
        }
    }

    @Test
    @DisplayName("heeds nobody else's word for whom it connects")
    void untrusted() throws Exception {
        try (GunRelay relay = GunRelay.builder().connectionsPerAddress(1).open()) {
            WebSocket one = dial(relay, "192.0.2.7");
            WebSocket again = dial(relay, "192.0.2.7");
            one.abort();
            again.abort();
        }
    }
}
