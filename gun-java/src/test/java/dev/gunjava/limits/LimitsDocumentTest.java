package dev.gunjava.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** With {@code -Dupdate=true} it rewrites the generated parts of the document instead of checking them. */
@DisplayName("docs/limits.md")
class LimitsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/limits.md");
    private static final long HEAP = 1L << 30;
    private static final Limits GENERAL = Limits.general(HEAP);
    private static final Limits SIGNALLING = Limits.signalling(HEAP);

    /** The classes of tests by the paths of the limits that they reach. */
    private static final Map<String, Set<String>> TESTS = new TreeMap<>();

    @BeforeAll
    static void findTests() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("dev.gunjava");
        for (JavaClass test : tests) {
            Stream<JavaAnnotation<?>> annotations = Stream.concat(
                    test.getAnnotations().stream(),
                    test.getMethods().stream().flatMap(method -> method.getAnnotations().stream()));
            annotations
                    .filter(annotation -> annotation.getRawType().isEquivalentTo(AtBound.class))
                    .flatMap(annotation ->
                            Arrays.stream(annotation.as(AtBound.class).value()))
                    .forEach(path ->
                            TESTS.computeIfAbsent(path, p -> new TreeSet<>()).add(outermost(test)));
        }
    }

    private static String outermost(JavaClass test) {
        return test.getEnclosingClass().map(LimitsDocumentTest::outermost).orElse(test.getSimpleName());
    }

    @Test
    @DisplayName("states every limit of a relay as it is in the code, and what the code says happens there")
    void relay() throws IOException {
        String tables = groups().filter(group -> group.getType() != ClientLimits.class)
                .map(group -> table(group, List.of("general", "signalling"), List.of(GENERAL, SIGNALLING)))
                .collect(Collectors.joining("\n"));
        assertStates("relay", tables);
    }

    @Test
    @DisplayName("states every limit of the program and of dialed relays as it is in the code")
    void client() throws IOException {
        String tables = groups().filter(group -> group.getType() == ClientLimits.class)
                .map(group -> table(group, List.of("limit"), List.of(GENERAL)))
                .collect(Collectors.joining("\n"));
        assertStates("client", tables);
    }

    @Test
    @DisplayName("names a test at the bound of each limit, and tests name limits that exist")
    void tested() {
        assertThat(groups().flatMap(group -> DescribedLimit.of(group, group.getName()))
                        .map(DescribedLimit::path))
                .containsExactlyInAnyOrderElementsOf(TESTS.keySet());
    }

    private static Stream<RecordComponent> groups() {
        return Arrays.stream(Limits.class.getRecordComponents());
    }

    private static String table(RecordComponent group, List<String> columns, List<Limits> values) {
        String rows = DescribedLimit.of(group, group.getName())
                .map(limit -> "| `" + limit.path() + "` | " + limit.what() + " | "
                        + values.stream().map(limit::in).collect(Collectors.joining(" | ")) + " | " + limit.effect()
                        + tests(limit) + " |\n")
                .collect(Collectors.joining());
        String summary = DescribedLimit.parameters(Limits.class).get(group.getName());
        return "### " + summary.substring(0, 1).toUpperCase(Locale.ROOT) + summary.substring(1) + "\n\n| | | "
                + String.join(" | ", columns) + " | at the limit |\n|---|---|" + "---|".repeat(columns.size() + 1)
                + "\n"
                + rows;
    }

    private static String tests(DescribedLimit limit) {
        Set<String> tests = TESTS.getOrDefault(limit.path(), Set.of());
        return tests.isEmpty() ? "" : tests.stream().collect(Collectors.joining("`, `", " (`", "`)"));
    }

    private static void assertStates(String part, String expected) throws IOException {
        String begin = "<!-- generated: " + part + " -->\n";
        String end = "<!-- end of " + part + " -->";
        String document = Files.readString(DOCUMENT);
        assertThat(document).contains(begin, end);
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf(end, from);
        String generated = "\n" + expected + "\n";
        if (Boolean.getBoolean("update")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + generated + document.substring(to));
        } else {
            assertThat(document.substring(from, to))
                    .as("rewrite it with mvn -pl gun-java test -Dtest=LimitsDocumentTest -Dupdate=true")
                    .isEqualTo(generated);
        }
    }
}
