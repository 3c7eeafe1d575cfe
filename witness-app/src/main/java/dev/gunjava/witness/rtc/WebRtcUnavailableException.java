package dev.gunjava.witness.rtc;

import java.io.Serial;

/** WebRTC cannot be used on this machine; the message says what is missing and how to get it. */
public final class WebRtcUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    WebRtcUnavailableException(Throwable cause) {
        super(message(root(cause)), cause);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String message(Throwable root) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (root instanceof UnsatisfiedLinkError) {
            return "the native WebRTC library does not load (" + root.getMessage()
                    + "); on Debian and Ubuntu: apt-get install "
                    + String.join(" ", SystemLibraries.all().values());
        }
        return "there is no native WebRTC library for " + system + " on the class path (" + root + ")";
    }
}
