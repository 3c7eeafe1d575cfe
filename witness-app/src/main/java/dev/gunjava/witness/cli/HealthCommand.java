package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Asks a relay how it is, so that a container can be checked that holds neither a shell nor curl. */
@Command(
        name = "health",
        description =
                "Ask a relay whether it works: exit code 0 if it does, 1 if not. For health checks of containers.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class HealthCommand implements Callable<Integer> {

    /** Shorter than what health checks wait, so that the reason is told. */
    private static final int PATIENCE_MILLIS = 3_000;

    private static final int LONGEST_ANSWER_BYTES = 4_096;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address to ask (http://127.0.0.1:8765/health, or with the port that WITNESS_RELAY_PORT"
                    + " or PORT gives to the relay).")
    private @Nullable URI url;

    /** The command with the environment of this process. */
    HealthCommand() {
        this(System.getenv());
    }

    HealthCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        URI asked = url == null ? URI.create("http://127.0.0.1:" + port() + "/health") : url;
        try {
            HttpURLConnection connection = open(asked);
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                return unwell(asked, "answers " + status + " " + said(connection.getErrorStream()));
            }
            Output.line(said(connection.getInputStream()));
            return ExitCode.OK;
        } catch (IOException failure) {
            return unwell(asked, "does not answer: " + failure.getMessage());
        }
    }

    /** The port that the relay takes from the same environment. */
    private int port() {
        for (String variable : new String[] {"WITNESS_RELAY_PORT", "PORT"}) {
            String text = environment.getOrDefault(variable, "");
            if (!text.isEmpty()) {
                try {
                    return new Port().convert(text);
                } catch (TypeConversionException e) {
                    throw new ParameterException(spec.commandLine(), variable + ": " + e.getMessage(), e);
                }
            }
        }
        return RelayCommand.DEFAULT_PORT;
    }

    private HttpURLConnection open(URI asked) throws IOException {
        try {
            if (asked.toURL().openConnection() instanceof HttpURLConnection connection) {
                connection.setConnectTimeout(PATIENCE_MILLIS);
                connection.setReadTimeout(PATIENCE_MILLIS);
                connection.setInstanceFollowRedirects(false);
                return connection;
            }
        } catch (IllegalArgumentException e) {
            // no absolute address; told below
        }
        throw new ParameterException(
                spec.commandLine(),
                "--url: '" + asked + "' is no http:// or https:// address, such as" + " http://127.0.0.1:8765/health");
    }

    private Integer unwell(URI asked, String how) {
        spec.commandLine().getErr().println("witness: " + asked + " " + how.strip());
        return ExitCode.FAULT;
    }

    private static String said(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            return new String(body.readNBytes(LONGEST_ANSWER_BYTES), UTF_8).strip();
        }
    }
}
