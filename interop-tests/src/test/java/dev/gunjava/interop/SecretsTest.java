package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Secrets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The search for leaked texts finds what it must find; without that the tap would prove nothing. */
class SecretsTest {
    private final Secrets secrets = new Secrets(7);
    private final String text = secrets.next();

    @Test
    @DisplayName("eight characters in a row are a leak, seven are not")
    void windowOfEight() {
        assertThat(secrets.isIn("{\"x\":" + text.substring(11, 19) + "}")).isTrue();
        assertThat(secrets.isIn("{\"x\":" + text.substring(11, 18) + "}")).isFalse();
    }

    @Test
    @DisplayName("escapes hide nothing, nested ones neither")
    void escapes() {
        String once = JsonMapper.shared().writeValueAsString(text);
        String twice = JsonMapper.shared().writeValueAsString("{\"text\":" + once + "}");
        String units = text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        assertThat(secrets.isIn(once)).isTrue();
        assertThat(secrets.isIn(twice)).isTrue();
        assertThat(secrets.isIn(units)).isTrue();
        assertThat(secrets.isIn(JsonMapper.shared().writeValueAsString(units))).isTrue();
    }

    @Test
    @DisplayName("other texts are no leak")
    void otherTexts() {
        assertThat(secrets.isIn(new Secrets(8).next())).isFalse();
    }
}
