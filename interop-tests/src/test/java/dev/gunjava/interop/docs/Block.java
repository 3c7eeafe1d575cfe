package dev.gunjava.interop.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document. What a reader would type, compile or copy names its language, and a comment above it
 * says how the test treats it: {@code <!-- test: TREATMENT ARGUMENT -->}. A block without a language is a picture.
 *
 * @param place file and line, for people
 * @param section how many headings stand above it
 * @param treatment how it is tried; empty if nothing says so
 * @param argument what the treatment is told
 */
record Block(String place, int section, String language, String treatment, String argument, String text) {
    private static final Pattern COMMENT = Pattern.compile("<!-- test: (\\w+) ?(.*?) ?-->");
    private static final String FENCE = "```";

    /** The blocks of a document that are no pictures, in order. */
    static List<Block> of(Path document) {
        List<String> lines = lines(document);
        List<Block> blocks = new ArrayList<>();
        int section = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("#")) {
                section++;
            } else if (lines.get(i).startsWith(FENCE)) {
                String language = lines.get(i).substring(FENCE.length()).strip();
                Matcher comment = COMMENT.matcher(i == 0 ? "" : lines.get(i - 1));
                boolean told = comment.matches();
                String place = document.getFileName() + ":" + (i + 1);
                StringBuilder text = new StringBuilder();
                while (!lines.get(++i).startsWith(FENCE)) {
                    text.append(lines.get(i)).append('\n');
                }
                if (!language.isEmpty() || told) {
                    blocks.add(new Block(
                            place,
                            section,
                            language,
                            told ? comment.group(1) : "",
                            told ? comment.group(2) : "",
                            text.toString()));
                }
            }
        }
        return blocks;
    }

    /** The commands of it, those on several lines joined. */
    List<String> commands() {
        return text.replace("\\\n", " ")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static List<String> lines(Path document) {
        try {
            return Files.readAllLines(document);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
