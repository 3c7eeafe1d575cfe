package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on to a link what the native library tells of one channel, until the link lets go.
 *
 * <p>The library keeps every observer of a channel for as long as its factory lives, also one that is no longer registered
 * (measured with 0.14.0). So this one must not hold the link, and with it a whole peer, any longer than the link itself.
 */
final class ChannelEvents implements RTCDataChannelObserver {
    private final RTCDataChannel channel;
    private volatile @Nullable WebRtcLink link;

    private ChannelEvents(RTCDataChannel channel, WebRtcLink link) {
        this.channel = channel;
        this.link = link;
    }

    static ChannelEvents observe(RTCDataChannel channel, WebRtcLink link) {
        ChannelEvents events = new ChannelEvents(channel, link);
        channel.registerObserver(events);
        return events;
    }

    RTCDataChannel channel() {
        return channel;
    }

    /** Tells nobody any more. On the owner's thread. */
    void letGo() {
        link = null;
        channel.unregisterObserver();
    }

    @Override
    public void onBufferedAmountChange(long previous) {
        // Never called by this version of the library; the outbox polls.
    }

    @Override
    public void onStateChange() {
        WebRtcLink told = link;
        if (told != null) {
            told.own(() -> told.look(this));
        }
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        RtcEngine.guarded(() -> {
                    WebRtcLink told = link;
                    if (told != null) {
                        // The library reuses the memory behind the buffer.
                        ByteBuffer data = buffer.data;
                        byte[] copy = new byte[data.remaining()];
                        data.get(copy);
                        told.receive(this, copy, buffer.binary);
                    }
                })
                .run();
    }
}
