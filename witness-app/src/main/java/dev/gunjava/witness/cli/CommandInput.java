package dev.gunjava.witness.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gunjava.witness.peer.WitnessPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;

/** Reads commands for a peer from standard input, a line each, on a daemon thread of its own. */
final class CommandInput {

    private final WitnessPeer peer;
    private final PrintWriter messages;

    CommandInput(WitnessPeer peer, PrintWriter messages) {
        this.peer = peer;
        this.messages = messages;
    }

    void start() {
        Thread reader = new Thread(this::read, "commands");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                run(line);
            }
        } catch (IOException e) {
            say("no more commands: " + e.getMessage());
        }
    }

    private void run(String line) {
        int space = line.indexOf(' ');
        String command = space < 0 ? line : line.substring(0, space);
        String argument = space < 0 ? "" : line.substring(space + 1);
        try {
            switch (command) {
                case "" -> {}
                case "add" -> peer.add(argument, null);
                case "rewitness" -> {
                    if (peer.reWitness(argument).isEmpty()) {
                        say("no witness " + argument + " is alive here");
                    }
                }
                default -> say("'" + command + "' is no command; there are 'add TEXT' and 'rewitness ID'");
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            say(Faults.explain(e));
        }
    }

    private void say(String message) {
        messages.println("witness: " + message);
        messages.flush();
    }
}
