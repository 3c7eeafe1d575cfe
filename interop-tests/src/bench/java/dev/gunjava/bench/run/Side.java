package dev.gunjava.bench.run;

import java.util.List;
import java.util.Map;

/** A relay in one of the ways in which it is measured. */
public enum Side {
    /** The deployment's relay: nothing is stored, and AXE chooses who hears what. */
    GUN_MEMORY("gun.js"),
    /** The same without AXE: everybody hears everything. */
    GUN_FLOODING("gun.js without AXE"),
    /** gun.js with its store, radisk, on files. */
    GUN_DISK("gun.js"),
    /** Ours, with the graph in memory. */
    OURS_MEMORY("ours"),
    /** Ours, with a data directory. */
    OURS_DISK("ours");

    private final String label;

    Side(String label) {
        this.label = label;
    }

    /** What a table calls it. */
    public String label() {
        return label;
    }

    /** Whether it is our relay. */
    public boolean isOurs() {
        return this == OURS_MEMORY || this == OURS_DISK;
    }

    /** The options that gun.js gets. */
    Map<String, Object> gunOptions(String file) {
        return switch (this) {
            case GUN_FLOODING -> Map.of("radisk", false, "localStorage", false, "axe", false, "file", file);
            case GUN_DISK -> Map.of("radisk", true, "localStorage", false, "file", file);
            default -> Map.of("radisk", false, "localStorage", false, "file", file);
        };
    }

    /** The flags that ours gets. gun.js lets everybody send as fast as it can, so ours must. */
    List<String> flags(String folder) {
        return this == OURS_DISK
                ? List.of("relay", "--port", "0", "--rate", "unlimited", "--data", folder)
                : List.of("relay", "--port", "0", "--rate", "unlimited");
    }
}
