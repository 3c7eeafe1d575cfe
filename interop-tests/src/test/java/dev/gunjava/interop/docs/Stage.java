package dev.gunjava.interop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.bench.Bench;
import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.RunnableJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the blocks of one document are tried, one after the other, as a reader would: in a directory that looks like the
 * project's root. What is started runs until the next heading.
 */
final class Stage {
    private static final Logger log = LoggerFactory.getLogger(Stage.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Enough to build, should a source be newer than the last build. */
    private static final Duration BUILT_AND_STARTED = Duration.ofMinutes(3);

    private static final Duration SAID = Duration.ofSeconds(20);

    /** All relays are the one of the test, and no server outside is asked. */
    private static final String PRELUDE =
            """
            const RealSocket = WebSocket;
            window.WebSocket = class extends RealSocket {
              constructor(url) { super(new URL(url).hostname === '127.0.0.1' ? url : 'RELAY'); }
            };
            window.RTCPeerConnection = class extends RTCPeerConnection {
              constructor(configuration) { super({ ...configuration, iceServers: [] }); }
            };""";

    private final Lab lab;
    private final Path folder;
    private final Placing placing;
    private final List<AutoCloseable> running = new ArrayList<>();
    private @Nullable Browser browser;
    private int section;
    private int sources;
    private Supplier<String> output = () -> "";

    Stage(Lab lab, Path project) throws IOException {
        this.lab = lab;
        this.folder = lab.folder();
        this.placing = new Placing(folder);
        for (String name : List.of("witness", "check", "tools", "pom.xml", ".mvn", "LICENSE", "THIRD-PARTY.md")) {
            Files.createSymbolicLink(folder.resolve(name), project.resolve(name));
        }
        for (String module : List.of("gun-java", "witness-app", "interop-tests")) {
            Files.createSymbolicLink(folder.resolve(module), project.resolve(module));
        }
        Files.createSymbolicLink(folder.resolve("node_modules"), project.resolve("interop-tests/node_modules"));
    }

    /** Tries one block; fails if it is not as the document says. */
    void play(Block block) throws Exception {
        if (block.section() != section) {
            clear();
            section = block.section();
        }
        switch (block.treatment()) {
            case "run" -> run(block, block.text());
            case "start" -> start(block);
            case "prints" -> prints(block);
            case "java" -> java(block, fragment(block));
            case "program" -> java(block, block.text());
            case "file" -> write(block.argument(), placing.of(block.text()));
            case "page" -> page(block);
            case "json" ->
                assertThat(JsonMapper.shared().readTree(block.text()).isObject())
                        .as(block.place())
                        .isTrue();
            case "coordinates" -> coordinates(block);
            case "measures" -> measures(block);
            case "docker" -> docker(block);
            case "systemd" ->
                assertThat(block.commands())
                        .as("only a machine that systemd has started can run these: %s", block.place())
                        .allMatch(line -> line.matches("(sudo )?(systemctl|journalctl) .*"));
            default ->
                throw new AssertionError(block.place() + ": say how this block is tested, as in <!-- test: run -->");
        }
    }

    private void run(Block block, String script) {
        CommandRun run = lab.run("bash", "-c", placing.preparations() + placing.of(script));
        output = run::stdout;
        assertThat(run.awaitExit(PATIENCE))
                .as(() -> block.place() + "\n" + run.stdout() + run.stderr())
                .isZero();
    }

    /** Starts the first command and waits for what it then says; runs the others. */
    private void start(Block block) {
        List<String> commands = block.commands();
        CommandRun run = lab.run("bash", "-c", placing.preparations() + placing.of(commands.get(0)));
        running.add(run);
        Awaitility.await(block.place() + " says " + block.argument())
                .atMost(BUILT_AND_STARTED)
                .until(() -> said(run).contains(placing.of(block.argument())) || !run.isAlive());
        assertThat(said(run)).as(block.place()).contains(placing.of(block.argument()));
        output = () -> said(run);
        if (commands.size() > 1) {
            run(block, String.join("\n", commands.subList(1, commands.size())));
        }
    }

    private static String said(CommandRun run) {
        return run.stdout() + run.stderr();
    }

    /** The lines are among what was said last; an ellipsis stands for anything. */
    private void prints(Block block) {
        List<Pattern> lines = block.text()
                .lines()
                .map(line -> Pattern.compile(Pattern.quote(placing.of(line)).replace("…", "\\E.*\\Q")))
                .toList();
        Awaitility.await(block.place()).atMost(SAID).untilAsserted(() -> assertThat(lines)
                .as(output.get())
                .allMatch(line -> line.matcher(output.get()).find()));
    }

    /** A fragment as a program: with a peer {@code gun}, unless it opens its own. */
    private static String fragment(Block block) {
        String peer = block.text().contains("Gun gun =") ? "" : "try (Gun gun = Gun.builder().open()) {\n";
        return """
                import dev.gunjava.*;
                import dev.gunjava.graph.*;
                import dev.gunjava.relay.*;
                import java.net.URI;
                import java.nio.file.Path;
                import java.time.Duration;
                import java.util.*;
                import java.util.concurrent.*;
                class Fragment {
                static final org.slf4j.Logger log = org.slf4j.LoggerFactory.getLogger("fragment");
                public static void main(String[] arguments) throws Exception {
                """
                + peer + block.text() + (peer.isEmpty() ? "" : "}\n") + "}\n}\n";
    }

    private void java(Block block, String source) throws Exception {
        if (!isRelayUp()) {
            OurRelay relay = lab.ourRelay(plan -> plan.port(placing.relayPort()));
            running.add(relay);
        }
        Matcher name = Pattern.compile("\\bclass (\\w+)").matcher(source);
        assertThat(name.find()).as(block.place()).isTrue();
        String file = write("sources" + sources++ + "/" + name.group(1) + ".java", placing.of(source))
                .toString();
        run(block, "java -cp '" + RunnableJar.file() + "' '" + file + "'");
    }

    private boolean isRelayUp() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), placing.relayPort()), 1_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path.replaceFirst("^/", ""));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A page, or a module that a page loads; what it writes to its console is its output, and nothing may go wrong. */
    private void page(Block block) throws IOException {
        write(block.argument(), placing.of(block.text()));
        if (browser == null) {
            browser = lab.browser();
        }
        String address = lab.site(folder).emptyPage() + block.argument();
        if (!block.argument().endsWith(".html")) {
            write(
                    "module.html",
                    "<!doctype html><link rel=icon href=data:,><script type=module src='/" + block.argument()
                            + "'></script>");
            address = address.replaceFirst("(:\\d+/).*", "$1module.html");
        }
        if (!isRelayUp()) {
            running.add(lab.ourRelay(plan -> plan.port(placing.relayPort())));
        }
        Browser.Page page =
                browser.openApart(address, PRELUDE.replace("RELAY", "ws://127.0.0.1:" + placing.relayPort() + "/gun"));
        output = () -> String.join("\n", page.console());
        assertThat(page.faults()).as(block.place()).isEmpty();
    }

    /** A dependency in a POM is the one that is built here. */
    private void coordinates(Block block) throws IOException {
        String pom = Files.readString(folder.resolve("gun-java/pom.xml"));
        for (String element : List.of("groupId", "version")) {
            assertThat(block.text()).as(block.place()).contains(element(pom, element));
        }
        assertThat(block.text()).contains("<artifactId>gun-java</artifactId>");
    }

    /** A measurement takes many minutes; that there is such a one is soon said. */
    private static void measures(Block block) {
        for (String command : block.commands()) {
            Matcher call =
                    Pattern.compile("interop-tests/bench ?(\\w*) *(#.*)?").matcher(command);
            assertThat(call.matches()).as(block.place()).isTrue();
            assertThat(Bench.commandLine().getSubcommands().keySet().contains(call.group(1))
                            || List.of("", "pieces").contains(call.group(1)))
                    .as(command)
                    .isTrue();
        }
    }

    private static String element(String pom, String name) {
        Matcher element = Pattern.compile("<" + name + ">[^<]*</" + name + ">").matcher(pom);
        assertThat(element.find()).isTrue();
        return element.group();
    }

    /** The client finds nothing wrong with the flags, and lacks an engine; what the image does, PackagingIT tries. */
    private void docker(Block block) {
        if (lab.run("docker", "--version").awaitExit(PATIENCE) != 0) {
            log.warn("{}: not tried, since there is no docker command here", block.place());
            return;
        }
        for (String command : block.commands()) {
            CommandRun run = lab.run(
                    "bash", "-c", "cd '" + folder + "'; export DOCKER_HOST=unix:///nowhere; " + placing.of(command));
            assertThat(run.awaitExit(PATIENCE)).as(block.place()).isPositive();
            assertThat(run.stderr()).as(block.place()).containsIgnoringCase("docker daemon");
        }
    }

    private void clear() throws Exception {
        for (AutoCloseable started : running) {
            started.close();
        }
        running.clear();
    }
}
