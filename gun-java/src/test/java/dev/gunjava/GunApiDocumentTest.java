package dev.gunjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of what gun.js's API suite asserts")
class GunApiDocumentTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NUMBERS = Pattern.compile("\\d+(?:–\\d+)?");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Properties))`");
    private static final Pattern NAMED = Pattern.compile("\\(([^)]*)\\)$");

    /** The last column by the number in the first one. */
    private static final Map<Integer, String> API = new TreeMap<>();

    private static final List<String> STORAGE = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        for (String line : Files.readAllLines(Path.of("../docs/gun-api.md"))) {
            String[] row = line.split("(?<!\\\\)\\|", -1);
            if (row.length == 5 && row[1].trim().matches("[\\d–, ]+")) {
                numbers(row[1]).forEach(number -> API.put(number, row[3].trim()));
            } else if (row.length == 5 && row[1].trim().matches("S\\d+")) {
                STORAGE.add(row[3].trim());
            }
        }
    }

    /** The numbers of a text such as {@code 49, 50} or {@code 53–55}. */
    private static Stream<Integer> numbers(String text) {
        return NUMBERS.matcher(text).results().map(MatchResult::group).flatMap(part -> {
            String[] ends = part.split("–", 2);
            return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .boxed();
        });
    }

    private static Class<?> test(String name) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Path file = files.filter(path -> path.endsWith(name + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no test " + name));
            String type = TESTS.relativize(file).toString().replace(".java", "").replace('/', '.');
            return Class.forName(type, false, GunApiDocumentTest.class.getClassLoader());
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError("the test " + name, e);
        }
    }

    private static Stream<String> displayNames(Class<?> test) {
        return Arrays.stream(test.getDeclaredMethods())
                .map(GunApiDocumentTest::displayName)
                .filter(name -> !name.isEmpty());
    }

    private static String displayName(Method method) {
        DisplayName name = method.getAnnotation(DisplayName.class);
        return name == null ? "" : name.value();
    }

    @Test
    @DisplayName(
            "has all behaviours, 1 to 78 of the API and 1 to 8 of storage and Lex, each with a test or the reason why not")
    void complete() {
        assertThat(API.keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 78).boxed().toList());
        assertThat(STORAGE).hasSize(8);
        assertThat(API.values()).noneMatch(String::isEmpty);
        assertThat(STORAGE).noneMatch(String::isEmpty);
    }

    @Test
    @DisplayName("names tests that exist, and of the API's those with the number in a display name")
    void tests() {
        API.forEach((number, here) -> {
            Matcher named = TEST.matcher(here);
            List<String> classes =
                    named.results().map(result -> result.group(1)).toList();
            List<String> withNumber = classes.stream()
                    .filter(name -> displayNames(test(name))
                            .map(NAMED::matcher)
                            .filter(Matcher::find)
                            .anyMatch(numbers -> numbers(numbers.group(1)).anyMatch(number::equals)))
                    .toList();
            if (!classes.isEmpty()) {
                assertThat(withNumber)
                        .as("tests of %d that say so, of %s", number, classes)
                        .isNotEmpty();
            }
        });
        STORAGE.forEach(here -> TEST.matcher(here).results().forEach(result -> assertThat(test(result.group(1)))
                .isNotNull()));
    }
}
