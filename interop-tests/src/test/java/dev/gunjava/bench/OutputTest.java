package dev.gunjava.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.bench.run.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    @DisplayName("tables replace what stands between their marks, and nothing else")
    void inserted() {
        String text = "a\n<!-- begin relays -->\nold\n<!-- end relays -->\nz\n";
        String once = Output.inserted(text, "relays", "| new |\n");
        assertThat(once).isEqualTo("a\n<!-- begin relays -->\n\n| new |\n\n<!-- end relays -->\nz\n");
        assertThat(Output.inserted(once, "relays", "| new |\n")).isEqualTo(once);
    }

    @Test
    @DisplayName("a document without the marks is refused, and both marks are named")
    void noMarks() {
        assertThatThrownBy(() -> Output.inserted("text", "growth", "| new |"))
                .hasMessageContaining("<!-- begin growth -->")
                .hasMessageContaining("<!-- end growth -->");
    }

    @Test
    @DisplayName("docs/performance.md has the marks of every command")
    void documentHasMarks() throws IOException {
        String document = Files.readString(Places.module().resolveSibling("docs/performance.md"));
        for (String section : List.of("relays", "growth", "witness")) {
            assertThat(Output.inserted(document, section, "| new |")).contains("| new |");
        }
    }
}
