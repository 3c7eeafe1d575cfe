package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.peer.PeerEvent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The history of events")
class EventHistoryTest {
    private final EventHistory history = new EventHistory();

    @Test
    @DisplayName("numbers each event, and keeps the last 200")
    void bounded() {
        for (int i = 1; i <= EventHistory.MAX_EVENTS + 50; i++) {
            EventHistory.Numbered numbered = history.add(new PeerEvent.Logged(i, PeerEvent.Level.INFO, "event " + i));
            assertThat(numbered.number()).isEqualTo(i);
            assertThat(numbered.json()).contains("event " + i);
        }

        EventHistory.Numbered past = history.toJson(9);
        JsonNode json = JsonMapper.shared().readTree(past.json());

        assertThat(json.path("event").asString()).isEqualTo("history");
        assertThat(past.number()).isEqualTo(250);
        assertThat(json.path("events")).hasSize(200);
        assertThat(json.at("/events/0/text").asString()).isEqualTo("event 51");
        assertThat(json.at("/events/199/text").asString()).isEqualTo("event 250");
    }
}
