package dev.gunjava.mesh;

import dev.gunjava.graph.EcmaScript;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.FrameLimits;
import dev.gunjava.limits.Limits;
import dev.gunjava.limits.MemoryLimits;
import dev.gunjava.store.GraphStore;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A relay's mesh in virtual time with two strangers, of whom one reads nothing that it is sent, and an honest neighbor. The
 * graph is in memory or in a store. Lives for one input.
 */
final class FuzzedMesh implements AutoCloseable {

    static final FrameLimits LIMITS = Limits.general().frames();

    private static final FrameLimits CLIENT = Limits.general().client().frames();

    private static final long GRAPH_BYTES = 8 << 20;
    private static final long HELD_BYTES = 4 << 20;
    private static final long SHARE_BYTES = 1 << 20;

    /** By how much the graph may exceed its bound until it makes room. */
    private static final long GRAPH_SLACK = 1 << 20;

    /** What may be answered to a neighbor that reads nothing: a window, exceeded by one message and some acks. */
    private static final long UNTAKEN_BYTES = Limits.general().send().answerBytes() + (80 << 10);

    /** The turns after which a mesh has come to rest, whatever the input. */
    private static final int TURNS = 20_000;

    /** How often an answer is looked for, with a pause of virtual time and up to one of real time for a store. */
    private static final int PATIENCE = 400;

    private static final long PAUSE_MILLIS = 50;

    /** Souls of strangers' puts that the honest neighbor looks at. */
    private static final int LOOKED_AT = 16;

    private static final List<Frame> CONTENT = content();

    private static final JsonMapper JSON = JsonMapper.shared();

    private final VirtualTime time = new VirtualTime();
    private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private final FrameReader reader = new FrameReader(LIMITS, new SplittableRandom(2));
    private final FrameReader client = new FrameReader(CLIENT, new SplittableRandom(3));
    private final FrameWriter writer = new FrameWriter();
    private final Written written = new Written();
    private final List<String> acked = new ArrayList<>();
    private final Mesh mesh;
    private final boolean durable;
    private final String secret;
    private final FuzzedNeighbor honest;
    private FuzzedNeighbor reading;
    private FuzzedNeighbor idle;

    /**
     * @param secret a word that no input can hold, for the names and ids of the honest neighbor
     * @param store the graph, or null to have it in memory alone
     */
    FuzzedMesh(String secret, @Nullable GraphStore store) {
        SplittableRandom random = new SplittableRandom(1);
        MeshOptions options = MeshOptions.general()
                .withLimits(limits -> limits.with(limits.graph().withBytes(GRAPH_BYTES))
                        .with(new MemoryLimits(HELD_BYTES, SHARE_BYTES)));
        this.secret = secret;
        this.durable = store != null;
        this.mesh = new Mesh(options, false, time, random, new Credentials(random), store, turns::add);
        this.honest = new FuzzedNeighbor(mesh, "honest", true);
        this.reading = new FuzzedNeighbor(mesh, "reading", true);
        this.idle = new FuzzedNeighbor(mesh, "idle", false);
        CONTENT.forEach(honest::says);
        settle();
        honest.hears();
    }

