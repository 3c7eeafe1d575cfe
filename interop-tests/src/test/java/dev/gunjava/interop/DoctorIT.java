package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.StunServer;
import dev.gunjava.interop.fixture.TurnServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code doctor}: what works, what does not, and what to do about it. */
class DoctorIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> NO_PORTS = List.of("--relay-port", "0", "--page-port", "0");

    @RegisterExtension
    final Lab lab = new Lab();

    private CommandRun doctor(String... flags) {
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        arguments.addAll(NO_PORTS);
        arguments.addAll(List.of(flags));
        return lab.witness(arguments.toArray(String[]::new));
    }

    @Test
    @DisplayName("all is well with a relay of ours, one for signalling and one of gun.js: a line each, exit code 0")
    void allIsWell() {
        String ours = lab.ourRelay().uri().toString();
        String signalling = lab.ourSignallingRelay().uri().toString();
        String gunJs = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED).uri().toString();
        CommandRun run = doctor("--relay", ours, "--relay", signalling, "--relay", gunJs);
        assertThat(run.awaitExit(PATIENCE)).as(run::stdout).isZero();
        assertThat(run.stdout())
                .containsPattern("(?m)^ok +Java +[0-9]")
                .containsPattern("(?m)^ok +WebRTC +the native library for ")
                .containsPattern("(?m)^ok +candidates +[0-9]+ of IPv[46]")
                .containsPattern("(?m)^ok +channel +opened within this process in [0-9]+ ms")
                .containsPattern("(?m)^ok +relay " + ours + " +connected in [0-9]+ ms, a get answered in [0-9]+ ms$")
                .containsPattern("(?m)^ok +relay " + signalling + " +connected in .* a get answered in ")
                .containsPattern("(?m)^ok +relay " + gunJs + " +connected in .* a put passed on in [0-9]+ ms")
                .containsPattern("(?m)^skip +STUN")
                .containsPattern("(?m)^skip +TURN")
                .endsWith("All is well.\n")
                .doesNotContain("\u001b");
    }

    @Test
    @DisplayName("what is no relay is told apart: nobody listens, no WebSocket, no Gun; exit code 1")
    void noRelay() throws Exception {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        String page = "ws://127.0.0.1:" + web.getAddress().getPort() + "/gun";
        CommandRun run =
                doctor("--relay", "ws://127.0.0.1:1", "--relay", page, "--relay", "ws://nobody.invalid:8765/gun");
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(1);
        web.stop(0);
        assertThat(run.stdout())
                .containsPattern(
                        "FAIL +relay ws://127.0.0.1:1/gun +not reached: nobody listens there -> .*witness relay")
                .containsPattern("FAIL +relay " + page + " +not reached: no WebSocket there, but HTTP 404 -> ")
                .containsPattern(
                        "FAIL +relay ws://nobody.invalid:8765/gun +not reached: (there is no address for its name|no answer within 5 s)")
                .endsWith("3 things do not work.\n");
    }

    @Test
    @DisplayName("a port in use is a warning that says what to do, and no failure")
    void portInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            CommandRun run = lab.witness("doctor", "--relay-port", port, "--page-port", "0");
            assertThat(run.awaitExit(PATIENCE)).isZero();
            assertThat(run.stdout())
                    .containsPattern("warn +port " + port + " +in use .* -> .*'./witness up --relay-port 0'")
                    .endsWith("All is well, with one warning.\n");
        }
    }

    @Test
    @DisplayName("a STUN server tells the public address; one that is silent or unknown is named within 10 s")
    void stun() throws Exception {
        StunServer stun = lab.stunServer();
        CommandRun well = doctor("--stun", stun.url());
        assertThat(well.awaitExit(PATIENCE)).as(well::stdout).isZero();
        assertThat(well.stdout())
                .containsPattern(
                        "ok +STUN " + stun.url() + " +answers in [0-9]+ ms; our public address is " + StunServer.TOLD);
        CommandRun silent = doctor("--stun", "stun:127.0.0.1:9", "--stun", "stun:nobody.invalid");
        long begun = System.nanoTime();
        assertThat(silent.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(silent.stdout())
                .containsPattern("FAIL +STUN stun:127.0.0.1:9 +does not tell our public address: .* -> .*--stun none")
                .containsPattern("FAIL +STUN stun:nobody.invalid +there is no address for this name -> ");
    }

    @Test
    @DisplayName("a TURN server relays with the right password, and refuses a wrong one")
    void turn() {
        TurnServer turn = lab.turnServer(TurnServer.Mode.PASSWORD);
        CommandRun well = doctor(turn.flags().toArray(String[]::new));
        assertThat(well.awaitExit(PATIENCE)).as(well::stdout).isZero();
        assertThat(well.stdout()).containsPattern("ok +TURN turn:\\S+ +answers in [0-9]+ ms; it relays at 127.0.0.1");
        List<String> wrong = new ArrayList<>(turn.flags());
        wrong.set(wrong.indexOf("--turn-password") + 1, "another");
        CommandRun refused = doctor(wrong.toArray(String[]::new));
        assertThat(refused.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(refused.stdout()).containsPattern("FAIL +TURN turn:\\S+ +does not relay for us: .* -> .*--turn-");
    }

    @Test
    @DisplayName("where the native library does not load, the missing package is named and all else is looked at")
    void libraryDoesNotLoad() throws Exception {
        Path broken = Files.createDirectory(lab.folder().resolve("broken"));
        Files.writeString(broken.resolve("libpulse.so.0"), "no library");
        CommandRun run = lab.run(
                "env",
                "LD_LIBRARY_PATH=" + broken,
                lab.launcher().toString(),
                "doctor",
                "--relay",
                lab.ourRelay().uri().toString());
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(run.stdout())
                .containsPattern(
                        "FAIL +WebRTC .*lacks libpulse.so.0 -> on Debian and Ubuntu: apt-get install libpulse0\n")
                .containsPattern("skip +channel +needs the WebRTC library")
                .containsPattern("ok +relay ");
    }

    @Test
    @DisplayName("the launcher installs nothing for it, and lets it report what other commands need")
    void launcherLetsItReport() throws Exception {
        Path tools = Files.createDirectory(lab.folder().resolve("tools"));
        Path ldconfig = Files.writeString(tools.resolve("ldconfig"), "#!/bin/sh\necho nothing\n");
        Files.setPosixFilePermissions(ldconfig, PosixFilePermissions.fromString("rwxr-xr-x"));
        String path = tools + ":" + System.getenv("PATH");
        String launcher = lab.launcher().toString();
        CommandRun peer = lab.run("env", "PATH=" + path, launcher, "--no-install", "watch");
        assertThat(peer.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(peer.stderr()).contains("apt-get install -y libpulse0 libudev1");
        CommandRun doctor = lab.run("env", "PATH=" + path, launcher, "doctor");
        assertThat(doctor.awaitExit(PATIENCE)).isZero();
        assertThat(doctor.stderr()).doesNotContain("installing");
        assertThat(doctor.stdout()).containsPattern("ok +WebRTC");
    }

    @Test
    @DisplayName("--json is a line for each finding and one for the verdict")
    void json() {
        CommandRun run = doctor("--json", "--relay", "ws://127.0.0.1:1");
        assertThat(run.awaitExit(PATIENCE)).isEqualTo(1);
        List<JsonNode> lines = run.stdout()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(lines).allSatisfy(line -> assertThat(line.path("v").asInt()).isEqualTo(1));
        JsonNode verdict = lines.get(lines.size() - 1);
        assertThat(verdict.path("event").asString()).isEqualTo("verdict");
        assertThat(verdict.path("ok").asBoolean()).isFalse();
        assertThat(verdict.path("failed").asInt()).isEqualTo(1);
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(line.path("level").asString()).isIn("ok", "skip", "warn", "fail"))
                .anySatisfy(line -> {
                    assertThat(line.path("check").asString()).isEqualTo("relay ws://127.0.0.1:1/gun");
                    assertThat(line.path("level").asString()).isEqualTo("fail");
                    assertThat(line.path("advice").asString()).isNotEmpty();
                });
    }
}
