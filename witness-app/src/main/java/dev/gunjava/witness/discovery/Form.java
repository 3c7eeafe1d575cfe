package dev.gunjava.witness.discovery;

/** How a description is written into the graph; it is answered in the form in which it came. */
public enum Form {
    /** As the text of a JSON object with type and sdp, under the key of its type. */
    JSON,
    /** As bare SDP under the key of its type. */
    SDP,
    /** As a node of its own with type and sdp, to which the key of its type links. */
    LINK,
    /** As bare SDP under the key {@code sdp}. */
    FLAT
}
