package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a machine lacks for WebRTC")
class SystemLibrariesTest {

    private static String listing(List<String> files) {
        return files.stream()
                .map(file -> "\t" + file + " (libc6,x86-64) => /lib/x86_64-linux-gnu/" + file + "\n")
                .collect(Collectors.joining());
    }

    @Test
    @DisplayName("is every library that the loader's list does not have, with its Debian package")
    void allThatAreNotListed() {
        String listing = listing(List.of("libudev.so.1", "libX11.so.6", "libXfixes.so.3", "libdbus-1.so.3"));
        assertThat(SystemLibraries.missing("libpulse.so.0: cannot open shared object file", Optional.of(listing)))
                .isEqualTo(Map.of(
                        "libpulse.so.0", "libpulse0",
                        "libXrandr.so.2", "libxrandr2",
                        "libXcomposite.so.1", "libxcomposite1"));
    }

    @Test
    @DisplayName("is the library that the loader complains of, though it is listed, or there is no list")
    void theOneComplainedOf() {
        String complaint = "/tmp/libwebrtc-java123.so: /opt/broken/libdbus-1.so.3: file too short";
        String listing = listing(List.copyOf(SystemLibraries.all().keySet()));
        assertThat(SystemLibraries.missing(complaint, Optional.of(listing)))
                .isEqualTo(Map.of("libdbus-1.so.3", "libdbus-1-3"));
        assertThat(SystemLibraries.missing(complaint, Optional.empty()))
                .isEqualTo(Map.of("libdbus-1.so.3", "libdbus-1-3"));
    }

    @Test
    @DisplayName("is nothing where all are listed and the loader complains of something else")
    void nothing() {
        String listing = listing(List.copyOf(SystemLibraries.all().keySet()));
        assertThat(SystemLibraries.missing("no libwebrtc-java.so for this system", Optional.of(listing)))
                .isEmpty();
    }

    @Test
    @DisplayName("is named by the same list as the one that the launcher installs from, and as the README's")
    void oneList() throws IOException {
        String launcher = Files.readString(Path.of("..", "tools", "machine.sh"));
        SystemLibraries.all()
                .forEach((file, debian) -> assertThat(launcher).contains("\n" + file + " " + debian + "\n"));
        assertThat(launcher.lines().filter(line -> line.matches("lib\\S+\\.so\\S* lib\\S+")))
                .hasSameSizeAs(SystemLibraries.all().keySet());
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains(String.join(" ", SystemLibraries.all().values()));
    }
}
