package dev.gunjava.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store could not be opened, or has failed; the message is for the operator and says what to do. */
public final class StoreException extends IOException {

    private static final long serialVersionUID = 1;

    /** A failure for a reason within the store. */
    public StoreException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
