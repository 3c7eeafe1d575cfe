package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On the port of a relay")
class RelayPagesIT {

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(GunRelay relay, String path) throws IOException, InterruptedException {
        URI page = URI.create("http://127.0.0.1:" + relay.port() + path);
        return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, Double> samples(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(sample -> sample[0], sample -> Double.parseDouble(sample[1])));
    }

    @Test
    @DisplayName("/health says that the relay is up, as JSON")
    void healthy() throws Exception {
        try (GunRelay relay = GunRelay.builder().open()) {
            HttpResponse<String> health = get(relay, "/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.headers().firstValue("content-type")).contains("application/json");
            assertThat(health.body()).contains("\"status\":\"up\"").contains("\"connections\":");
        }
    }

    @Test
    @DisplayName("/health is 503 if the relay works through nothing any more")
    void stuck() {
        RelayStatus stuck = new RelayStatus(
                Duration.ofSeconds(90), false, false, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(stuck.health().status()).isEqualTo(503);
        assertThat(stuck.health().body()).contains("\"status\":\"stuck\"");
        RelayStatus failed =
                new RelayStatus(Duration.ofSeconds(90), false, true, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(failed.health().status()).isEqualTo(503);
        assertThat(failed.health().body()).contains("\"status\":\"failed\"");
    }

    @Test
    @DisplayName("/metrics counts what the relay does, each metric with its help and type")
    void metrics() throws Exception {
        try (GunRelay relay = GunRelay.builder().open();
                Gun gun = Gun.builder().peer(relay.uri()).open()) {
            gun.get("room").put(Map.of("a", 1, "b", 2)).get(20, TimeUnit.SECONDS);
            gun.get("nowhere").get("key").once().get(20, TimeUnit.SECONDS);
            await().untilAsserted(() -> {
                Map<String, Double> samples = samples(get(relay, "/metrics").body());
                assertThat(samples)
                        .containsEntry("gun_relay_merges_total", 2.0)
                        .containsEntry("gun_relay_graph_nodes", 1.0)
                        .containsEntry("gun_relay_responsive", 1.0)
                        .containsEntry("gun_relay_unreadable_frames_total", 0.0)
                        .hasEntrySatisfying("gun_relay_graph_bytes", bytes -> assertThat(bytes)
                                .isPositive())
                        .hasEntrySatisfying("gun_relay_not_found_total", count -> assertThat(count)
                                .isPositive())
                        .hasEntrySatisfying("gun_relay_connections", count -> assertThat(count)
                                .isPositive());
            });
            HttpResponse<String> page = get(relay, "/metrics");
            assertThat(page.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(page.body().lines().filter(line -> line.startsWith("# TYPE gun_relay_")))
                    .hasSameSizeAs(samples(page.body()).keySet());
        }
    }

    @Test
    @DisplayName("a connection over its rate shows as throttled, and all it sent is still taken")
    void throttled() throws Exception {
        try (GunRelay relay = GunRelay.builder().rate(1).open();
                Gun gun = Gun.builder().peer(relay.uri()).open()) {
            for (int i = 0; i < 12; i++) {
                gun.get("room").get("k" + i).put(i).get(20, TimeUnit.SECONDS);
            }
            await().untilAsserted(
                            () -> assertThat(samples(get(relay, "/metrics").body()))
                                    .hasEntrySatisfying("gun_relay_throttlings_total", times -> assertThat(times)
                                            .isPositive()));
            assertThat(relay.status().merges()).isEqualTo(12);
        }
    }
}
