package dev.gunjava.bench.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the things that a benchmark starts lie. */
public final class Places {
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private Places() {}

    /** The directory of the interop tests. */
    public static Path module() {
        return MODULE;
    }

    /** The script that starts our program. */
    public static Path launcher() {
        return MODULE.getParent().resolve("witness");
    }

    /** Node. */
    public static String node() {
        return Optional.ofNullable(System.getenv("NODE")).orElse("node");
    }

    /** A script for Node; fails with the remedy if gun.js is not there. */
    public static Path script(String path) {
        if (!Files.isDirectory(MODULE.resolve("node_modules/gun"))) {
            throw new IllegalStateException("interop-tests/node_modules is missing: run npm ci in interop-tests");
        }
        return MODULE.resolve(path);
    }

    /** The Java that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The class path that runs this, in a test too. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
