package dev.gunjava.mesh;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The mesh fills an outbox while the transport drains it, or while its connection ends. */
public class OutboxStress {

    private static final int WINDOW = 128 << 10;

    /** Two of these fill the window. */
    private static final int LARGE = WINDOW * 6 / 10;

    private static final List<EncodedMessage> LARGE_MESSAGES = messages(4, LARGE);

    /** Small enough that several share a frame. */
    private static final List<EncodedMessage> SMALL_MESSAGES = messages(4, 3_000);

    /** What an entry may weigh besides the text of its message, in bytes. */
    private static final int OVERHEAD = 200;

    /** Distinct, so that loss, repetition and order show by identity. */
    private static List<EncodedMessage> messages(int count, int length) {
        FrameWriter writer = new FrameWriter();
        return IntStream.range(0, count)
                .mapToObj(i -> writer.complaint(i + "x".repeat(length)))
                .toList();
    }

    /** The outbox of a connection, its account, and what the transport has sent; sent by one thread at a time. */
    private abstract static class Line {
        final Budget budget = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0);
        final Budget.Account account = budget.open(null, reason -> {});
        final Outbox outbox = new Outbox(1 << 20, WINDOW, account.of(Budget.Use.UNSENT));
        final List<EncodedMessage> sent = new ArrayList<>();
        long mostUntaken;

        /** Sends what goes out next; returns whether there was anything. */
        boolean sendNext() {
            Outbox.Outgoing frame = outbox.nextFrame();
            if (frame == null) {
                return false;
            }
            mostUntaken = Math.max(mostUntaken, outbox.untakenBytes());
            sent.addAll(frame.messages());
            outbox.sent(frame);
            return true;
        }

        void sendAll() {
            while (sendNext()) {
                mostUntaken = Math.max(mostUntaken, outbox.untakenBytes());
            }
        }

        /** What is wrong with an outbox that should hold nothing. */
        String verdict() {
            if (!outbox.isEmpty() || outbox.untakenBytes() != 0) {
                return "it still counts bytes";
            }
            return account.held() == 0 && budget.held() == 0 ? Stress.FINE : "the account is not back at zero";
        }
    }

    /** The mesh asks for room before each answer, and stops at a refusal until it gets notice. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Window extends Line {
        private int written;
        private boolean refused;
        private boolean noticed;

        @Actor
        public void mesh() {
            refused = false;
            while (written < LARGE_MESSAGES.size() && !refused) {
                if (outbox.hasRoom()) {
                    outbox.answer(LARGE_MESSAGES.get(written++));
                } else {
                    refused = true;
                }
            }
        }

        @Actor
        public void transport() {
            for (int i = 0; i < LARGE_MESSAGES.size(); i++) {
                boolean unused = sendNext();
                noticed |= outbox.takeRoomNotice();
            }
        }

        @Arbiter
        public void afterwards(L_Result result) {
            sendAll();
            noticed |= outbox.takeRoomNotice();
            while (refused && noticed) {
                mesh();
                sendAll();
                noticed = outbox.takeRoomNotice();
            }
            result.r1 = refused
                    ? "the mesh was refused room, and got no notice"
                    : !sent.equals(LARGE_MESSAGES)
                            ? "messages were lost, repeated or reordered"
                            : mostUntaken >= WINDOW + LARGE + OVERHEAD
                                    ? "more than one message beyond the window"
                                    : verdict();
        }
    }

    /** Answers and messages not asked for, which share frames. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Frames extends Line {
        @Actor
        public void mesh() {
            outbox.answer(SMALL_MESSAGES.get(0));
            boolean unused = outbox.tell(SMALL_MESSAGES.get(1), 3);
            outbox.answer(SMALL_MESSAGES.get(2));
            boolean unusedToo = outbox.tell(SMALL_MESSAGES.get(3), 1);
        }

        @Actor
        public void transport() {
            for (int i = 0; i < SMALL_MESSAGES.size(); i++) {
                boolean unused = sendNext();
            }
        }

        @Arbiter
        public void afterwards(L_Result result) {
            sendAll();
            result.r1 = sent.equals(SMALL_MESSAGES) ? verdict() : "messages were lost, repeated or reordered";
        }
    }

    /** The connection ends on the transport's thread, which may have a frame on its way, while the mesh writes. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Closing extends Line {
        @Actor
        public void mesh() {
            for (EncodedMessage message : SMALL_MESSAGES) {
                outbox.answer(message);
            }
        }

        @Actor
        public void transport() {
            Outbox.Outgoing frame = outbox.nextFrame();
            outbox.close();
            if (frame != null) {
                outbox.sent(frame);
            }
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = sendNext() ? "a closed outbox has something to send" : verdict();
        }
    }
}
