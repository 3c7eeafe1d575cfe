package dev.gunjava.bench;

import dev.gunjava.bench.run.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where results go. */
final class Output {
    @Option(names = "--out", paramLabel = "DIR", description = "Where the results go (interop-tests/target/bench).")
    private Path folder = Places.module().resolve("target/bench");

    /** Writes a file, in place of one of that name. */
    void write(String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot write to " + folder + "; choose another place with --out", fault);
        }
    }

    Path folder() {
        return folder.toAbsolutePath().normalize();
    }
}
