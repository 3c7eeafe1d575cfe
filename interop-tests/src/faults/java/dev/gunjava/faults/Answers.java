package dev.gunjava.faults;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which messages a connection has had answers to. Threadsafe. */
final class Answers implements Consumer<String> {
    private static final Pattern ANSWERED = Pattern.compile("\"@\":\"([^\"]+)\"");

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    @Override
    public void accept(String text) {
        Matcher answered = ANSWERED.matcher(text);
        while (answered.find()) {
            ids.add(answered.group(1));
        }
    }

    boolean isAnswered(String id) {
        return ids.contains(id);
    }
}
