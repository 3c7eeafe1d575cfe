package dev.gunjava.mesh;

import dev.gunjava.graph.EcmaScript;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Frames in order, of one word: a fuzzer that changes the word changes a name in all its places, and keeps the frame whole. */
enum FrameTemplate {
    /** Puts a node with a key. */
    PUT("{'#':'%1$s','put':{%2$s:{'_':{'#':%2$s,'>':{%2$s:1600000000000}},%2$s:1}}}"),
    /** Puts a key that is too far in the future. */
    TOO_EARLY("{'#':'%1$s','put':{'a':{'_':{'#':'a','>':{%2$s:9999999999999}},%2$s:1}}}"),
    /** Puts a value. */
    TEXT("{'#':'%1$s','put':{'a':{'_':{'#':'a','>':{'k':1600000000000}},'k':%2$s}}}"),
    /** Puts numbers of all magnitudes. */
    NUMBERS(
            "{'#':'%1$s','put':{'a':{'_':{'#':'a','>':{'k':1,'l':1,'m':1,'n':1}},'k':%3$s,'l':%4$s,'m':%5$s,'n':%6$s}}}"),
    /** Asks for a node. */
    GET("{'#':'%1$s','get':{'#':%2$s}}"),
    /** Asks for nodes with a prefix and keys of a range. */
    RANGE("{'#':'%1$s','get':{'#':{'*':%2$s},'.':{'<':%2$s},'%%':0}}"),
    /** Greets. */
    HELLO("{'#':'%1$s','dam':'?','pid':%2$s,'nonce':%2$s,'echo':%2$s,'mac':%2$s}"),
    /** Complains. */
    COMPLAINT("{'#':'%1$s','dam':'!','err':%2$s}"),
    /** Says with its id what nobody has asked. */
    REPLY("{'#':%2$s,'@':%2$s,'put':{'a':{'_':{'#':'a','>':{'k':1}},'k':{'#':%2$s}}}}"),
    /** Asks for a node with each character, for the large one with every other. */
    GETS("[%7$s0]"),
    /** Is one deeper with each character. */
    NESTED("{'#':'%1$s','unknown':%8$s}");

    private static final int LONGEST_EXPONENT = 30;

    private final String frame;

    FrameTemplate(String frame) {
        this.frame = frame.replace('\'', '"');
    }

    /** The frame with a word. */
    String of(String id, String word) {
        StringBuilder quoted = new StringBuilder();
        EcmaScript.appendQuoted(quoted, word);
        SplittableRandom random = new SplittableRandom(word.hashCode());
        return frame.formatted(
                id, quoted, number(random), number(random), number(random), number(random), gets(word), nested(word));
    }

    private static String gets(String word) {
        return word.chars()
                .mapToObj(c -> "{\"get\":{\"#\":\"" + (c % 2 == 0 ? "large" : "s" + c % 50) + "\"}},")
                .collect(Collectors.joining());
    }

    private static String nested(String word) {
        StringBuilder nested = new StringBuilder("1");
        word.chars().forEach(c -> {
            if (c % 2 == 0) {
                nested.insert(0, '[').append(']');
            } else {
                nested.insert(0, "{\"a\":").append('}');
            }
        });
        return nested.toString();
    }

    private static String number(SplittableRandom random) {
        long mantissa = random.nextLong() >> random.nextInt(Long.SIZE);
        return random.nextBoolean()
                ? Long.toString(mantissa)
                : mantissa + "e" + random.nextInt(-LONGEST_EXPONENT, LONGEST_EXPONENT);
    }
}
