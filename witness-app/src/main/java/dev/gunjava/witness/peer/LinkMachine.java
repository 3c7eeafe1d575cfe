package dev.gunjava.witness.peer;

import dev.gunjava.witness.discovery.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one other peer, as a state machine without clock, thread or network: events in, effects out.
 *
 * <pre>
 *                 chosen                    answer
 *   DISCOVERED ───────────► OFFERING ───────────────────► CONNECTING ──► OPEN
 *      ▲  │                  │    │ offer, and we are         ▲   │        │
 *      │  │ offer            │    ▼ the larger                │   │        │
 *      │  └──────────────────│► ANSWERING ───────────────────┘   │        │
 *      │                     │    │           answer written     │        │
 *      │ pause over          ▼    ▼                              ▼        ▼
 *      └────────────────── BACKING_OFF ◄─── 10 s over, failed ───┘      LOST
 *      └───────────────────────────────────────────────────────────────── ┘
 * </pre>
 *
 * An offer is answered in each state without a link too, and replaces a link if it comes from another certificate. Who
 * offers first, a {@link Turn} says: of two peers the smaller id at once, the larger after 5 s. An attempt has 10 s, started again by each description
 * that we write; after 6 s without an answer the offer is written once more in the other form, and after 3 s it gives way
 * to other peers that wait for a slot: it may be for the ghost of one that was killed. When the peer leaves and
 * there is no link, it is forgotten.
 *
 * <p>Owned by the thread of the peer. Source of the rules: the signalling of the deployed pages, made to work.
 */
final class LinkMachine {
    static final long ATTEMPT_MILLIS = 10_000;
    static final long OTHER_FORM_MILLIS = 6_000;
    static final long UNANSWERED_MILLIS = 3_000;
    static final long MIN_PAUSE_MILLIS = 500;
    static final long MAX_PAUSE_MILLIS = 30_000;

    private final Turn turn;
    private final RandomGenerator random;

    private LinkState state = LinkState.DISCOVERED;
    private String reason = "";
    private LinkTrouble trouble = LinkTrouble.NO_OFFER;
    private boolean present;
    private int failures;

    /** When to offer in DISCOVERED, to give up in an attempt, or to try again after a pause; ms. */
    private long due;

    private long otherFormDue = Long.MAX_VALUE;

    /** From when on an offer without an answer gives way to others. */
    private long displaceable = Long.MAX_VALUE;

    private @Nullable Heard heard;
    private final Set<Long> offersWritten = new HashSet<>();

    /** @param now monotonic time, ms */
    LinkMachine(Turn turn, RandomGenerator random, long now) {
        this.turn = turn;
        this.random = random;
        this.due = now + turn.waitsMillis();
    }

    LinkState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /** Of what kind the last failure was; of no meaning before the first. */
    LinkTrouble trouble() {
        return trouble;
    }

    /** How often in a row it failed; those with fewer failures are tried first. */
    int failures() {
        return failures;
    }

    /** Whether its presence says that it is there. */
    boolean isPresent() {
        return present;
    }

    /** Whether it would like to be chosen. */
    boolean wantsToOffer(long now) {
        return state == LinkState.DISCOVERED && present && now >= due;
    }

    /** Whether a moment is ahead at which something happens by itself. */
    boolean awaitsTime(long now) {
        return switch (state) {
            case OPEN -> false;
            case DISCOVERED -> present && now < due;
            case OFFERING, ANSWERING, CONNECTING, LOST, BACKING_OFF -> true;
        };
    }

    /** Whether its slot may be given to another: an offer that nobody has answered for three seconds. */
    boolean isDisplaceable(long now) {
        return state == LinkState.OFFERING && now >= displaceable;
    }

    /** Whether the other peer understands an extension, as far as it has said. */
    boolean understands(String extension) {
        return heard != null && heard.extensions().contains(extension);
    }

    /** The timestamp of the description to which the other peer's late candidates belong, or -1. */
    long heardTimestamp() {
        return heard == null ? -1 : heard.timestamp();
    }

    List<LinkEffect> on(LinkEvent event, long now) {
        if (event instanceof LinkEvent.Present) {
            present = true;
            return List.of();
        }
        if (event instanceof LinkEvent.Absent) {
            return absent();
        }
        if (event instanceof LinkEvent.Chosen) {
            return chosen(now);
        }
        if (event instanceof LinkEvent.OfferHeard offered) {
            return offered(offered.offer(), offered.slotFree(), now);
        }
        if (event instanceof LinkEvent.AnswerHeard answered) {
            return answered(answered.answer());
        }
        if (event instanceof LinkEvent.Described) {
            return described();
        }
        if (event instanceof LinkEvent.Written written) {
            return written(written.timestamp(), now);
        }
        if (event instanceof LinkEvent.Opened) {
            return opened();
        }
        if (event instanceof LinkEvent.Ended ended) {
            return state.isBusy()
                    ? failed(LinkTrouble.of(ended.end().cause()), ended.end().detail(), now)
                    : List.of();
        }
        if (event instanceof LinkEvent.Silent) {
            return state == LinkState.OPEN ? failed(LinkTrouble.SILENT, "no answer to pings", now) : List.of();
        }
        if (event instanceof LinkEvent.Flooded flooded) {
            return state == LinkState.OPEN ? flooded(flooded.rest(), now) : List.of();
        }
        if (event instanceof LinkEvent.Aged) {
            return state == LinkState.OPEN ? failed(LinkTrouble.AGED, "made anew", now) : List.of();
        }
        if (event instanceof LinkEvent.Displaced) {
            return isDisplaceable(now)
                    ? failed(LinkTrouble.DISPLACED, "no answer to our offer yet, and others wait", now)
                    : List.of();
        }
        return tick(now);
    }

