package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Frames that nobody should send, of 25 kinds in turn. */
final class Garbage {
    /** How many kinds there are. */
    static final int KINDS = 25;

    private static final int NODES = 50;

    private final Random random;
    private int count;

    Garbage(Random random) {
        this.random = random;
    }

    /** Sends the next one. */
    void send(Client client) {
        int number = count++;
        if (number % KINDS == 0) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            client.sendBinary(noise);
        } else {
            client.send(text(number));
        }
    }

    private String text(int number) {
        String id = "\"#\":\"garbage" + number + "z\"";
        String soul = "\"garbage/" + number % NODES + "\"";
        return switch (number % KINDS) {
            case 1 -> "{" + id + ",\"put\":{";
            case 2 -> "{" + id + ",\"put\":{" + soul + ":{\"_\":{\"#\":" + soul + ",\">\":{\"v\":17356896";
            case 3 ->
                random.ints(1 + random.nextInt(120), 32, 127)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
            case 4 -> "";
            case 5 ->
                List.of("[", "[1,2,null,\"x\",[],{}]", "[[[{" + id + "}]]]").get(number / KINDS % 3);
            case 6 -> "[".repeat(200) + "]".repeat(200);
            case 7 -> "{" + id + ",\"put\":null}";
            case 8 -> "{" + id + ",\"put\":{" + soul + ":null}}";
            case 9 -> "{" + id + ",\"put\":{" + soul + ":{\"v\":1}}}";
            case 10 -> "{" + id + ",\"put\":{" + soul + ":{\"_\":{\"#\":" + soul + "},\"v\":1}}}";
            case 11 -> put(id, soul, "\"v\"", "\"abc\"", "1");
            case 12 -> put(id, soul, "\"v\"", "1", "[1,2,{\"a\":1}]");
            case 13 -> "{" + id + ",\"get\":5}";
            case 14 -> "{" + id + ",\"get\":{\"#\":{\"*\":{}},\".\":{\">\":[]}}}";
            case 15 -> "{" + id + ",\"get\":{\"#\":null,\".\":null}}";
            case 16 -> put(id, "\"__proto__\"", "\"polluted\"", "1", "\"x\"");
            case 17 -> put(id, "\"constructor\"", "\"toString\"", "1", "\"y\"");
            case 18 -> put(id, soul, "\"" + "k".repeat(20_000) + "\"", "1", "1");
            case 19 -> put("\"#\":\"ever-the-same\"", soul, "\"v\"", "1", "1");
            case 20 -> "{" + id + ",\"dam\":" + (number / KINDS % 2 == 0 ? "\"nosuch\"" : "{\"a\":1}") + "}";
            case 21 -> "{\"#\":{\"a\":" + number + "},\"@\":[1],\"put\":\"str\",\"get\":[],\"><\":7,\"ok\":false}";
            case 22 -> "[\"{\\\"#\\\":\\\"garbage" + number + "z\\\",\\\"get\\\":{\\\"#\\\":\\\"a\\\"}}\"]";
            case 23 -> put(id, soul, "\"v\"", Long.toString(System.currentTimeMillis() + 86_400_000), "1");
            default -> put(id, soul, "\"v\"", "1e999", "1e999");
        };
    }

    private static String put(String id, String soul, String key, String state, String value) {
        return "{" + id + ",\"put\":{" + soul + ":{\"_\":{\"#\":" + soul + ",\">\":{" + key + ":" + state + "}}," + key
                + ":" + value + "}}}";
    }
}
