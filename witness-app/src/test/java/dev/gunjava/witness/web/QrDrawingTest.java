package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An address as a QR code")
class QrDrawingTest {
    private static final String ADDRESS = "http://192.168.100.100:8080/#token=AAAAAAAAAAAAAAAAAAAAAA";

    /** What a reader makes of the modules that are drawn. */
    private static String read(String svg) throws Exception {
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertThat(box.find()).isTrue();
        assertThat(box.group(1)).isEqualTo(box.group(2));
        int quiet = 4;
        BitMatrix modules = new BitMatrix(Integer.parseInt(box.group(1)) - 2 * quiet);
        Matcher dark = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
        while (dark.find()) {
            modules.set(Integer.parseInt(dark.group(1)) - quiet, Integer.parseInt(dark.group(2)) - quiet);
        }
        return new Decoder().decode(modules).getText();
    }

    @Test
    @DisplayName(
            "is an SVG without script or style, with a quiet zone of four modules, that a reader reads as the address")
    void svg() throws Exception {
        String svg = QrDrawing.of(ADDRESS).svg();

        assertThat(svg).startsWith("<svg xmlns=").doesNotContain("script", "style", "href");
        assertThat(read(svg)).isEqualTo(ADDRESS);
    }

    @Test
    @DisplayName("fits a terminal of 80 columns and 24 lines, whole, and says the same as the SVG")
    void halfBlocks() {
        QrDrawing drawing = QrDrawing.of(ADDRESS);
        List<String> lines = drawing.halfBlocks();

        assertThat(lines).hasSizeLessThan(24).allMatch(line -> line.length() <= 80 && line.matches("[█▀▄ ]+"));
        int dark = lines.stream()
                .flatMapToInt(String::chars)
                .map(cell -> cell == ' ' ? 2 : cell == '█' ? 0 : 1)
                .sum();
        assertThat(dark).isEqualTo(drawing.svg().split("h1v1h-1z", -1).length - 1);
    }
}
