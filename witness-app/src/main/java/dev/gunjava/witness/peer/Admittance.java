package dev.gunjava.witness.peer;

/** Whether an offer may be answered, if the connection that it is for wants that. */
enum Admittance {
    /** There is a slot, and the budget has granted a native connection. */
    NOW,
    /** The budget is spent: the offer waits until we choose the peer, as long as it is valid. */
    LATER,
    /** There is no slot. */
    NOT
}
