package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library: one factory for the whole process, and the one thread that calls it.
 *
 * <p>Shared because each factory that was ever made costs two threads that are never given back. The last user's release
 * disposes it; the library's own threads would keep the process alive otherwise.
 */
final class RtcEngine {
    private static final Logger log = LoggerFactory.getLogger(RtcEngine.class);
    private static final long DISPOSAL_SECONDS = 5;

    /** Guards the two below. */
    private static final Object GATE = new Object();

    private static @Nullable RtcEngine shared;
    private static int users;

    private final ScheduledThreadPoolExecutor owner;
    private final PeerConnectionFactory factory;

    private RtcEngine() {
        owner = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "webrtc-owner");
            thread.setDaemon(true);
            return thread;
        });
        owner.setRemoveOnCancelPolicy(true);
        owner.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            // The default audio device aborts the process on a machine without sound.
            factory = CompletableFuture.supplyAsync(
                            () -> new PeerConnectionFactory(new HeadlessAudioDeviceModule()), owner)
                    .join();
        } catch (CompletionException failure) {
            owner.shutdown();
            throw new WebRtcUnavailableException(failure);
        }
    }

    /**
     * The engine, loaded and started if nobody uses it yet, which takes about a second.
     *
     * @throws WebRtcUnavailableException if this machine lacks something
     */
    static RtcEngine acquire() {
        synchronized (GATE) {
            RtcEngine engine = shared == null ? new RtcEngine() : shared;
            shared = engine;
            users++;
            return engine;
        }
    }

    /** Gives it back. All connections of this user must be closed: disposing with an open one is a crash. */
    void release() {
        synchronized (GATE) {
            users--;
            if (users > 0) {
                return;
            }
            shared = null;
            owner.execute(guarded(factory::dispose));
            owner.shutdown();
            try {
                if (!owner.awaitTermination(DISPOSAL_SECONDS, TimeUnit.SECONDS)) {
                    log.warn("the native WebRTC library did not stop within {} s", DISPOSAL_SECONDS);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a task on the owner's thread; after the end it is dropped. Never blocks. */
    void execute(Runnable task) {
        try {
            owner.execute(guarded(task));
        } catch (RejectedExecutionException over) {
            log.trace("dropped a task of a connection that is over", over);
        }
    }

    /** Runs a task on the owner's thread after a while, unless the end comes first. On the owner's thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task is guarded, so the future has nothing to tell
    void schedule(Runnable task, long delayMillis) {
        owner.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
    }

    /** On the owner's thread. */
    RTCPeerConnection connect(RTCConfiguration configuration, PeerConnectionObserver observer) {
        return factory.createPeerConnection(configuration, observer);
    }

    /** Nothing may escape: the library reports bad input as Error, and a throwable that leaves a callback is an abort. */
    static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable failure) {
                log.warn("a WebRTC task failed", failure);
            }
        };
    }
}
