package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The native library in a process of its own, which it may end. The process is started when it is needed, and again after
 * some tasks, so that what the library does not give back adds up to little. Owned by one thread.
 */
final class Native implements AutoCloseable {

    /** Leads the lines of our own on the output of the process, where the library prints too. */
    private static final String MARK = "native task: ";

    private static final String TAKEN = "taken";
    private static final int TASKS_OF_A_PROCESS = 1_000;
    private static final long PATIENCE_SECONDS = 60;

    /**
     * What the library gets.
     *
     * @param candidates those that are added when the description is set
     */
    record Task(SessionDescription.Type type, String sdp, List<String> candidates) {}

    private @Nullable Process process;
    private int tasks;

    /** Has the library take a description, and fails if it refuses something or ends. */
    void take(Task task) {
        if (process == null || !process.isAlive() || tasks++ == TASKS_OF_A_PROCESS) {
            close();
            process = start();
            tasks = 0;
        }
        Process child = process;
        String outcome;
        try {
            write(task, new DataOutputStream(child.getOutputStream()));
            outcome = CompletableFuture.supplyAsync(() -> outcome(child))
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (IOException | CompletionException e) {
            throw new AssertionError("no outcome of " + task, e);
        }
        if (!outcome.equals(TAKEN)) {
            throw new AssertionError(outcome + ", given " + task);
        }
    }

    private static Process start() {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Native.class.getName())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outcome of a task, behind whatever else is printed. */
    private static String outcome(Process child) {
        StringBuilder printed = new StringBuilder();
        try {
            BufferedReader lines = child.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int mark = line.indexOf(MARK);
                if (mark >= 0) {
                    return line.substring(mark + MARK.length());
                }
                printed.append(line).append('\n');
            }
            return "the process has ended with " + child.waitFor() + ": " + printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static void write(Task task, DataOutputStream out) throws IOException {
        out.writeBoolean(task.type == SessionDescription.Type.OFFER);
        out.writeUTF(task.sdp);
        out.writeInt(task.candidates.size());
        for (String candidate : task.candidates) {
            out.writeUTF(candidate);
        }
        out.flush();
    }

    private static Task read(DataInputStream in) throws IOException {
        SessionDescription.Type type =
                in.readBoolean() ? SessionDescription.Type.OFFER : SessionDescription.Type.ANSWER;
        String sdp = in.readUTF();
        List<String> candidates = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            candidates.add(in.readUTF());
        }
        return new Task(type, sdp, candidates);
    }

    // ---- within the process

    /** Does tasks until there are no more. */
    public static void main(String[] arguments) throws IOException {
        PeerConnectionFactory factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
        DataInputStream in = new DataInputStream(System.in);
        while (true) {
            Task task;
            try {
                task = read(in);
            } catch (EOFException over) {
                // Without the exit hooks of the native library, which print.
                Runtime.getRuntime().halt(0);
                return;
            }
            System.out.println("\n" + MARK + outcome(factory, task));
            System.out.flush();
        }
    }

    private static String outcome(PeerConnectionFactory factory, Task task) {
        try (RawPeer peer = new RawPeer(factory)) {
            RTCPeerConnection connection = peer.connection();
            if (task.type == SessionDescription.Type.OFFER) {
                offered(connection, task);
            } else {
                answered(connection, task);
            }
            return TAKEN;
        } catch (RuntimeException | Error refusal) { // the library throws either
            return ("refused: " + refusal).replaceAll("\\R", " ");
        }
    }

    private static void offered(RTCPeerConnection connection, Task task) {
        set(connection, RTCSdpType.OFFER, task.sdp);
        RTCSessionDescription answer = RawPeer.created(done -> connection.createAnswer(new RTCAnswerOptions(), done));
        RawPeer.settled(done -> connection.setLocalDescription(answer, done));
        trickle(connection, task);
    }

    private static void answered(RTCPeerConnection connection, Task task) {
        connection.createDataChannel("test", new RTCDataChannelInit());
        RTCSessionDescription offer = RawPeer.created(done -> connection.createOffer(new RTCOfferOptions(), done));
        RawPeer.settled(done -> connection.setLocalDescription(offer, done));
        SessionDescription answer = SessionDescription.parse(SessionDescription.Type.ANSWER, task.sdp);
        if (LocalDescription.of(SessionDescription.Type.OFFER, offer.sdp).isAnsweredBy(answer)) {
            set(connection, RTCSdpType.ANSWER, task.sdp);
            trickle(connection, task);
        }
    }

    private static void set(RTCPeerConnection connection, RTCSdpType type, String sdp) {
        RawPeer.settled(done -> connection.setRemoteDescription(new RTCSessionDescription(type, sdp), done));
    }

    private static void trickle(RTCPeerConnection connection, Task task) {
        String mid = task.sdp.replaceFirst("(?s).*\r\na=mid:([^\r]*)\r\n.*", "$1");
        task.candidates.forEach(candidate -> connection.addIceCandidate(new RTCIceCandidate(mid, 0, candidate)));
    }
}
