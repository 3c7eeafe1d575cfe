package dev.gunjava.interop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.RunnableJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the documents: what they tell a reader to do is done here, in their order. */
class DocsIT {
    private static final Path PROJECT = RunnableJar.packaging("../..").normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

    @RegisterExtension
    final Lab lab = new Lab();

    /** All of them, or with {@code -Ddocs=} those whose names match. */
    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
            List<Path> texts = docs.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of(PROJECT.resolve("README.md")), texts.stream())
                    .filter(document -> document.getFileName().toString().matches(System.getProperty("docs", ".*")));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    @DisplayName("each command runs, each program compiles and runs, each page loads")
    void blocks(Path document) throws Exception {
        Stage stage = new Stage(lab, PROJECT);
        for (Block block : Block.of(document)) {
            stage.play(block);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    @DisplayName("each link to a file leads to one, and the README to each document")
    void links(Path document) throws IOException {
        String text = Files.readString(document);
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            assertThat(document.resolveSibling(link.group(1))).as(link.group()).exists();
        }
        if (!document.endsWith("README.md")) {
            assertThat(Files.readString(PROJECT.resolve("README.md"))).contains("docs/" + document.getFileName());
        }
    }
}
