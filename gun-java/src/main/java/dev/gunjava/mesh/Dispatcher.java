package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.logging.LogText;
import dev.gunjava.mesh.Dedup.Heard;
import dev.gunjava.mesh.Neighbor.Fault;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.Message;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the messages of neighbors, each neighbor's in its order, and hands each to those it concerns as soon as what it
 * needs is there: room for its answer, then the nodes it concerns, and for a write room on the way to the disk. Owned by the
 * thread of the mesh.
 */
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final NodePager pager;
    private final CommitQueue commits;
    private final Dedup dedup;
    private final Gets gets;
    private final Puts puts;
    private final Lookups lookups;
    private final LocalClient localClient;
    private final Handshakes handshakes;
    private final Sender sender;
    private final Counters counters;
    private final FaultLog faults;

    Dispatcher(
            NodePager pager,
            CommitQueue commits,
            Dedup dedup,
            Gets gets,
            Puts puts,
            Lookups lookups,
            LocalClient localClient,
            Handshakes handshakes,
            Sender sender,
            Counters counters,
            FaultLog faults) {
        this.pager = pager;
        this.commits = commits;
        this.dedup = dedup;
        this.gets = gets;
        this.puts = puts;
        this.lookups = lookups;
        this.localClient = localClient;
        this.handshakes = handshakes;
        this.sender = sender;
        this.counters = counters;
        this.faults = faults;
    }

    /** Queues the messages of a frame behind those that came before, and works on them for a slice of time. */
    void received(Neighbor neighbor, Frame frame) {
        String error = frame.error();
        if (error != null) {
            counters.unreadableFrames.increment();
            neighbor.complain(Fault.UNREADABLE_FRAME, error);
            sender.send(neighbor, sender.writer().complaint(error));
        }
        for (Message message : frame.messages()) {
            neighbor.work.add(new MessageTask(neighbor, message));
        }
        neighbor.work.add(new FrameEnd(neighbor, frame.weight()));
        neighbor.work.run();
    }

    /** All of a frame has been worked through. */
    private record FrameEnd(Neighbor neighbor, long weight) implements Task {

        @Override
        public Progress step() {
            neighbor.connection.taken(weight);
            return Progress.DONE;
        }

        @Override
        public void failed(Throwable fault) {
            log.error("{} could not be told that a frame is worked through", neighbor, fault);
        }
    }

    /** One message, from its turn to the last message of the answer to it. */
    private final class MessageTask implements Task {
        private final Neighbor neighbor;
        private final Message message;
        private @Nullable GraphAccess access;
        private NodePager.@Nullable Scan scan;
        private @Nullable Answer answer;
        private boolean counted;
        private Heard heard = Heard.FIRST;

        MessageTask(Neighbor neighbor, Message message) {
            this.neighbor = neighbor;
            this.message = message;
        }

        @Override
        public void prepare() {
            if (pager.isStored()) {
                access().prepare();
            }
        }

        @Override
        public void unprepare() {
            if (access != null) {
                access.release();
            }
        }

        private GraphAccess access() {
            if (access == null) {
                access = new GraphAccess(pager, commits, neighbor.work, souls(message));
            }
            return access;
        }

        @Override
        public Progress step() {
            // What has left is owed no answer, but what it wrote before counts.
            if (neighbor.isGone() && !(message instanceof Message.Put)) {
                unprepare();
                return Progress.DONE;
            }
            if (!neighbor.isGone() && !neighbor.connection.hasRoom()) {
                neighbor.work.unprepare();
                unprepare();
                return Progress.WAITS;
            }
            if (!counted) {
                counted = true;
                counters.messages.increment();
                if (isDuplicate()) {
                    counters.duplicates.increment();
                    unprepare();
                    return Progress.DONE;
                }
            }
            if (pager.isStored() && !access().isReady(writes(message))) {
                return Progress.WAITS;
            }
            Progress progress = answer == null ? begin() : answer.step();
            if (progress == Progress.DONE) {
                unprepare();
            }
            return progress;
        }

        /** A put never is one: HAM drops what it brings again, and its sender is owed an ack. */
        private boolean isDuplicate() {
            if (message instanceof Message.Put) {
                return false;
            }
            if (message instanceof Message.Get get) {
                heard = dedup.hear(neighbor.serial, get);
                return heard == Heard.AGAIN;
            }
            return !dedup.hear(neighbor.serial, message.id());
        }

        private Progress begin() {
            String failure = access == null ? null : access.failure();
            if (failure != null) {
                refuse(failure);
                return Progress.DONE;
            }
            if (!(message instanceof Message.Get get)) {
                handle(neighbor, message);
                return Progress.DONE;
            }
            String soul = get.soul().exact();
            if (soul == null && pager.isStored()) {
                return beginScan(get);
            }
            answer = soul == null
                    ? gets.answer(neighbor, get)
                    : gets.answer(neighbor, soul, get, heard == Heard.FROM_ANOTHER);
            return answer == null ? Progress.DONE : Progress.CONTINUES;
        }

        private Progress beginScan(Message.Get get) {
            if (scan == null) {
                scan = pager.scan(get.soul(), get.key(), get.span().reverse(), neighbor.work::wake);
            }
            if (scan.failure() != null) {
                refuse(scan.failure());
                return Progress.DONE;
            }
            List<Node> found = scan.nodes();
            if (found == null) {
                return Progress.WAITS;
            }
            answer = gets.answer(neighbor, get, found);
            return Progress.CONTINUES;
        }

        private void refuse(String reason) {
            if (message instanceof Message.Put || message instanceof Message.Get) {
                sender.ack(neighbor, message.id(), reason);
            }
        }

        /** A message that exposes a fault of ours costs itself alone. */
        @Override
        public void failed(Throwable fault) {
            faults.failed("one message", fault);
            unprepare();
            refuse("internal error");
        }
    }

    /** The nodes that a message concerns. */
    private static Set<String> souls(Message message) {
        if (message instanceof Message.Put put) {
            return Nodes.souls(put.nodes());
        }
        if (message instanceof Message.Reply reply) {
            return Nodes.souls(reply.nodes());
        }
        String soul = message instanceof Message.Get get ? get.soul().exact() : null;
        return soul == null ? Set.of() : Set.of(soul);
    }

    private static boolean writes(Message message) {
        return message instanceof Message.Put || message instanceof Message.Reply;
    }

    private void handle(Neighbor neighbor, Message message) {
        if (message instanceof Message.Put put) {
            puts.handle(neighbor, put);
        } else if (message instanceof Message.Reply reply) {
            handleReply(neighbor, reply);
        } else if (message instanceof Message.Ack ack) {
            if (!puts.passBack(neighbor, ack)) {
                localClient.acked(neighbor, ack);
            }
        } else if (message instanceof Message.Hello hello) {
            handshakes.handle(neighbor, hello);
        } else if (message instanceof Message.Malformed malformed) {
            handleMalformed(neighbor, malformed);
        } else if (message instanceof Message.Complaint complaint) {
            log.debug("{} complains: {}", neighbor, LogText.escaped(complaint.error()));
        } else if (message instanceof Message.Unknown unknown) {
            counters.unknown.increment();
            neighbor.complain(Fault.UNKNOWN_MESSAGE, unknown.what());
        }
    }

    private void handleReply(Neighbor neighbor, Message.Reply reply) {
        List<Node> changes = puts.merge(neighbor, reply);
        Set<Neighbor> served = lookups.answered(neighbor, reply);
        puts.publish(changes, Fanout.Cause.reply(reply, neighbor, served));
    }

    private void handleMalformed(Neighbor neighbor, Message.Malformed malformed) {
        counters.malformed.increment();
        neighbor.complain(Fault.MALFORMED_MESSAGE, malformed.reason());
        if (malformed.answerable()) {
            sender.ack(neighbor, malformed.id(), malformed.reason());
        }
    }
}
