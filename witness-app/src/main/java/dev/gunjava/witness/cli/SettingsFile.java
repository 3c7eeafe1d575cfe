package dev.gunjava.witness.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A properties file of settings, one a line. It is read line by line, so that a fault can be found. */
final class SettingsFile {

    private SettingsFile() {}

    /**
     * One setting of the file.
     *
     * @param where the file and the number of the line
     */
    record Line(String value, String where) {}

    /**
     * Reads the settings by name.
     *
     * @throws ParameterException if the file cannot be read, or says a thing twice
     */
    static Map<String, Line> read(CommandSpec spec, Path file) {
        Map<String, Line> settings = new LinkedHashMap<>();
        List<String> lines = lines(spec, file);
        for (int i = 0; i < lines.size(); i++) {
            String where = file + ":" + (i + 1);
            Properties line = new Properties();
            try {
                line.load(new StringReader(lines.get(i)));
            } catch (IOException | IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), where + ": " + e.getMessage());
            }
            for (String name : line.stringPropertyNames()) {
                String value = line.getProperty(name).strip();
                if (value.isEmpty()) {
                    throw new ParameterException(spec.commandLine(), where + ": '" + name + "' has no value");
                }
                if (settings.putIfAbsent(name, new Line(value, where)) != null) {
                    throw new ParameterException(spec.commandLine(), where + ": '" + name + "' is set a second time");
                }
            }
        }
        return settings;
    }

    private static List<String> lines(CommandSpec spec, Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            String reason = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
            throw new ParameterException(
                    spec.commandLine(), Settings.FILE_FLAG + ": cannot read " + file + ": " + reason);
        }
    }
}
