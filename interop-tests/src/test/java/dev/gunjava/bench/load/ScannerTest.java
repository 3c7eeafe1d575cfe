package dev.gunjava.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScannerTest {
    private final Scanner scanner = new Scanner();
    private final Wording wording = new Wording();

    private List<String> scan(String frame) {
        byte[] bytes = ("xx" + frame).getBytes(StandardCharsets.UTF_8);
        List<String> told = new ArrayList<>();
        scanner.scan(bytes, 2, bytes.length, message -> told.add(describe(message)));
        return told;
    }

    private static String describe(Heard message) {
        StringBuilder out = new StringBuilder("@" + message.to() + (message.isOk() ? " ok" : "")
                + (message.isError() ? " err" : "") + (message.hasGet() ? " get " + message.asked() : ""));
        for (int i = 0; i < message.size(); i++) {
            Heard.Cell cell = message.cell(i);
            out.append(' ')
                    .append(cell.soul())
                    .append('.')
                    .append(cell.key())
                    .append('=')
                    .append(cell.value());
            out.append(':').append(cell.state());
        }
        return out.toString();
    }

    @Test
    @DisplayName("a put is read with its states, wherever the metadata stand and in whatever order")
    void put() {
        assertThat(scan(
                        "{\"#\":\"a\",\"@\":\"b\",\"put\":{\"s\":{\"1\":\"x\\\"y\",\"_\":{\"#\":\"s\",\">\":{\"z\":2.5,\"1\":1735689600000.123}},"
                                + "\"z\":{\"#\":\"t\"}}}}"))
                .containsExactly("@b s.1=x\\\"y:1.735689600000123E12 s.z={\"#\":\"t\"}:2.5");
    }

    @Test
    @DisplayName("a batch is read message by message, and what is nested is passed over")
    void batch() {
        assertThat(scan(
                        "[{\"#\":\"a\",\"@\":\"b\",\"ok\":{\"\":1},\"x\":[{\"put\":{}}]},{\"@\":\"c\",\"err\":\"no\",\"ok\":null}, "
                                + "{\"get\":{\"#\":\"soul\",\".\":\"k\"}}]"))
                .containsExactly("@b ok", "@c err", "@ get soul");
    }

    @Test
    @DisplayName("what is no JSON is a fault of the relay")
    void noJson() {
        assertThatThrownBy(() -> scan("{\"#\":\"a\",\"put\":{")).isInstanceOf(Scanner.BadFrame.class);
        assertThatThrownBy(() -> scan("hello")).isInstanceOf(Scanner.BadFrame.class);
    }

    @Test
    @DisplayName("what is written is read as it was meant")
    void written() {
        String put = wording.putKeys("p", 3, "soul/", 4, "k", 8, 11, 120).toString();
        List<Integer> numbers = new ArrayList<>();
        byte[] bytes = put.getBytes(StandardCharsets.US_ASCII);
        scanner.scan(bytes, 0, bytes.length, message -> {
            for (int i = 0; i < message.size(); i++) {
                assertThat(message.cell(i).soul().numberAfter("soul/")).isEqualTo(4);
                assertThat(message.cell(i).state()).isLessThan((double) System.currentTimeMillis());
                numbers.add(message.cell(i).key().numberAfter("k"));
                numbers.add(Wording.numberOf(message.cell(i).value()));
            }
        });
        assertThat(numbers).containsExactly(8, 120, 9, 121, 10, 122);
        for (int number : new int[] {0, 9, 10, 12_345, 999_999_999}) {
            assertThat(wording.put("p", 0, "s", 0, "v", number).toString())
                    .contains("\"v\":\"" + Wording.value(number) + "\"");
        }
    }
}
