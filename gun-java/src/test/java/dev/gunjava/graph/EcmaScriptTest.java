package dev.gunjava.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.Seeded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Text is as JavaScript prints it")
class EcmaScriptTest {

    /** The right column was printed by Node 20. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "-7, -7",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "123456.789, 123456.789",
        "1e20, 100000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e+21",
        "1.5e300, 1.5e+300",
        "0.000001, 0.000001",
        "0.0000012, 0.0000012",
        "1e-7, 1e-7",
        "1.5e-7, 1.5e-7",
        "-1.5e-7, -1.5e-7",
        "5e-324, 5e-324",
        "1e-323, 1e-323",
        "1.5e-323, 1.5e-323",
        "2e-323, 2e-323",
        "5e-323, 5e-323",
        "1e-322, 1e-322",
        "1e-314, 1e-314",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740991, 9007199254740991",
        "9007199254740993, 9007199254740992",
        "1795464274796.001, 1795464274796.001",
        "2e-3, 0.002",
        "100, 100",
        "1e15, 1000000000000000",
        "4.35, 4.35"
    })
    void numbers(double value, String text) {
        assertThat(EcmaScript.number(value)).isEqualTo(text);
    }

    @Test
    @DisplayName("and reads back as the same number")
    void roundTrip() {
        Seeded.runs(20_000, random -> {
            double value = Double.longBitsToDouble(random.nextLong() & 0xbfefffffffffffffL);
            assertThat(Double.parseDouble(EcmaScript.number(value))).isEqualTo(value);
        });
    }

    @Test
    @DisplayName("and a number that JSON cannot carry is refused")
    void notFinite() {
        assertThatThrownBy(() -> EcmaScript.number(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EcmaScript.number(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "plain|\"plain\"",
                "a\"b\\c|\"a\\\"b\\\\c\"",
                "a/b|\"a/b\"",
            })
    void quotes(String text, String json) {
        assertThat(new GunValue.Text(text).json()).isEqualTo(json);
    }

    @Test
    @DisplayName("with control characters and lone surrogates escaped, and nothing else (gun.js suite 8)")
    void escapes() {
        assertThat(new GunValue.Text("\b\f\n\r\t\u0000\u001f").json()).isEqualTo("\"\\b\\f\\n\\r\\t\\u0000\\u001f\"");
        assertThat(new GunValue.Text("\ud83d").json()).isEqualTo("\"\\ud83d\"");
        assertThat(new GunValue.Text("\ude00\ud83d").json()).isEqualTo("\"\\ude00\\ud83d\"");
        assertThat(new GunValue.Text("\ud83d\ude00").json()).isEqualTo("\"\ud83d\ude00\"");
        assertThat(new GunValue.Text("\u007f\u2028é").json()).isEqualTo("\"\u007f\u2028é\"");
    }
}
