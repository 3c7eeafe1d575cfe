package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Confined;
import dev.gunjava.interop.fixture.Dockerfile;
import dev.gunjava.interop.fixture.Dockerfile.Instruction;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.RunnableJar;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The container image and the systemd service of a relay, as far as they can be tried without either. */
class PackagingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BUILD = Duration.ofMinutes(8);
    private static final Path PROJECT =
            RunnableJar.packaging("..").resolve("..").normalize();
    private static final Path UNIT = RunnableJar.packaging("witness-relay.service");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Dockerfile dockerfile = Dockerfile.read(RunnableJar.packaging("Dockerfile"));

    @RegisterExtension
    final Lab lab = new Lab();

    @BeforeEach
    void othersMayLookIn() throws IOException {
        Files.setPosixFilePermissions(lab.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    @DisplayName("the Dockerfile has no fault, names its bases by version, and runs without root and without a shell")
    void soundDockerfile() {
        assertThat(dockerfile.faults()).isEmpty();
        assertThat(dockerfile.instructions().filter(of("FROM")))
                .hasSize(2)
                .allMatch(from -> from.arguments().get(0).matches("[a-z-]+:\\d+\\.\\d+\\.\\d+\\S*"));
        assertThat(dockerfile.last("USER")).singleElement().asString().matches("[1-9]\\d+:[1-9]\\d+");
        for (String listed : List.of("ENTRYPOINT", "HEALTHCHECK")) {
            assertThat(dockerfile.last(listed).get(0)).isEqualTo("java");
        }
    }

    @Test
    @DisplayName("what the Dockerfile copies is there, and is not kept from it")
    void copiedFiles() throws IOException {
        List<String> let = Files.readAllLines(RunnableJar.packaging("Dockerfile.dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(copiedSources()).isNotEmpty().allSatisfy(source -> {
            assertThat(PROJECT.resolve(source)).exists();
            assertThat(let).contains(source);
        });
        assertThat(let).as("nothing more is handed over").allMatch(copiedSources()::contains);
    }

    private List<String> copiedSources() {
        return dockerfile
                .instructions()
                .filter(of("COPY"))
                .filter(copy -> copy.flags().stream().noneMatch(flag -> flag.startsWith("from=")))
                .flatMap(copy -> copy.arguments().subList(0, copy.arguments().size() - 1).stream())
                .toList();
    }

    @Test
    @DisplayName("Maven has all it needs in the build stage")
    void buildStageIsComplete() throws IOException {
        build("validate", PATIENCE);
    }

    @Test
    @Tag("long")
    @DisplayName("the build stage builds the jar")
    void buildStageBuilds() throws IOException {
        assertThat(build("package", BUILD).resolve("witness-app/target/witness.jar"))
                .exists();
    }

    /** Does the steps of the first stage up to a phase of Maven; returns the directory. */
    private Path build(String phase, Duration atMost) throws IOException {
        Path directory = Files.createDirectory(lab.folder().resolve("build"));
        List<Instruction> stage = dockerfile.stages().get(0);
        for (Instruction copy : stage.stream().filter(of("COPY")).toList()) {
            List<String> words = copy.arguments();
            Path target = directory.resolve(words.get(words.size() - 1));
            Files.createDirectories(target);
            for (String source : words.subList(0, words.size() - 1)) {
                String from = PROJECT.resolve(source) + (Files.isDirectory(PROJECT.resolve(source)) ? "/." : "");
                succeeds(lab.run("cp", "-r", from, target.toString()), PATIENCE);
            }
        }
        String maven = runs(stage).get(0).replaceFirst("mvn ", "mvn -o ").replaceFirst("package$", phase);
        succeeds(lab.run("sh", "-c", "cd '" + directory + "' && " + maven), atMost);
        return directory;
    }

    @Test
    @DisplayName(
            "the image's files are a relay with a graph on disk, as its user on a read-only root, and it is healthy")
    void image() throws IOException {
        assumeTrue(Confined.isPossible(), "needs Linux and root, to be somebody without rights");
        Path app = imageFiles();
        Path data = lab.folder().resolve("data");
        Map<String, String> environment = new HashMap<>();
        dockerfile
                .last("ENV")
                .forEach(pair -> environment.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", "")));
        String port = freePort();
        environment.put("PORT", port);
        environment.put("WITNESS_RELAY_DATA", data.resolve("graph").toString());
        Confined container = new Confined(data, environment);
        List<String> start = new ArrayList<>(dockerfile.last("ENTRYPOINT"));
        start.addAll(dockerfile.last("CMD"));

        CommandRun elsewhere =
                lab.run(container.command(List.of("touch", app.resolve("file").toString())));
        assertThat(elsewhere.awaitExit(PATIENCE)).as("the root is read-only").isPositive();
        CommandRun relay = lab.run(container.command(placed(start, app)));
        keepsWhatIsWritten(relay, port);
        CommandRun health = lab.run(container.command(placed(dockerfile.last("HEALTHCHECK"), app)));
        assertThat(health.awaitExit(PATIENCE)).as(health::stderr).isZero();
        endsWhenTold(relay);
        CommandRun unwell = lab.run(container.command(placed(dockerfile.last("HEALTHCHECK"), app)));
        assertThat(unwell.awaitExit(PATIENCE)).as("when the relay is down").isEqualTo(1);
    }

    /** Does the last steps of the build stage, and the copies of the image; returns what is /app in it. */
    private Path imageFiles() throws IOException {
        Path built = Files.createDirectories(lab.folder().resolve("build/witness-app/target"));
        Files.copy(RunnableJar.file(), built.resolve("witness.jar"));
        Path app = Files.createDirectory(lab.folder().resolve("app"));
        String step = runs(dockerfile.stages().get(0))
                .get(1)
                .replace("/build/", lab.folder() + "/build/")
                .replace("/graph", lab.folder() + "/empty");
        succeeds(
                lab.run("sh", "-c", "PATH=$PATH:" + Path.of(JAVA).getParent() + " && cd '" + app + "' && " + step),
                PATIENCE);
        Files.copy(RunnableJar.options(), app.resolve("jvm.options"));
        return app;
    }

    private static List<String> placed(List<String> command, Path app) {
        return command.stream()
                .map(word -> word.equals("java") ? JAVA : word.replaceFirst("(?<=^|@|=)/app", app.toString()))
                .toList();
    }

    @Test
    @DisplayName("systemd finds no fault in the unit, and little that the service could do to its machine")
    void soundUnit() throws IOException {
        assumeTrue(isThere("systemd-analyze"), "needs systemd-analyze, of Debian's package systemd");
        Path unit = lab.folder().resolve("witness-relay.service");
        Files.writeString(unit, Files.readString(UNIT).replace("/usr/bin/java", JAVA));
        CommandRun verify = lab.run("systemd-analyze", "verify", "--man=no", unit.toString());
        assertThat(verify.awaitExit(PATIENCE)).as(verify::stderr).isZero();
        assertThat(verify.stdout() + verify.stderr()).isEmpty();
        CommandRun security =
                lab.run("systemd-analyze", "security", "--offline=true", "--threshold=15", unit.toString());
        assertThat(security.awaitExit(PATIENCE)).as(security::stdout).isZero();
    }

    @Test
    @DisplayName("what the unit starts is a relay that keeps its graph in its directory, as a user without rights")
    void service() throws IOException {
        assumeTrue(Confined.isPossible(), "needs Linux and root, to be somebody without rights");
        Path opt = Files.createDirectory(lab.folder().resolve("opt"));
        Files.copy(RunnableJar.file(), opt.resolve("witness.jar"));
        Files.copy(RunnableJar.options(), opt.resolve("jvm.options"));
        Path state = lab.folder().resolve("state");
        String start = Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow()
                .substring("ExecStart=".length())
                .replace("/usr/bin/java", JAVA + " -Djava.io.tmpdir=" + state)
                .replace("/opt/witness", opt.toString())
                .replace("${STATE_DIRECTORY}", state.toString());
        String port = freePort();
        CommandRun relay = lab.run(new Confined(state, Map.of("PORT", port)).command(List.of(start.split(" "))));
        keepsWhatIsWritten(relay, port);
        endsWhenTold(relay);
    }

    private void keepsWhatIsWritten(CommandRun relay, String port) {
        await().atMost(PATIENCE).until(() -> relay.stdout().contains("relay at ") || !relay.isAlive());
        assertThat(relay.stdout()).as(relay::stderr).contains(":" + port + "/gun");
        Gun gun = lab.keep(Gun.builder()
                .peer(URI.create("ws://127.0.0.1:" + port + "/gun"))
                .open());
        Ack ack = gun.get("tide")
                .put(Map.of("height", 3))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(ack).isInstanceOf(Ack.Stored.class);
        assertThat(relay.stderr()).as("warnings").isEmpty();
    }

    private static void endsWhenTold(CommandRun relay) {
        relay.terminate();
        assertThat(relay.awaitExit(PATIENCE))
                .as("143 is SIGTERM, as SuccessExitStatus says")
                .isEqualTo(143);
    }

    private static Predicate<Instruction> of(String keyword) {
        return instruction -> instruction.keyword().equals(keyword);
    }

    private static List<String> runs(List<Instruction> stage) {
        return stage.stream()
                .filter(of("RUN"))
                .map(run -> String.join(" ", run.arguments()))
                .toList();
    }

    private boolean isThere(String command) {
        return lab.run("sh", "-c", "command -v " + command).awaitExit(PATIENCE) == 0;
    }

    private static void succeeds(CommandRun step, Duration atMost) {
        assertThat(step.awaitExit(atMost))
                .as(() -> step.stdout() + step.stderr())
                .isZero();
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