    private List<LinkEffect> absent() {
        present = false;
        return switch (state) {
            case DISCOVERED, LOST, BACKING_OFF -> forget();
            case OFFERING -> {
                List<LinkEffect> effects = new ArrayList<>(List.of(new LinkEffect.Drop()));
                effects.addAll(forget());
                yield effects;
            }
            // It has written to us since, or its channel is open: that says more than what a relay tells.
            case ANSWERING, CONNECTING, OPEN -> List.of();
        };
    }

    private List<LinkEffect> chosen(long now) {
        if (!wantsToOffer(now)) {
            return List.of();
        }
        begin(LinkState.OFFERING, null, now);
        return List.of(new LinkEffect.MakeOffer());
    }

    private List<LinkEffect> offered(Heard offer, boolean slotFree, long now) {
        return switch (state) {
            case DISCOVERED, LOST, BACKING_OFF -> slotFree ? answer(offer, false, now) : present ? List.of() : forget();
            case OFFERING -> turn.givesWay() ? answer(offer, true, now) : List.of();
            case ANSWERING, CONNECTING, OPEN -> isAnotherConnection(offer) ? answer(offer, true, now) : List.of();
        };
    }

    private boolean isAnotherConnection(Heard offer) {
        return heard == null
                || !heard.description().fingerprint().equals(offer.description().fingerprint());
    }

    private List<LinkEffect> answer(Heard offer, boolean replaces, long now) {
        begin(LinkState.ANSWERING, offer, now);
        LinkEffect make = new LinkEffect.MakeAnswer(offer.description());
        return replaces ? List.of(new LinkEffect.Drop(), make) : List.of(make);
    }

    private void begin(LinkState attempt, @Nullable Heard offer, long now) {
        become(attempt, "");
        heard = offer;
        offersWritten.clear();
        otherFormDue = Long.MAX_VALUE;
        displaceable = Long.MAX_VALUE;
        due = now + ATTEMPT_MILLIS;
    }

    private List<LinkEffect> answered(Heard answer) {
        boolean ours = answer.re() == null || offersWritten.contains(answer.re());
        if (state != LinkState.OFFERING || offersWritten.isEmpty() || !ours) {
            return List.of();
        }
        heard = answer;
        otherFormDue = Long.MAX_VALUE;
        become(LinkState.CONNECTING, "");
        return List.of(new LinkEffect.Accept(answer.description()));
    }

    private List<LinkEffect> described() {
        if (state == LinkState.OFFERING) {
            return List.of(new LinkEffect.Write(Form.JSON, null));
        }
        if (state == LinkState.ANSWERING && heard != null) {
            return List.of(new LinkEffect.Write(heard.form(), heard.timestamp()));
        }
        return List.of();
    }

    private List<LinkEffect> written(long timestamp, long now) {
        if (state == LinkState.OFFERING) {
            otherFormDue = offersWritten.isEmpty() ? now + OTHER_FORM_MILLIS : Long.MAX_VALUE;
            displaceable = Math.min(displaceable, now + UNANSWERED_MILLIS);
            offersWritten.add(timestamp);
            due = now + ATTEMPT_MILLIS;
        } else if (state == LinkState.ANSWERING) {
            due = now + ATTEMPT_MILLIS;
            become(LinkState.CONNECTING, "");
        }
        return List.of();
    }

    private List<LinkEffect> opened() {
        if (!state.isBusy() || state == LinkState.OPEN) {
            return List.of();
        }
        failures = 0;
        due = Long.MAX_VALUE;
        otherFormDue = Long.MAX_VALUE;
        become(LinkState.OPEN, "");
        return List.of(new LinkEffect.Greet());
    }

    private List<LinkEffect> tick(long now) {
        return switch (state) {
            case DISCOVERED, OPEN -> List.of();
            case OFFERING -> {
                if (now >= due) {
                    yield offersWritten.isEmpty()
                            ? failed(LinkTrouble.NO_OFFER, "no offer in time", now)
                            : failed(LinkTrouble.NO_ANSWER, "no answer to our offer", now);
                }
                if (now >= otherFormDue) {
                    otherFormDue = Long.MAX_VALUE;
                    yield List.of(new LinkEffect.Write(Form.LINK, null));
                }
                yield List.of();
            }
            case ANSWERING, CONNECTING ->
                now >= due ? failed(LinkTrouble.NOT_CONNECTED, "not connected in time", now) : List.of();
            case LOST, BACKING_OFF -> now >= due ? rested(now) : List.of();
        };
    }

    private List<LinkEffect> failed(LinkTrouble kind, String why, long now) {
        boolean wasOpen = state == LinkState.OPEN;
        long bound = Math.min(MAX_PAUSE_MILLIS, (2 * MIN_PAUSE_MILLIS) << Math.min(failures, 10));
        failures++;
        trouble = kind;
        due = now + MIN_PAUSE_MILLIS + (long) (random.nextDouble() * (bound - MIN_PAUSE_MILLIS));
        heard = null;
        become(wasOpen ? LinkState.LOST : LinkState.BACKING_OFF, why);
        return List.of(new LinkEffect.Drop());
    }

    private List<LinkEffect> flooded(Duration rest, long now) {
        List<LinkEffect> effects = failed(LinkTrouble.FLOODED, "sent too many messages", now);
        due = now + rest.toMillis();
        return effects;
    }

    private List<LinkEffect> rested(long now) {
        if (!present) {
            return forget();
        }
        due = now + turn.waitsMillis();
        become(LinkState.DISCOVERED, reason);
        return List.of();
    }

    private List<LinkEffect> forget() {
        become(LinkState.LOST, "gone");
        return List.of(new LinkEffect.Forget());
    }

    private void become(LinkState next, String why) {
        state = next;
        reason = why;
    }
}
