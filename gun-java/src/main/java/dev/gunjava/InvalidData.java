package dev.gunjava;

/** Data that no graph can hold. The message names what it is and the path at which it stands. */
final class InvalidData extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidData(String what, String path) {
        super("Invalid data: " + what + " at " + path);
    }
}
