package dev.gunjava.fuzz;

import java.nio.charset.StandardCharsets;

/**
 * Inputs in which {@code <<N*open|inner|close>>} stands for N times <em>open</em>, <em>inner</em>, and N times
 * <em>close</em>. A fuzzer that changes one digit so reaches long batches, large values and deep nesting, which it would
 * not find byte by byte.
 */
public final class Expansion {

    private static final int DIGITS = 5;

    private Expansion() {}

    /** The text of an input, whose malformed UTF-8 is replaced. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /**
     * The text with all repetitions written out.
     *
     * @param most the length at which what is written out is cut
     */
    public static String expanded(String text, int most) {
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf("<<"); open >= 0 && expanded.length() < most; open = text.indexOf("<<", from)) {
            append(expanded, text.substring(from, open), most);
            int close = text.indexOf(">>", open);
            int operator = operator(text, open + 2, close);
            if (operator < 0) {
                append(expanded, "<<", most);
                from = open + 2;
            } else {
                int times = Integer.parseInt(text, open + 2, operator, 10);
                String operand = text.substring(operator + 1, close);
                String[] parts = operand.split("\\|", 3);
                append(expanded, parts[0], times, most);
                append(expanded, parts.length > 1 ? parts[1] : "", most);
                append(expanded, parts.length > 2 ? parts[2] : "", times, most);
                from = close + 2;
            }
        }
        append(expanded, text.substring(from), most);
        return expanded.toString();
    }

    /** Where the operator stands behind its number, or -1. */
    private static int operator(String text, int from, int to) {
        int at = from;
        while (at < to && at < from + DIGITS && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > from && at < to && text.charAt(at) == '*' ? at : -1;
    }

    private static void append(StringBuilder expanded, String part, int times, int most) {
        for (int i = 0; i < times && !part.isEmpty() && expanded.length() < most; i++) {
            append(expanded, part, most);
        }
    }

    private static void append(StringBuilder expanded, String part, int most) {
        expanded.append(part, 0, Math.min(part.length(), most - expanded.length()));
    }
}
