package dev.gunjava.mesh;

/** Told once how a search of our own ended, on the thread of the mesh; what was found is in the graph. */
public interface Finder {

    /** Everybody who could be asked has answered, or had data. */
    void answered();

    /** Somebody who was asked, or would have been, did not answer in time. */
    void timedOut();

    /**
     * Whether to wait a moment longer when all who were asked have said that there is nothing. A relay of gun.js's says
     * so for itself alone, and passes on later what the relays behind it have.
     */
    default boolean isPatient() {
        return false;
    }
}
