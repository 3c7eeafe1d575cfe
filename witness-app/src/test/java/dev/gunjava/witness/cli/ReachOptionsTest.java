package dev.gunjava.witness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@DisplayName("A name to go by")
class ReachOptionsTest {
    private final ReachOptions.HostName names = new ReachOptions.HostName();

    @ParameterizedTest
    @ValueSource(strings = {"mybox", "MyBox.Local", "192.168.1.5", "[fd00::5]", "a-1.example.org"})
    @DisplayName("is a name or an address, in small letters, as browsers write it")
    void taken(String text) {
        assertThat(names.convert(text)).isEqualTo(text.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://mybox", "mybox:8080", "my box", "mybox/", "-mybox", "fd00::5", "a;b", "a'b"})
    @DisplayName("is nothing that would mean something else in an address or a policy")
    void refused(String text) {
        assertThatThrownBy(() -> names.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("mybox.local");
    }
}
