package dev.gunjava.graph;

import tools.jackson.core.io.NumberOutput;

/**
 * Numbers and strings as JavaScript prints them. Two peers agree on a conflict only if both compare the same text, so
 * this must equal {@code JSON.stringify} for every input.
 *
 * <p>Source: ECMA-262 {@code Number::toString} and {@code QuoteJSONString}.
 */
public final class EcmaScript {

    /** Integers up to here are exact in a double and in a long alike. */
    private static final double MAX_SAFE_INTEGER = 9_007_199_254_740_991d;

    /** Below this, neighboring doubles are so far apart that one digit can tell them. */
    private static final double COARSE = 1e-321;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private EcmaScript() {}

    /** {@code JSON.stringify(value)} for any value of a graph. */
    public static void appendValue(StringBuilder out, GunValue value) {
        if (value instanceof GunValue.Text text) {
            appendQuoted(out, text.value());
        } else if (value instanceof GunValue.Num number) {
            appendNumber(out, number.value());
        } else if (value instanceof GunValue.Link link) {
            appendQuoted(out.append("{\"#\":"), link.soul());
            out.append('}');
        } else if (value instanceof GunValue.Bool bool) {
            out.append(bool.value());
        } else {
            out.append("null");
        }
    }

    /** {@code String(value)} of a finite double. */
    public static String number(double value) {
        StringBuilder out = new StringBuilder(24);
        appendNumber(out, value);
        return out.toString();
    }

    /**
     * Appends {@code String(value)}.
     *
     * @throws IllegalArgumentException if the value is NaN or infinite, which JSON cannot carry
     */
    public static void appendNumber(StringBuilder out, double value) {
        if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER) {
            out.append((long) value);
        } else if (Double.isFinite(value)) {
            appendShortest(out, value);
        } else {
            throw new IllegalArgumentException("no JSON number is " + value);
        }
    }

    /**
     * Takes the shortest digits from Java's layout ({@code 1.5E22}, {@code 0.001}) and lays them out as ECMAScript does
     * ({@code 1.5e+22}, {@code 0.001}). The JDK's own digits are not the shortest before release 19.
     */
    private static void appendShortest(StringBuilder out, double value) {
        String java = NumberOutput.toString(Math.abs(value), true);
        StringBuilder digits = new StringBuilder(20);
        int exponent = java.indexOf('E');
        int mantissaEnd = exponent < 0 ? java.length() : exponent;
        int point = java.indexOf('.');
        digits.append(java, 0, point).append(java, point + 1, mantissaEnd);
        // n as in ECMA-262: the value is 0.DIGITS times ten to the power of n
        int n = point + (exponent < 0 ? 0 : Integer.parseInt(java, exponent + 1, java.length(), 10));
        int leadingZeros = 0;
        while (digits.charAt(leadingZeros) == '0') {
            leadingZeros++;
        }
        digits.delete(0, leadingZeros);
        n -= leadingZeros;
        int k = digits.length();
        while (digits.charAt(k - 1) == '0') {
            k--;
        }
        digits.setLength(k);
        if (value < 0) {
            out.append('-');
        }
        if (k == 2 && Math.abs(value) < COARSE) {
            n += shorten(digits, n, Math.abs(value));
        }
        layOut(out, digits, n);
    }

    /**
     * Java prints two digits at least, which for the least of all doubles can be one more than needed: {@code 4.9E-324}
     * is {@code 5e-324}. Returns 1 if rounding carried into a new digit, else 0.
     */
    private static int shorten(StringBuilder digits, int n, double value) {
        int rounded = (Integer.parseInt(digits, 0, 2, 10) + 5) / 10;
        if (Double.parseDouble("0." + rounded + "E" + (rounded == 10 ? n + 1 : n)) != value) {
            return 0;
        }
        digits.setLength(0);
        digits.append(rounded == 10 ? 1 : rounded);
        return rounded == 10 ? 1 : 0;
    }

    private static void layOut(StringBuilder out, StringBuilder digits, int n) {
        int k = digits.length();
        if (k <= n && n <= 21) {
            out.append(digits).append("0".repeat(n - k));
        } else if (0 < n && n <= 21) {
            out.append(digits, 0, n).append('.').append(digits, n, k);
        } else if (-6 < n && n <= 0) {
            out.append("0.").append("0".repeat(-n)).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (k > 1) {
                out.append('.').append(digits, 1, k);
            }
            out.append('e').append(n > 0 ? '+' : '-').append(Math.abs(n - 1));
        }
    }

    /** {@code JSON.stringify(text)}: control characters and lone surrogates escaped, nothing else. */
    public static void appendQuoted(StringBuilder out, String text) {
        out.append('"');
        int plainFrom = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, plainFrom, i);
            appendEscaped(out, c);
            plainFrom = i + 1;
        }
        if (plainFrom == 0) {
            out.append(text);
        } else {
            out.append(text, plainFrom, length);
        }
        out.append('"');
    }

    private static void appendEscaped(StringBuilder out, char c) {
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\b' -> out.append('b');
            case '\f' -> out.append('f');
            case '\n' -> out.append('n');
            case '\r' -> out.append('r');
            case '\t' -> out.append('t');
            default ->
                out.append('u')
                        .append(HEX[c >> 12])
                        .append(HEX[c >> 8 & 0xf])
                        .append(HEX[c >> 4 & 0xf])
                        .append(HEX[c & 0xf]);
        }
    }
}
