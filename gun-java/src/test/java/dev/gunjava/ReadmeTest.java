package dev.gunjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The README")
class ReadmeTest {

    private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    @DisplayName("has Java samples that compile")
    void samplesCompile(@TempDir Path classes) throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        int samples = 0;
        for (; sample.find(); samples++) {
            compile(sample.group(1), classes);
        }
        assertThat(samples).isPositive();
    }

    private static void compile(String sample, Path classes) {
        String source = "import dev.gunjava.*;\nimport java.net.URI;\nimport java.util.*;\n"
                + "class Sample { Gun gun = Gun.builder().open();\n"
                + "static final org.slf4j.Logger log = org.slf4j.LoggerFactory.getLogger(\"sample\");\n"
                + "void run() throws Exception {\n" + sample + "} }";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };

        List<String> options = List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, diagnostics, options, null, List.of(file)).call();

        assertThat(diagnostics.getDiagnostics()).isEmpty();
    }
}
