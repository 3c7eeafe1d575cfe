package dev.gunjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.EcmaScript;
import dev.gunjava.graph.GunValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Cases recorded from the real gun.js. Read from the folder that the system property {@code gun.vectors} names, or from
 * the test resources.
 */
public final class Vectors {

    private Vectors() {}

    /** The cases of one file, in their order. */
    public static List<Map<String, @Nullable Object>> cases(String file) {
        Map<String, @Nullable Object> vectors = object(parse(file));
        List<Map<String, @Nullable Object>> cases = new ArrayList<>();
        for (Object one : list(vectors.get("cases"))) {
            cases.add(object(one));
        }
        assertThat(cases).as("cases of %s", file).isNotEmpty();
        return cases;
    }

    /** A member of one file besides its cases, such as the data that they are about. */
    public static @Nullable Object member(String file, String name) {
        return object(parse(file)).get(name);
    }

    private static @Nullable Object parse(String file) {
        String folder = System.getProperty("gun.vectors");
        try (InputStream in = folder == null
                        ? Vectors.class.getResourceAsStream("/vectors/" + file)
                        : Files.newInputStream(Path.of(folder, file));
                JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
            parser.nextToken();
            return value(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses a JSON text into maps, lists, strings, doubles, booleans and nulls. */
    public static @Nullable Object json(String text) {
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** The JSON text of a parsed value. */
    public static String text(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(member -> text(member.getKey()) + ":" + text(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(Vectors::text).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof String string) {
            return new GunValue.Text(string).json();
        }
        return value instanceof Double number ? EcmaScript.number(number) : String.valueOf(value);
    }

    /** A value known to be an object. */
    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> object(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, @Nullable Object>) value;
    }

    /** A value known to be a list. */
    @SuppressWarnings("unchecked")
    public static List<@Nullable Object> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<@Nullable Object>) value;
    }
}
