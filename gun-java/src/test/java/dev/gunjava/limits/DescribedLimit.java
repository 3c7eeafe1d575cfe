package dev.gunjava.limits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One limit, as the Javadoc of its record describes it.
 *
 * @param path where it is in {@link Limits}, such as {@code frames.bytes}
 * @param what what is limited
 * @param effect what happens at the limit
 */
record DescribedLimit(String path, String what, String effect) {

    private static final Path SOURCES = Path.of("src/main/java/dev/gunjava/limits");
    private static final Pattern PARAMETER = Pattern.compile("@param (\\w+) (.*?)(?= @param | @|$)");
    private static final Pattern SENTENCES = Pattern.compile("(.+?)\\. (.+\\.)");

    /** All limits within a component of {@link Limits}, in their order. */
    static Stream<DescribedLimit> of(RecordComponent group, String path) {
        Map<String, String> texts = parameters(group.getType());
        return Arrays.stream(group.getType().getRecordComponents()).flatMap(component -> {
            String inner = path + "." + component.getName();
            if (component.getType().isRecord()) {
                return of(component, inner);
            }
            Matcher sentences = SENTENCES.matcher(texts.getOrDefault(component.getName(), ""));
            if (!sentences.matches()) {
                throw new AssertionError(inner + " is not described as 'what is limited. What happens at the limit.'");
            }
            return Stream.of(new DescribedLimit(inner, sentences.group(1), sentences.group(2)));
        });
    }

    /** What the Javadoc of a record says of its components, in Markdown. */
    static Map<String, String> parameters(Class<?> type) {
        try {
            String source = Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"));
            String comment = source.substring(source.indexOf("/**") + 3, source.indexOf("*/"));
            String text = comment.replaceAll("\\s+\\*?\\s*", " ").replaceAll("\\{@code ([^}]*)}", "`$1`");
            return PARAMETER
                    .matcher(text.strip())
                    .results()
                    .collect(Collectors.toMap(result -> result.group(1), result -> result.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value in a set of limits, in words. */
    String in(Limits limits) {
        Object value = limits;
        for (String name : path.split("\\.", -1)) {
            value = component(value, name);
        }
        return LimitText.of(path, value);
    }

    private static Object component(Object owner, String name) {
        try {
            return owner.getClass().getDeclaredMethod(name).invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no limit " + name, e);
        }
    }
}
