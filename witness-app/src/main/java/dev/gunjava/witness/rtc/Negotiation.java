package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of descriptions and candidates for one connection. Our description is told once and in full: with the
 * candidates that are found within a second, so that a server that is silent holds up nothing; later ones are told singly.
 *
 * <p>Owned by the thread of the engine; all that comes from the native library goes through {@link WebRtcLink#own}.
 */
final class Negotiation {
    private static final int MAX_CANDIDATES = 64;
    private static final long GATHERING_MILLIS = 1_000;

    private final WebRtcLink link;
    private @Nullable RTCPeerConnection connection;

    /** Candidates of the other side that came before its description. */
    private final List<TrickledCandidate> early = new ArrayList<>();

    private int candidates;
    private @Nullable SessionDescription remote;
    private boolean remoteKnown;
    private SessionDescription.@Nullable Type localType;
    private boolean gathered;
    private @Nullable LocalDescription described;

    Negotiation(WebRtcLink link) {
        this.link = link;
    }

    private RTCPeerConnection connection() {
        return Objects.requireNonNull(connection, "not connecting");
    }

    void offer(RTCPeerConnection made) {
        connection = made;
        made.createOffer(new RTCOfferOptions(), new Created(SessionDescription.Type.OFFER));
    }

    void answer(RTCPeerConnection made, SessionDescription offer) {
        connection = made;
        if (offer.type() != SessionDescription.Type.OFFER) {
            link.refuse("an answer where an offer is due");
            return;
        }
        setRemote(offer, () -> made.createAnswer(new RTCAnswerOptions(), new Created(SessionDescription.Type.ANSWER)));
    }

    void accept(SessionDescription answer) {
        if (remote != null || described == null || !described.isAnsweredBy(answer)) {
            link.refuse("an answer that fits no offer");
            return;
        }
        setRemote(answer, () -> {});
    }

    void candidate(TrickledCandidate candidate) {
        if (++candidates > MAX_CANDIDATES) {
            link.drop("too many candidates");
        } else if (remoteKnown) {
            add(candidate);
        } else {
            early.add(candidate);
        }
    }

    /** The library has found a candidate of ours. */
    void found(TrickledCandidate candidate) {
        if (described != null) {
            link.tell(listener -> listener.found(candidate));
        }
    }

    /** There are no more candidates, or there is no more time for them. */
    void gathered() {
        gathered = true;
        describe();
    }

    private void setRemote(SessionDescription description, Runnable then) {
        remote = description;
        RTCSdpType type = description.type() == SessionDescription.Type.OFFER ? RTCSdpType.OFFER : RTCSdpType.ANSWER;
        connection().setRemoteDescription(new RTCSessionDescription(type, description.sdp()), new Done(() -> {
            remoteKnown = true;
            early.forEach(this::add);
            early.clear();
            then.run();
        }));
    }

    private void setLocal(RTCSessionDescription description, SessionDescription.Type type) {
        connection().setLocalDescription(description, new Done(() -> {
            localType = type;
            link.after(GATHERING_MILLIS, this::gathered);
            describe();
        }));
    }

    private void describe() {
        if (localType == null || !gathered || described != null) {
            return;
        }
        LocalDescription local = LocalDescription.of(localType, connection().getLocalDescription().sdp);
        described = local;
        link.tell(listener -> listener.described(local));
    }

    private void add(TrickledCandidate candidate) {
        SessionDescription of = Objects.requireNonNull(remote, "no description");
        if (!of.owns(candidate)) {
            link.drop("candidate of another description");
            return;
        }
        try {
            connection()
                    .addIceCandidate(new RTCIceCandidate(
                            of.mid(), 0, candidate.candidate().text()));
        } catch (Throwable refused) {
            link.drop("candidate refused");
        }
    }

    private final class Created implements CreateSessionDescriptionObserver {
        private final SessionDescription.Type type;

        Created(SessionDescription.Type type) {
            this.type = type;
        }

        @Override
        public void onSuccess(RTCSessionDescription description) {
            link.own(() -> setLocal(description, type));
        }

        @Override
        public void onFailure(String error) {
            link.own(() -> link.refuse("no " + type.word() + ": " + error));
        }
    }

    private final class Done implements SetSessionDescriptionObserver {
        private final Runnable then;

        Done(Runnable then) {
            this.then = then;
        }

        @Override
        public void onSuccess() {
            link.own(then);
        }

        @Override
        public void onFailure(String error) {
            link.own(() -> link.refuse(error));
        }
    }
}
