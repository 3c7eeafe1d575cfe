package dev.gunjava.witness.cli;

import dev.gunjava.witness.cli.screen.TerminalText;
import dev.gunjava.witness.doctor.Checkup;
import dev.gunjava.witness.doctor.Finding;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Looks whether the program can do its work here. */
@Command(
        name = "doctor",
        description = "Check this machine, the relays and the servers, and say what to do about what does not work.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Exit code 0 if nothing failed; warnings do not count. It installs nothing.", "", Settings.ABOUT})
final class DoctorCommand implements Callable<Integer> {

    /** Width of what a finding is about; a longer one takes more. */
    private static final int NAME_WIDTH = 12;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "Relay to check, as for 'peer'. Repeats.",
            converter = PeerOptions.Address.class)
    private List<URI> relays = List.of();

    @Option(
            names = "--relay-port",
            paramLabel = "N",
            description = "Port that 'up' would take for its relay (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + RelayCommand.DEFAULT_PORT,
            converter = Port.class)
    private int relayPort;

    @Option(
            names = "--page-port",
            paramLabel = "N",
            description = "Port that 'up' would take for the page (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + UpCommand.DEFAULT_PAGE_PORT,
            converter = Port.class)
    private int pagePort;

    @Mixin
    private IceOptions ice;

    @Mixin
    private ConfigOptions config;

    @Option(names = "--json", description = "Print every finding as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (config.printed(spec)) {
            return ExitCode.OK;
        }
        List<Finding> findings = new ArrayList<>();
        new Checkup(relays, relayPort, pagePort, ice.configuration(spec)).run(finding -> {
            findings.add(finding);
            Output.line(json ? line(finding).toString() : Output.colours().string(text(finding)));
        });
        long failed = count(findings, Finding.Level.FAIL);
        long warned = count(findings, Finding.Level.WARN);
        Output.line(
                json
                        ? verdict(failed, warned).toString()
                        : Output.colours().string("@|bold " + verdictText(failed, warned) + "|@"));
        return failed == 0 ? ExitCode.OK : ExitCode.FAULT;
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    /** One line, with marks for colours in it; what comes from elsewhere cannot be such a mark. */
    private static String text(Finding finding) {
        String level =
                switch (finding.level()) {
                    case OK -> "@|green ok|@   ";
                    case SKIP -> "@|faint skip|@ ";
                    case WARN -> "@|yellow warn|@ ";
                    case FAIL -> "@|bold,red FAIL|@ ";
                };
        String advice = finding.advice().isEmpty() ? "" : " -> " + finding.advice();
        return level + " " + ("%-" + NAME_WIDTH + "s").formatted(plain(finding.check())) + "  " + plain(finding.text())
                + plain(advice);
    }

    private static String plain(String text) {
        return TerminalText.escape(text).replace("@|", "@ |").replace("|@", "| @");
    }

    private static String verdictText(long failed, long warned) {
        String warnings = warned == 0 ? "" : warned == 1 ? ", with one warning" : ", with " + warned + " warnings";
        return failed == 0
                ? "All is well" + warnings + "."
                : (failed == 1 ? "One thing does" : failed + " things do") + " not work" + warnings + ".";
    }

    private static ObjectNode line(Finding finding) {
        return envelope("check")
                .put("check", finding.check())
                .put("level", finding.level().word())
                .put("text", finding.text())
                .put("advice", finding.advice());
    }

    private static ObjectNode verdict(long failed, long warned) {
        return envelope("verdict").put("ok", failed == 0).put("failed", failed).put("warned", warned);
    }

    private static ObjectNode envelope(String event) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("v", 1)
                .put("at", System.currentTimeMillis())
                .put("event", event);
    }
}
