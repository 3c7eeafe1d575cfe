package dev.gunjava.mesh;

import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.WireLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A neighbour whose every word is written in the test, and all that it hears. */
final class ScriptedNeighbour implements Connection {

    private final Mesh mesh;
    private final boolean dialled;
    private final String name;
    private final FrameReader reader = new FrameReader(WireLimits.general(), new SplittableRandom(7));
    private final List<String> heard = new ArrayList<>();

    /** How many frames the mesh has worked through. */
    int taken;

    @Nullable
    String closed;

    private ScriptedNeighbour(Mesh mesh, boolean dialled, String name) {
        this.mesh = mesh;
        this.dialled = dialled;
        this.name = name;
    }

    /** A neighbour that has dialled the mesh; what it hears at first is forgotten. */
    static ScriptedNeighbour dialling(Mesh mesh, String name) {
        return dialling(mesh, name, "pid" + name);
    }

    /** The same with a process id of its own. */
    static ScriptedNeighbour dialling(Mesh mesh, String name, String pid) {
        ScriptedNeighbour neighbour = new ScriptedNeighbour(mesh, false, name);
        mesh.connected(neighbour);
        neighbour.heard.clear();
        neighbour.says("{'#':'hello" + name + "','dam':'?','pid':'" + pid + "','@':'x'}");
        return neighbour;
    }

    /** A relay that the mesh has dialled. */
    static ScriptedNeighbour relay(Mesh mesh, String name) {
        ScriptedNeighbour relay = new ScriptedNeighbour(mesh, true, name);
        mesh.connected(relay);
        return relay;
    }

    /** Sends a frame, in which single quotes stand for double ones. */
    void says(String frame) {
        saysRaw(frame.replace('\'', '"'));
    }

    /** Sends a frame as it is. */
    void saysRaw(String frame) {
        mesh.received(this, reader.read(frame));
    }

    /** What was heard since this was last asked, each message with its quotes single and its own id left out. */
    List<String> hears() {
        List<String> lately = heard.stream()
                .map(message -> message.replace('"', '\''))
                .map(message -> message.replaceFirst("^\\{'#':'[^']*',", "{"))
                .toList();
        heard.clear();
        return lately;
    }

    /** The same with the ids. */
    List<String> hearsWithIds() {
        List<String> lately =
                heard.stream().map(message -> message.replace('"', '\'')).toList();
        heard.clear();
        return lately;
    }

    /** The messages as they were sent. */
    List<String> hearsRaw() {
        List<String> lately = List.copyOf(heard);
        heard.clear();
        return lately;
    }

    void leaves() {
        mesh.disconnected(this);
    }

    @Override
    public boolean dialled() {
        return dialled;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void answer(EncodedMessage message) {
        heard.add(message.toString());
    }

    @Override
    public void tell(EncodedMessage message) {
        heard.add(message.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void taken() {
        taken++;
    }

    @Override
    public void closeRedundant(String reason) {
        closed = "redundant: " + reason;
    }

    @Override
    public void close(int code, String reason) {
        closed = code + " " + reason;
    }
}
