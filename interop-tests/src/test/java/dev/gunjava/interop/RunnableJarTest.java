package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.RunnableJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in {@code witness.jar}, and what goes with it. */
class RunnableJarTest {
    /** What is different in several parts, and put together. */
    private static final String MERGED = "META-INF/(services/.*|LICENSE.*|NOTICE.*|io\\.netty\\.versions\\.properties)";

    private static final String LEFT_OUT =
            "META-INF/(MANIFEST\\.MF|INDEX\\.LIST)|META-INF/[^/]*\\.(SF|DSA|RSA)|(META-INF/versions/\\d+/)?module-info\\.class";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("holds all that its parts hold, and where two of them differ, what both say")
    void complete() throws IOException {
        try (JarFile jar = new JarFile(RunnableJar.file().toFile())) {
            Set<String> lost = new TreeSet<>();
            for (Path part : RunnableJar.parts()) {
                if (!isOfOtherPlatform(part)) {
                    lost.addAll(missing(part, jar));
                }
            }
            assertThat(lost).isEmpty();
        }
    }

    /** Whether a release that was built before has left it here. */
    private static boolean isOfOtherPlatform(Path part) {
        String name = part.getFileName().toString();
        String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return name.matches("webrtc-java-[0-9.]+-.*") && !name.endsWith("-linux-" + arch + ".jar");
    }

    private static Set<String> missing(Path part, JarFile jar) throws IOException {
        Set<String> lost = new TreeSet<>();
        try (JarFile source = new JarFile(part.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) source.stream().map(ZipEntry.class::cast)::iterator) {
                String name = entry.getName();
                if (entry.isDirectory() || name.matches(LEFT_OUT)) {
                    continue;
                }
                byte[] there = read(source, entry);
                ZipEntry kept = jar.getEntry(name);
                byte[] here = kept == null ? new byte[0] : read(jar, kept);
                if (kept == null || !(name.matches(MERGED) ? containsLines(here, there) : sameBytes(here, there))) {
                    lost.add(part.getFileName() + "!" + name);
                }
            }
        }
        return lost;
    }

    private static boolean sameBytes(byte[] here, byte[] there) {
        return Arrays.equals(here, there);
    }

    private static boolean containsLines(byte[] here, byte[] there) {
        return lines(here).containsAll(lines(there));
    }

    private static Set<String> lines(byte[] text) {
        return new TreeSet<>(new String(text, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .toList());
    }

    private static byte[] read(JarFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    @Test
    @DisplayName("holds nothing twice, no signature, no module, and under whose licence everything is")
    void clean() throws IOException {
        try (JarFile jar = new JarFile(RunnableJar.file().toFile())) {
            Map<String, Integer> names = new HashMap<>();
            jar.stream().forEach(entry -> names.merge(entry.getName(), 1, Integer::sum));
            assertThat(names.values()).containsOnly(1);
            assertThat(names.keySet())
                    .noneMatch(name -> name.matches(LEFT_OUT) && !name.endsWith("MANIFEST.MF"))
                    .contains("LICENSE", "THIRD-PARTY.md", "META-INF/LICENSE", "META-INF/NOTICE");
        }
    }

    @Test
    @DisplayName("tells the JVM by its manifest what the launcher tells it by flags")
    void manifest() throws IOException {
        try (JarFile jar = new JarFile(RunnableJar.file().toFile())) {
            Attributes told = jar.getManifest().getMainAttributes();
            assertThat(told.getValue("Main-Class")).isEqualTo("dev.gunjava.witness.cli.Main");
            assertThat(told.getValue("Multi-Release")).isEqualTo("true");
            assertThat(told.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(told.getValue("Add-Opens").split(" ")).contains("java.base/sun.nio.ch");
        }
    }

    @Test
    @DisplayName("comes with flags that this JVM knows, each of them: by themselves they pass over the unknown")
    void flags() {
        assumeTrue(
                Runtime.version().compareTo(Runtime.Version.parse("17.0.9")) >= 0,
                "an older JVM knows no TrimNativeHeapInterval");
        CommandRun strict = lab.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + RunnableJar.options(),
                "-XX:-IgnoreUnrecognizedVMOptions",
                "--version");
        assertThat(strict.awaitExit(Duration.ofSeconds(60))).as(strict::stderr).isZero();
        assertThat(strict.stderr()).isEmpty();
    }

    @Test
    @Tag("long")
    @DisplayName("there is one for all platforms, with the native library of each")
    void allPlatforms() throws IOException {
        try (JarFile jar = new JarFile(RunnableJar.forAllPlatforms().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.matches("[^/]*webrtc-java-.*")))
                    .as("which the profile all-platforms packs")
                    .extracting(name -> name.replaceAll(".*webrtc-java-|\\.[a-z]+$", ""))
                    .containsExactlyInAnyOrderElementsOf(List.of(
                            "linux-x86_64",
                            "linux-aarch64",
                            "linux-aarch32",
                            "macos-x86_64",
                            "macos-aarch64",
                            "windows-x86_64"));
        }
    }
}
