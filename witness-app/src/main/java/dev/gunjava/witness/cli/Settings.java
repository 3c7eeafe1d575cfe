package dev.gunjava.witness.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
 * Each option that takes a value is a setting; {@code --graph-bytes} of a command {@code relay} is {@code
 * WITNESS_RELAY_GRAPH_BYTES} in the environment and {@code graph-bytes} in the file. What may be repeated on the command
 * line is separated by commas there. An empty variable counts as none, and one that is no setting is not ours to judge:
 * orchestrators make up variables from the names of services.
 */
final class Settings {

    /** The option that names the file; it is none of the settings that may stand in it. */
    static final String FILE_FLAG = "--config";

    /** What {@code --help} says of them, in lines. */
    static final String ABOUT_1 =
            "Each flag that takes a value may also be a variable, WITNESS_UP_TTL for --ttl of 'up',";

    static final String ABOUT_2 =
            "or a line of the file of --config, as in ttl=30s. A flag wins over a variable, and that";
    static final String ABOUT_3 = "over the file. What repeats is separated by commas there.";

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
                throw fault(line.where(), "'" + name + "' is no setting");
            }
        });
        spec.options().stream().filter(Settings::isSetting).forEach(option -> fill(option, file));
    }

    private static boolean isSetting(OptionSpec option) {
        return option.arity().max() > 0 && !option.longestName().equals(FILE_FLAG);
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
        ITypeConverter<?>[] converters = option.converters();
        if (converters.length == 0) {
            Class<?> type = option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
            return type == Path.class ? Path.of(text) : text;
        }
        try {
            return converters[0].convert(text);
        } catch (TypeConversionException e) {
            throw fault(found.where(), e.getMessage());
        } catch (Exception e) {
            throw fault(found.where(), "cannot read '" + text + "': " + e);
        }
    }

    private ParameterException fault(String where, @Nullable String reason) {
        return new ParameterException(spec.commandLine(), where + ": " + reason);
    }

    /** Each setting in a line: its name, its value and where that is from; the program's own defaults are handed in. */
    List<String> lines(Map<String, String> values) {
        return spec.options().stream()
                .filter(Settings::isSetting)
                .map(OptionSpec::longestName)
                .sorted()
                .map(flag -> "%-24s %-24s %s"
                        .formatted(
                                flag.substring(2),
                                values.getOrDefault(flag, ""),
                                origins.getOrDefault(flag, "default")))
                .toList();
    }
}
