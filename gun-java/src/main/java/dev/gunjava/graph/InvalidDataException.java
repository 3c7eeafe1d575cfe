package dev.gunjava.graph;

/** Data that no graph can hold. The message names what it is and the path at which it stands. */
public final class InvalidDataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidDataException(String what, String path) {
        super("Invalid data: " + what + " at " + path);
    }
}
