package dev.gunjava;

import dev.gunjava.graph.EcmaScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few lines of JavaScript over our chain: literals, variables, members, and the methods of a chain. It waits for
 * the writes of each statement before the next. Lives for one script, on one thread.
 */
final class Script {

    private static final int SECONDS = 10;

    private final Gun gun;
    private final String text;
    private final Map<String, @Nullable Object> variables = new HashMap<>();
    private final List<CompletableFuture<Ack>> writes = new ArrayList<>();
    private final List<Ack> acks = new ArrayList<>();
    private int at;

    private Script(Gun gun, String text) {
        this.gun = gun;
        this.text = text;
        variables.put("gun", gun);
        variables.put("undefined", new Undefined());
        variables.put("NaN", Double.NaN);
        variables.put("Infinity", Double.POSITIVE_INFINITY);
        variables.put("true", true);
        variables.put("false", false);
        variables.put("null", null);
    }

    /** What Java has no word for: like every object that is neither map nor record, no graph can hold it. */
    private static final class Undefined {}

    private static final class Function {}

    /** Thrown where a script does what only JavaScript can do. */
    static final class OnlyInJavaScript extends RuntimeException {
        private static final long serialVersionUID = 1;

        OnlyInJavaScript(String what) {
            super(what);
        }
    }

    /**
     * Runs a script.
     *
     * @return what became of its writes, in their order
     */
    static List<Ack> run(Gun gun, String text) throws Exception {
        Script script = new Script(gun, text);
        while (script.at < text.length()) {
            script.statement();
            for (CompletableFuture<Ack> write : script.writes) {
                script.acks.add(write.get(SECONDS, TimeUnit.SECONDS));
            }
            script.writes.clear();
        }
        return script.acks;
    }

    // --- the grammar

    private void statement() {
        boolean declaration = take("var ");
        do {
            expression();
        } while (declaration && take(","));
        if (!take(";") && !rest().isBlank()) {
            throw unexpected();
        }
    }

    private @Nullable Object expression() {
        if (take("function")) {
            return function();
        } else if (take("new ")) {
            return construct();
        } else if (take("-")) {
            return -(Double) expression();
        } else if (take("{")) {
            return object();
        } else if (take("[")) {
            return array();
        } else if (peek() == '\'' || peek() == '"') {
            return string();
        } else if (Character.isDigit(peek())) {
            return number();
        }
        return reference();
    }

    private Object function() {
        while (peek() != '{') {
            at++;
        }
        int depth = 0;
        do {
            depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
            at++;
        } while (depth > 0);
        return new Function();
    }

    private Object construct() {
        if (!take("Date(")) {
            throw new OnlyInJavaScript("an instance of a class");
        }
        long millis = ((Double) expression()).longValue();
        expect(")");
        return Instant.ofEpochMilli(millis);
    }

    private Object object() {
        Map<Object, @Nullable Object> object = new LinkedHashMap<>();
        while (!take("}")) {
            String key = peek() == '\'' ? string() : Character.isDigit(peek()) ? name(number()) : word();
            expect(":");
            object.put(key, expression());
            take(",");
        }
        return object;
    }

    private Object array() {
        List<@Nullable Object> array = new ArrayList<>();
        while (!take("]")) {
            array.add(expression());
            take(",");
        }
        return array;
    }

    private String string() {
        char quote = text.charAt(at++);
        int end = text.indexOf(quote, at);
        String string = text.substring(at, end);
        at = end + 1;
        return string;
    }

    private Double number() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || ".+-".indexOf(text.charAt(at)) >= 0)) {
            if ("+-".indexOf(text.charAt(at)) >= 0 && text.charAt(at - 1) != 'e') {
                break;
            }
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.endsWith("n")) {
            throw new OnlyInJavaScript("a BigInt");
        }
        return Double.valueOf(digits);
    }

    private String word() {
        peek();
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw unexpected();
        }
        return text.substring(start, at);
    }

    /** A variable or a member, which may be assigned, or the result of a call. */
    private @Nullable Object reference() {
        String name = word();
        Object value = variables.get(name);
        if (take("=")) {
            value = expression();
            variables.put(name, value);
            return value;
        } else if (!variables.containsKey(name)) {
            throw new OnlyInJavaScript(name);
        }
        while (take(".")) {
            String member = word();
            if (take("(")) {
                value = call(value, member, arguments());
            } else {
                value = member(Vectors.object(value), member);
            }
        }
        return value;
    }

    private @Nullable Object member(Map<String, @Nullable Object> object, String member) {
        if (take("=")) {
            object.put(member, expression());
        }
        return object.get(member);
    }

    private List<@Nullable Object> arguments() {
        List<@Nullable Object> arguments = new ArrayList<>();
        while (!take(")")) {
            Object argument = expression();
            arguments.add(argument instanceof Item item ? item.ref() : argument);
            take(",");
        }
        return arguments;
    }

    // --- the chain

    private Object call(@Nullable Object target, String method, List<@Nullable Object> arguments) {
        if (arguments.size() > 1 && arguments.get(1) instanceof String) {
            throw new OnlyInJavaScript("a soul in place of a callback");
        }
        Object argument = arguments.isEmpty() ? null : arguments.get(0);
        if (target == gun) {
            return switch (method) {
                case "get" -> gun.get(name(argument));
                case "put" -> written(gun.put(argument));
                default -> throw unexpected();
            };
        }
        GunRef ref = target instanceof Item item ? item.ref() : (GunRef) target;
        return switch (method) {
            case "get" -> ref.get(name(argument));
            case "put" -> {
                writes.add(ref.put(argument));
                yield ref;
            }
            case "set" -> written(ref.set(argument));
            case "map" -> ref.map();
            case "back" -> argument instanceof Double parts && parts >= 0 ? ref.back(parts.intValue()) : ref.gun();
            default -> throw unexpected();
        };
    }

    private Item written(Item item) {
        writes.add(item.ack());
        return item;
    }

    private static String name(@Nullable Object key) {
        return key instanceof Double number ? EcmaScript.number(number) : String.valueOf(key);
    }

    // --- the text

    private char peek() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : ';';
    }

    private boolean take(String token) {
        peek();
        boolean here = text.startsWith(token, at);
        at += here ? token.length() : 0;
        return here;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw unexpected();
        }
    }

    private String rest() {
        return text.substring(Math.min(at, text.length()));
    }

    private IllegalStateException unexpected() {
        return new IllegalStateException("cannot read " + rest());
    }
}
