package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A connection of the native library without any of our rules. Its methods block. */
final class RawPeer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    private final RTCPeerConnection connection;

    RawPeer(PeerConnectionFactory factory) {
        connection = factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                // All candidates are in the description.
            }

            @Override
            public void onIceGatheringChange(RTCIceGatheringState state) {
                if (state == RTCIceGatheringState.COMPLETE) {
                    gathered.complete(true);
                }
            }
        });
    }

    RTCPeerConnection connection() {
        return connection;
    }

    /** An offer with all candidates. */
    String offer() {
        RTCSessionDescription offer = created(done -> connection.createOffer(new RTCOfferOptions(), done));
        settled(done -> connection.setLocalDescription(offer, done));
        gathered.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return connection.getLocalDescription().sdp;
    }

    void accept(String answer) {
        settled(done -> connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer), done));
    }

    @Override
    public void close() {
        connection.close();
    }

    /** A call that reports to an observer. */
    interface Call<T> {
        void with(T observer);
    }

    static RTCSessionDescription created(Call<CreateSessionDescriptionObserver> call) {
        CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
        call.with(new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                made.complete(description);
            }

            @Override
            public void onFailure(String error) {
                made.completeExceptionally(new IllegalStateException(error));
            }
        });
        return made.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    static void settled(Call<SetSessionDescriptionObserver> call) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        call.with(new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                done.complete(true);
            }

            @Override
            public void onFailure(String error) {
                done.completeExceptionally(new IllegalStateException(error));
            }
        });
        done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
