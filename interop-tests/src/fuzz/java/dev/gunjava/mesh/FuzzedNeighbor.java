package dev.gunjava.mesh;

import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection with the outbox of a real one, whose neighbor reads all that is sent, or nothing. */
final class FuzzedNeighbor implements Connection {

    /** What may wait for it that it did not ask for. */
    static final int TOLD_BOUND = 64 << 10;

    private final Mesh mesh;
    private final String name;
    private final boolean reads;
    private final Budget.Account account;
    private final Outbox outbox;
    private final List<String> heard = new ArrayList<>();

    private long untakenAnswers;

    @Nullable
    String closed;

    FuzzedNeighbor(Mesh mesh, String name, boolean reads) {
        this.mesh = mesh;
        this.name = name;
        this.reads = reads;
        this.account = mesh.budget().open(null, reason -> close(1013, reason));
        this.outbox = new Outbox(TOLD_BOUND, Limits.general().send().answerBytes(), account.of(Budget.Use.UNSENT));
        mesh.connected(this);
    }

    void says(Frame frame) {
        mesh.received(this, frame);
    }

    /** The frames since the last call. */
    List<String> hears() {
        List<String> lately = List.copyOf(heard);
        heard.clear();
        return lately;
    }

    /** Takes what was sent, if it reads at all; returns whether the mesh may write a further answer for that. */
    boolean reads() {
        if (reads) {
            for (Outbox.Outgoing frame = outbox.nextFrame(); frame != null; frame = outbox.nextFrame()) {
                heard.add(new String(frame.encode(), StandardCharsets.UTF_8));
                outbox.sent(frame);
            }
        }
        boolean notice = outbox.takeRoomNotice();
        if (notice) {
            mesh.roomFor(this);
        }
        return notice;
    }

    /** The bytes that it has been answered and has not taken. */
    long untakenAnswers() {
        return untakenAnswers;
    }

    void leaves() {
        mesh.disconnected(this);
        outbox.close();
        account.end();
    }

    @Override
    public boolean dialed() {
        return false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Budget.Account account() {
        return account;
    }

    @Override
    public boolean hasRoom() {
        return outbox.hasRoom();
    }

    @Override
    public void answer(EncodedMessage message) {
        untakenAnswers += reads ? 0 : message.length();
        outbox.answer(message);
    }

    @Override
    public void tell(EncodedMessage message, int receivers) {
        if (!outbox.tell(message, receivers)) {
            close(1013, "too slow");
        }
    }

    @Override
    public void flush() {}

    @Override
    public void taken(long weight) {}

    @Override
    public void closeRedundant(String reason) {
        close(1000, reason);
    }

    @Override
    public boolean closedInOrder() {
        return false;
    }

    @Override
    public void reachedAnotherWay(boolean is) {
        throw new IllegalStateException("nobody dialed this");
    }

    @Override
    public void close(int code, String reason) {
        closed = code + " " + reason;
    }
}
