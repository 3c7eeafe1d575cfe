package dev.gunjava.faults;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The build under test: this one, unless {@code -Dproduct.classpath} names another. */
final class Product {
    private static final String MAIN = "dev.gunjava.witness.cli.Main";
    /** What an operator with a small machine gives a relay, and the way the launcher ends one that runs out of it. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.netty.leakDetection.level=disabled");

    private Product() {}

    /** The command line that runs the program with these arguments. */
    static List<String> command(List<String> arguments) {
        return Stream.of(List.of(jdkTool("java").toString()), JVM_OPTIONS, List.of("-cp", classPath(), MAIN), arguments)
                .flatMap(List::stream)
                .toList();
    }

    /** A program of the JDK that runs the tests. */
    static Path jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name);
    }

    private static String classPath() {
        String named = System.getProperty("product.classpath", "");
        return named.isBlank() ? thisBuild() : named;
    }

    /** The class path of the tests without the tests, whose logging would replace that of the program. */
    private static String thisBuild() {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(tests.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
