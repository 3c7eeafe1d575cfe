package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One native factory and the links that live on it.
 *
 * <p>Owned by the thread of the engine.
 */
final class RtcFactory {
    // The default audio device aborts the process on a machine without sound.
    private final PeerConnectionFactory factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
    private final Set<WebRtcLink> links = new LinkedHashSet<>();
    private long receivedMessages;

    RTCPeerConnection connect(RTCConfiguration configuration, PeerConnectionObserver observer, WebRtcLink link) {
        RTCPeerConnection connection = factory.createPeerConnection(configuration, observer);
        links.add(link);
        return connection;
    }

    /** The link's connection is closed. */
    void closed(WebRtcLink link) {
        links.remove(link);
    }

    /** Counts a message that one of its links has received, and returns how many that makes. */
    long count() {
        return ++receivedMessages;
    }

    List<WebRtcLink> links() {
        return List.copyOf(links);
    }

    /** Gives back what it has pinned; with a connection still open this is a crash of the whole process. */
    void dispose() {
        if (!links.isEmpty()) {
            throw new IllegalStateException(links.size() + " connections are open");
        }
        factory.dispose();
    }
}
