package dev.gunjava.mesh;

import java.util.HashSet;
import java.util.Set;

/**
 * The ids heard or said lately, by which a message that comes round again is recognized. Two generations: an id is
 * remembered for at least the given time, unless so many come that the older half is forgotten early. Owned by the
 * thread of the mesh.
 *
 * <p>Source: gun.js {@code src/dup.js}, which never forgets on an idle peer and has no bound in force.
 */
final class Dedup {

    private final int generationSize;
    private final long generationMillis;
    private Set<String> young = new HashSet<>();
    private Set<String> old = new HashSet<>();
    private long youngSince;

    Dedup(int capacity, long millis) {
        this.generationSize = capacity / 2;
        this.generationMillis = millis;
    }

    /** Remembers an id; returns whether it was new. */
    boolean add(String id, long now) {
        if (young.size() >= generationSize || now - youngSince >= generationMillis) {
            Set<String> forgotten = old;
            forgotten.clear();
            old = young;
            young = forgotten;
            youngSince = now;
        }
        return !old.contains(id) && young.add(id);
    }
}
