package dev.gunjava.witness.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Gives the options of a command the values that the command line does not: from the environment, else from a file.
 * Each option but the few of {@link #NO_SETTINGS} is a setting; {@code --graph-bytes} of a command {@code relay} is
 * {@code WITNESS_RELAY_GRAPH_BYTES} in the environment and {@code graph-bytes} in the file. What may be repeated on the
 * command line is separated by commas there, and what takes no value is {@code true} or {@code false}. An empty variable
 * counts as none, and one that is no setting is not ours to judge: orchestrators make up variables from the names of
 * services.
 */
final class Settings {

    /** The option that names the file; it is none of the settings that may stand in it. */
    static final String FILE_FLAG = "--config";

    /** The option that prints the settings. */
    static final String PRINT_FLAG = "--print-config";

    /** Options that ask for something once, or say where settings are. */
    private static final Set<String> NO_SETTINGS = Set.of(FILE_FLAG, PRINT_FLAG, "--help", "--version");

    /** Nobody else may read them off a screen or out of a log. */
    private static final Set<String> SECRETS = Set.of("--turn-password", "--turn-secret", "--peer-secret");

    /** What {@code --help} says of them. */
    static final String ABOUT = "Each flag may also be a variable, such as WITNESS_UP_TTL for --ttl of 'up', or a line"
            + " of the file of --config, such as ttl=30s. A flag wins over a variable, and that over the file. There,"
            + " what repeats is separated by commas, and what takes no value is true or false.";

    private final CommandSpec spec;
    private final Map<String, String> environment;

    /** Variables that hosting platforms set, by the flag that they stand for; ours go before them. */
    private final Map<String, String> platformVariables;

    private final Map<String, String> origins = new LinkedHashMap<>();

    /** A text that stands for a setting, and where it was found. */
    private record Found(String text, String where) {}

    Settings(CommandSpec spec, Map<String, String> environment, Map<String, String> platformVariables) {
        this.spec = spec;
        this.environment = environment;
        this.platformVariables = platformVariables;
    }

    /**
     * Sets the options that are not on the command line.
     *
     * @param configured the value of {@link #FILE_FLAG}, asked for when that option has been set
     * @throws ParameterException if a value is none, or the file cannot be used
     */
    void apply(Supplier<@Nullable Path> configured) {
        fill(spec.findOption(FILE_FLAG), Map.of());
        Path path = configured.get();
        Map<String, SettingsFile.Line> file = path == null ? Map.of() : SettingsFile.read(spec, path);
        file.forEach((name, line) -> {
            OptionSpec option = spec.findOption("--" + name);
            if (option == null || !isSetting(option)) {
                throw fault(line.where() + ": '" + name + "' is no setting of " + spec.name() + nearest(name));
            }
        });
        spec.options().stream().filter(Settings::isSetting).forEach(option -> fill(option, file));
    }

    private static boolean isSetting(OptionSpec option) {
        return !NO_SETTINGS.contains(option.longestName());
    }

    private String nearest(String name) {
        List<String> names = spec.options().stream()
                .filter(Settings::isSetting)
                .map(option -> option.longestName().substring(2))
                .toList();
        return Nearest.to(name, names)
                .map(meant -> "; did you mean '" + meant + "'?")
                .orElse("; '" + spec.qualifiedName() + " --help' tells which there are");
    }

    private void fill(OptionSpec option, Map<String, SettingsFile.Line> file) {
        String flag = option.longestName();
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
            origins.put(flag, "flag");
            return;
        }
        Found found = find(flag, file);
        if (found != null) {
            option.setValue(value(option, found));
            origins.put(flag, found.where());
        }
    }

    private @Nullable Found find(String flag, Map<String, SettingsFile.Line> file) {
        for (String variable : Arrays.asList(variable(flag), platformVariables.get(flag))) {
            String text = variable == null ? null : environment.get(variable);
            if (text != null && !text.isBlank()) {
                return new Found(text.strip(), variable);
            }
        }
        SettingsFile.Line line = file.get(flag.substring(2));
        return line == null ? null : new Found(line.value(), line.where());
    }

    private String variable(String flag) {
        return ("WITNESS_" + spec.name() + "_" + flag.substring(2))
                .toUpperCase(Locale.ROOT)
                .replace('-', '_');
    }

    private Object value(OptionSpec option, Found found) {
        if (!option.isMultiValue()) {
            return convert(option, found, found.text());
        }
        Collection<Object> values = option.type() == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
        for (String part : found.text().split(",", -1)) {
            values.add(convert(option, found, part.strip()));
        }
        return values;
    }

    private Object convert(OptionSpec option, Found found, String text) {
        String where = found.where() + ": " + option.longestName() + ": ";
        if (option.arity().max() == 0) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw fault(where + "'" + text + "' is neither true nor false");
            };
        }
        ITypeConverter<?>[] converters = option.converters();
        if (converters.length == 0) {
            Class<?> type = option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
            return type == Path.class ? path(where, text) : text;
        }
        try {
            return converters[0].convert(text);
        } catch (TypeConversionException e) {
            throw fault(where + e.getMessage());
        } catch (Exception e) {
            throw fault(where + "cannot read '" + text + "': " + e);
        }
    }

    private Path path(String where, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw fault(where + "not a path: " + e.getReason());
        }
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * Each setting in a line: its name, its value and where that is from.
     *
     * @param effective values, by flag, that are not simply those of the options
     */
    List<String> lines(Map<String, String> effective) {
        return spec.options().stream()
                .filter(Settings::isSetting)
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .map(option -> line(option, effective))
                .toList();
    }

    private String line(OptionSpec option, Map<String, String> effective) {
        String flag = option.longestName();
        String value = effective.containsKey(flag) ? effective.get(flag) : SettingText.of(option.getValue());
        return "%-24s %-24s %s"
                .formatted(
                        flag.substring(2),
                        SECRETS.contains(flag) && !value.isEmpty() ? "(kept secret)" : value,
                        origins.getOrDefault(flag, "default"));
    }
}
