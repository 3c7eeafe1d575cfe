package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.CommandRun;
import dev.gunjava.interop.fixture.Lab;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command {@code completion}, in a real bash. */
class CompletionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    final Lab lab = new Lab();

    /** What bash offers for the last of the words, by the function that the script has registered for the command. */
    private List<String> offered(String... words) {
        String script =
                """
                set -eu
                source <('%s' completion bash)
                registered=$(complete -p witness | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
                COMP_WORDS=(%s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_LINE="${COMP_WORDS[*]}"
                COMP_POINT=${#COMP_LINE}
                set +eu
                "$registered" witness "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
                printf '%%s\\n' "${COMPREPLY[@]}"
                """
                        .formatted(lab.launcher(), "'" + String.join("' '", words) + "'");
        CommandRun run = lab.run("bash", "-c", script);
        assertThat(run.awaitExit(PATIENCE)).as(run::stderr).isZero();
        return run.stdout().lines().map(String::strip).toList();
    }

    @Test
    @DisplayName("bash completes commands and flags from its script")
    void bash() {
        assertThat(offered("witness", "")).contains("up", "relay", "peer", "say", "watch", "doctor", "bench");
        assertThat(offered("witness", "do")).containsExactly("doctor");
        assertThat(offered("witness", "relay", "--gr")).containsExactly("--graph-bytes");
        assertThat(offered("witness", "watch", "--turn")).contains("--turn", "--turn-user", "--turn-password");
    }

    @Test
    @DisplayName("the script is for zsh too, and other shells are refused with 2")
    void shells() {
        CommandRun zsh = lab.witness("completion", "zsh");
        assertThat(zsh.awaitExit(PATIENCE)).isZero();
        assertThat(zsh.stdout()).contains("bashcompinit", "doctor");
        CommandRun fish = lab.witness("completion", "fish");
        assertThat(fish.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(fish.stdout()).isEmpty();
    }
}