    /** A large node and many small ones; there is something to ask for. */
    private static List<Frame> content() {
        FrameReader reader = new FrameReader(CLIENT, new SplittableRandom(4));
        StringBuilder small = new StringBuilder("{\"#\":\"content\",\"put\":{");
        for (int i = 0; i < 50; i++) {
            small.append("\"s%d\":{\"_\":{\"#\":\"s%d\",\">\":{\"k\":1}},\"k\":%d},".formatted(i, i, i));
        }
        StringBuilder states = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            states.append(i == 0 ? "" : ",").append("\"k%d\":1".formatted(i));
            values.append(",\"k%d\":\"%s\"".formatted(i, "x".repeat(2_000)));
        }
        small.append("\"large\":{\"_\":{\"#\":\"large\",\">\":{")
                .append(states)
                .append("}}")
                .append(values)
                .append("}}}");
        return List.of(reader.read(small.toString()));
    }

    // ---- what strangers do

    /** A frame of the stranger that reads what it is sent, or of the one that does not. */
    void says(String text, boolean byReading) {
        Frame frame = reader.read(text, text.getBytes(StandardCharsets.UTF_8).length);
        if (frame.error() == null && frame.length() > 0) {
            if (depth(text) > LIMITS.depth()) {
                throw new AssertionError("a frame of depth " + depth(text) + " was read");
            }
            written.read(text);
            frame.messages().forEach(this::printsBack);
        }
        (byReading ? reading : idle).says(frame);
        settle();
    }

    /** The nesting of a JSON text. */
    static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return deepest;
    }

    void passes(long millis) {
        time.pass(millis);
        settle();
    }

    /** The stranger goes, and another one comes. */
    void reconnects(boolean byReading) {
        if (byReading) {
            reading.leaves();
            reading = new FuzzedNeighbor(mesh, "reading", true);
        } else {
            idle.leaves();
            idle = new FuzzedNeighbor(mesh, "idle", false);
        }
        settle();
    }

    // ---- what must hold

    /** What was read of a message is printed such that the same is read again. */
    private void printsBack(Message message) {
        if (message instanceof Message.Put put) {
            same(
                    message,
                    writer.put(put.id(), put.others(), put.nodes(), put.ok()).toString());
        } else if (message instanceof Message.Ack ack) {
            same(message, writer.ack(ack, ack.to()).toString());
        } else if (message instanceof Message.Hello hello) {
            same(message, writer.hello(hello).toString());
        } else if (message instanceof Message.Get get
                && get.soul().exact() != null
                && !get.soul().exact().isEmpty()
                && get.key().exact() == null
                && !get.key().isAll()) {
            String text = writer.get(get.id(), get.soul().exact(), get.key()).toString();
            Message again = only(text);
            if (!(again instanceof Message.Get read) || !read.key().equals(get.key())) {
                throw new AssertionError(get + " is printed as " + text);
            }
        }
    }

    private void same(Message message, String text) {
        Message again = only(text);
        if (!plain(again).equals(plain(message))) {
            throw new AssertionError(message + " is printed as " + text + " and read as " + again);
        }
    }

    private Message only(String text) {
        List<Message> messages = client.read(text).messages();
        if (messages.size() != 1) {
            throw new AssertionError("no message: " + text);
        }
        return messages.get(0);
    }

    /** As text; JSON knows no negative zero, and the order of nodes' keys means nothing. */
    private static String plain(Message message) {
        return message instanceof Message.Put put
                ? put.id()
                        + put.others()
                        + put.ok()
                        + put.nodes().stream().map(FuzzedMesh::plain).sorted().toList()
                : message.toString();
    }

    private static String plain(Node node) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            StringBuilder cell = new StringBuilder(node.key(i)).append('=');
            if (node.value(i) instanceof GunValue.Num number) {
                cell.append(number.value() + 0.0);
            } else {
                EcmaScript.appendValue(cell, node.value(i));
            }
            cells.add(cell.append('@').append(node.state(i) + 0.0).toString());
        }
        cells.sort(Comparator.naturalOrder());
        return node.soul() + cells;
    }

    /** Lets the mesh work until nothing is left to do, and checks what it holds meanwhile. */
    private void settle() {
        for (int turn = 0; turn < TURNS; turn++) {
            for (Runnable work = turns.poll(); work != null; work = turns.poll()) {
                work.run();
            }
            mesh.advance();
            mesh.flush();
            boolean more = honest.reads();
            more |= reading.reads();
            more |= idle.reads();
            hear();
            replaceClosed();
            checkHeld();
            if (!more && !mesh.hasWork() && turns.isEmpty()) {
                return;
            }
        }
        throw new AssertionError("the mesh has not come to rest after " + TURNS + " turns");
    }

    private void hear() {
        for (String frame : reading.hears()) {
            messages(frame).forEach(message -> {
                if (message instanceof Message.Ack ack && ack.error() == null) {
                    acked.add(ack.to());
                }
            });
        }
    }

    /** The messages of a frame of ours, which must all be in order. */
    private List<Message> messages(String frame) {
        Frame read = client.read(frame);
        if (read.error() != null || read.skipped() > 0) {
            throw new AssertionError("we have sent what is no frame (" + read.error() + "): " + frame);
        }
        for (Message message : read.messages()) {
            if (message instanceof Message.Malformed || message instanceof Message.Unknown) {
                throw new AssertionError("we have sent " + message + ": " + frame);
            }
        }
        return read.messages();
    }

    private void replaceClosed() {
        if (honest.closed != null) {
            throw new AssertionError("the honest neighbor was closed: " + honest.closed);
        }
        if (reading.closed != null) {
            reading.leaves();
            reading = new FuzzedNeighbor(mesh, "reading", true);
        }
        if (idle.closed != null) {
            idle.leaves();
            idle = new FuzzedNeighbor(mesh, "idle", false);
        }
    }

    private void checkHeld() {
        atMost("answered to a neighbor that reads nothing", idle.untakenAnswers(), UNTAKEN_BYTES);
        atMost("held for connections", mesh.budget().held(), HELD_BYTES + SHARE_BYTES);
        atMost("of graph", mesh.graphBytes(), GRAPH_BYTES + GRAPH_SLACK);
    }

    private static void atMost(String what, long bytes, long bound) {
        if (bytes > bound) {
            throw new AssertionError(bytes + " bytes " + what + ", allowed are " + bound);
        }
    }

    /** The honest neighbor is served, and finds what strangers were told is stored. */
    void checkServes() {
        String soul = "honest" + secret;
        honest.hears();
        honest.says(client.read("{\"#\":\"put%s\",\"put\":{\"%s\":{\"_\":{\"#\":\"%s\",\">\":{\"k\":1}},\"k\":7}}}"
                .formatted(secret, soul, soul)));
        JsonNode ack = answer("put" + secret);
        if (!ack.has("ok") || ack.has("err")) {
            throw new AssertionError("the put of the honest neighbor was answered with " + ack);
        }
        checkFinds("get" + secret, new Written.Place(soul, "k"), 7);
        int looked = 0;
        for (String id : acked) {
            for (Written.Place place : written.of(id)) {
                if (looked < LOOKED_AT) {
                    checkFinds("look" + looked++ + secret, place, null);
                }
            }
        }
    }

    private void checkFinds(String id, Written.Place place, @Nullable Integer expected) {
        StringBuilder get = new StringBuilder("{\"#\":\"").append(id).append("\",\"get\":{\"#\":");
        EcmaScript.appendQuoted(get, place.soul());
        EcmaScript.appendQuoted(get.append(",\".\":"), place.key());
        honest.says(client.read(get.append("}}").toString()));
        JsonNode found = answer(id).path("put").path(place.soul()).path(place.key());
        boolean right = expected == null ? written.holds(place, found) : found.isInt() && found.intValue() == expected;
        if (!right) {
            throw new AssertionError("a get of " + place + ", which was acked, has found " + found);
        }
    }

    /** The answer to a message of the honest neighbor. */
    private JsonNode answer(String id) {
        JsonNode[] answer = {JSON.missingNode()};
        settleUntil(() -> {
            for (String frame : honest.hears()) {
                messages(frame);
                JsonNode read = JSON.readTree(frame);
                (read.isArray() ? read.valueStream() : Stream.of(read))
                        .filter(message -> message.path("@").stringValue("").equals(id))
                        .forEach(message -> answer[0] = message);
            }
            return !answer[0].isMissingNode();
        });
        return answer[0];
    }

    /** Lets time pass too: what nobody has is answered after a while. */
    private void settleUntil(BooleanSupplier done) {
        settle();
        for (int patience = 0; !done.getAsBoolean(); patience++) {
            if (patience == PATIENCE) {
                throw new AssertionError("the honest neighbor is not answered");
            }
            if (durable) {
                awaitStore();
            }
            passes(PAUSE_MILLIS);
        }
    }

    private void awaitStore() {
        try {
            Runnable work = turns.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            if (work != null) {
                work.run();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Has all neighbors leave; nothing may be held for them any more. */
    @Override
    public void close() {
        reading.leaves();
        idle.leaves();
        honest.leaves();
        if (mesh.budget().held() != 0) {
            throw new AssertionError(mesh.budget().held() + " bytes are held for connections that are gone");
        }
        mesh.close();
    }
}
