package dev.gunjava.bench;

import dev.gunjava.bench.run.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class Output {
    @Option(names = "--out", paramLabel = "DIR", description = "Where the results go (interop-tests/target/bench).")
    private Path folder = Places.module().resolve("target/bench");

    @Option(
            names = "--doc",
            paramLabel = "FILE",
            description =
                    "Put the tables between their marks in this document too, and the pictures into a folder of its"
                            + " name beside it, as for docs/performance.md.")
    private @Nullable Path document;

    /** Writes the tables of a command. */
    void tables(String command, String markdown) {
        write(folder.resolve(command + ".md"), markdown);
        if (document != null) {
            write(document, inserted(read(document), command, markdown));
        }
    }

    /** Writes a picture. */
    void picture(String name, String svg) {
        write(folder.resolve(name), svg);
        if (document != null) {
            String beside = document.getFileName().toString().replaceFirst("\\.md$", "");
            write(document.resolveSibling(beside).resolve(name), svg);
        }
    }

    /** Writes every single figure. */
    void raw(String name, String json) {
        write(folder.resolve(name), json);
    }

    /** A document with the text between the marks of a section replaced. */
    static String inserted(String text, String section, String markdown) {
        String begin = "<!-- begin " + section + " -->\n";
        String end = "<!-- end " + section + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "the document of --doc has no lines " + begin.strip() + " and " + end + ", in that order");
        }
        return text.substring(0, from + begin.length()) + "\n" + markdown.strip() + "\n\n" + text.substring(to);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot read " + file + ", the document of --doc", fault);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException fault) {
            throw new UncheckedIOException(
                    "cannot write " + file + "; choose another place with --out or --doc", fault);
        }
    }

    Path folder() {
        return folder.toAbsolutePath().normalize();
    }
}
