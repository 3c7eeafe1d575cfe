package dev.gunjava.mesh;

/** Told once what became of a write of our own, on the thread of the mesh. */
public interface WriteListener {

    /** A relay has it, or there is no relay and it is in our graph. */
    void stored();

    /** It broke a rule or a policy, here or at a relay; here nothing of it was written. */
    void refused(String reason);

    /** Nobody can say: no relay answered in time, or too many writes wait for one. */
    void failed(String reason);
}
