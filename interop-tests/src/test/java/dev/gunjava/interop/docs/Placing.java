package dev.gunjava.interop.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * What stands in a document and cannot be meant on the machine of a test, and what is meant there instead: the ports, the
 * example relay, the directories of the system. All of it is in one table, so that a reader of a document's test sees
 * what is not taken by the word.
 */
final class Placing {
    private final int relayPort = freePort();
    private final Map<String, String> words = new LinkedHashMap<>();

    Placing(Path folder) {
        // A reader types it; the test is part of it.
        words.put("\\./check\\b", "./check --help");
        // What it builds is there, or this test would not run.
        words.put("\\bmvn (.*)\\b(package|install)\\b", "mvn -o -q $1validate");
        words.put("\\bsudo ", "");
        words.put("\\bwss://relay\\.example/", "ws://127.0.0.1:8765/");
        words.put("\\bhttps://relay\\.example\\b", "http://127.0.0.1:8765");
        words.put("\\bturn\\.example\\b", "127.0.0.1");
        words.put("(?<![\\w.])/(opt/witness|etc/witness|etc/systemd|var/lib/witness)", folder + "/$1");
        words.put("\\b8765\\b", Integer.toString(relayPort));
        words.put("\\b8080\\b", Integer.toString(freePort()));
        words.put("\\b3478\\b", Integer.toString(freePort()));
    }

    int relayPort() {
        return relayPort;
    }

    String of(String text) {
        String placed = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            placed = placed.replaceAll(word.getKey(), word.getValue());
        }
        return placed;
    }

    /** What a shell is told first: the ports that are taken without being named, and the JDK of this run. */
    String preparations() {
        return of("""
                set -eu -o pipefail
                export PATH='JAVA':"$PATH" NO_COLOR=1
                export WITNESS_UP_RELAY_PORT=8765 WITNESS_UP_PAGE_PORT=8080 WITNESS_RELAY_PORT=8765
                export WITNESS_PEER_RELAY=ws://127.0.0.1:8765/gun WITNESS_SAY_RELAY=ws://127.0.0.1:8765/gun
                export WITNESS_WATCH_RELAY=ws://127.0.0.1:8765/gun
                """)
                .replaceFirst(
                        "JAVA",
                        Matcher.quoteReplacement(
                                Path.of(System.getProperty("java.home"), "bin").toString()));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
