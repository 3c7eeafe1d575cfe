package dev.gunjava.graph;

import java.util.SplittableRandom;

/** Random values of a graph, small ones and nasty ones, so that conflicts are likely. */
public final class Values {

    private static final String[] TEXTS = {
        "",
        "a",
        "a!",
        "b",
        "\n",
        "\u0007",
        "\"",
        "\\",
        "é",
        "漢",
        "\ud83d\ude00",
        "\ud83d",
        "\ude00x",
        "\u2028",
        "10",
        "9"
    };

    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        -1,
        9,
        10,
        0.1 + 0.2,
        1e20,
        1e21,
        1e-6,
        1e-7,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        0x1p53,
        0x1p53 + 2,
        -1.5,
        1e-310
    };

    private Values() {}

    /** Any value. */
    public static GunValue any(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> GunValue.Null.INSTANCE;
            case 1 -> new GunValue.Bool(random.nextBoolean());
            case 2 -> new GunValue.Num(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 3 -> new GunValue.Num(Double.longBitsToDouble(random.nextLong() & 0xbfefffffffffffffL));
            case 4 -> new GunValue.Link("soul" + random.nextInt(3));
            default -> new GunValue.Text(TEXTS[random.nextInt(TEXTS.length)]);
        };
    }
}
