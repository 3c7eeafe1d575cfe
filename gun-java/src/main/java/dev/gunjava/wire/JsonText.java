package dev.gunjava.wire;

/**
 * A JSON value of another peer as text, checked while it was read: small, and nothing in it that JavaScript could not
 * read or would be hurt by. It may be written into a message as it is.
 */
public final class JsonText {

    private final String json;

    JsonText(String json) {
        this.json = json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonText text && json.equals(text.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** The text itself. */
    @Override
    public String toString() {
        return json;
    }
}
