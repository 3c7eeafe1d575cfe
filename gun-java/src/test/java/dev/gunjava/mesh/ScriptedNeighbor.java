package dev.gunjava.mesh;

import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A neighbor whose every word is written in the test, and all that it hears. */
final class ScriptedNeighbor implements Connection {

    private final Mesh mesh;
    private final boolean dialed;
    private final String name;
    private final FrameReader reader = new FrameReader(Limits.general().frames(), new SplittableRandom(7));
    private final List<String> heard = new ArrayList<>();

    private final Budget.Account account;

    /** How many frames the mesh has worked through. */
    int taken;

    /** Whether it takes what it is sent; if not, the mesh is to write no further answer. */
    boolean takes = true;

    @Nullable
    String closed;

    /** Whether the mesh has said that the relay is reached another way. */
    boolean reachedAnotherWay;

    private boolean closedInOrder;

    private ScriptedNeighbor(Mesh mesh, boolean dialed, String name) {
        this.mesh = mesh;
        this.dialed = dialed;
        this.name = name;
        this.account = mesh.budget().open(null, reason -> close(1013, reason));
    }

    /** A neighbor that has dialed the mesh; what it hears at first is forgotten. */
    static ScriptedNeighbor dialing(Mesh mesh, String name) {
        return dialing(mesh, name, "pid" + name);
    }

    /** The same with a process id of its own. */
    static ScriptedNeighbor dialing(Mesh mesh, String name, String pid) {
        ScriptedNeighbor neighbor = new ScriptedNeighbor(mesh, false, name);
        mesh.connected(neighbor);
        neighbor.heard.clear();
        neighbor.says("{'#':'hello" + name + "','dam':'?','pid':'" + pid + "','@':'x'}");
        return neighbor;
    }

    /** A relay that the mesh has dialed. */
    static ScriptedNeighbor relay(Mesh mesh, String name) {
        ScriptedNeighbor relay = new ScriptedNeighbor(mesh, true, name);
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

    /** The messages received since the last call, with single quotes, and without their own ids and nonces. */
    List<String> hears() {
        List<String> lately = heard.stream()
                .map(message -> message.replace('"', '\''))
                .map(message -> message.replaceFirst("^\\{'#':'[^']*',", "{"))
                .map(message -> message.replaceFirst(",'nonce':'[^']*'", ""))
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

    /** Ends the connection with a close frame, as opposed to being lost. */
    void closesInOrder() {
        closedInOrder = true;
        leaves();
    }

    @Override
    public boolean dialed() {
        return dialed;
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
    public Budget.Account account() {
        return account;
    }

    @Override
    public boolean hasRoom() {
        return takes;
    }

    /** Takes again what it is sent. */
    void takesAgain() {
        takes = true;
        mesh.roomFor(this);
        mesh.advance();
    }

    @Override
    public void tell(EncodedMessage message, int receivers) {
        heard.add(message.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void taken(long weight) {
        taken++;
    }

    @Override
    public void closeRedundant(String reason) {
        closed = "redundant: " + reason;
    }

    @Override
    public boolean closedInOrder() {
        return closedInOrder;
    }

    @Override
    public void reachedAnotherWay(boolean is) {
        reachedAnotherWay = is;
    }

    @Override
    public void close(int code, String reason) {
        closed = code + " " + reason;
    }
}
