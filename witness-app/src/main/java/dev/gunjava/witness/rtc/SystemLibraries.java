package dev.gunjava.witness.rtc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shared libraries that the native WebRTC library is linked to, by the Debian packages that have them. */
public final class SystemLibraries {
    private static final long LISTING_SECONDS = 5;
    private static final Pattern NAME = Pattern.compile("\\blib[A-Za-z0-9_+-]+(?:\\.[0-9]+)*\\.so(?:\\.[0-9]+)*");
    private static final Map<String, String> PACKAGES = packages();

    private SystemLibraries() {}

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("libpulse.so.0", "libpulse0");
        packages.put("libudev.so.1", "libudev1");
        packages.put("libX11.so.6", "libx11-6");
        packages.put("libXfixes.so.3", "libxfixes3");
        packages.put("libXrandr.so.2", "libxrandr2");
        packages.put("libXcomposite.so.1", "libxcomposite1");
        packages.put("libdbus-1.so.3", "libdbus-1-3");
        return packages;
    }

    /** All of them, by the name of their file. */
    static Map<String, String> all() {
        return PACKAGES;
    }

    /**
     * Those that this machine lacks, by the name of their file: all that are not listed by {@code ldconfig}, and the one
     * that the loader complains of. Blocks for at most some seconds.
     *
     * @param complaint the message of the loader
     */
    public static Map<String, String> missing(String complaint) {
        return missing(complaint, listing());
    }

    static Map<String, String> missing(String complaint, Optional<String> listing) {
        Map<String, String> missing = new TreeMap<>();
        listing.ifPresent(known -> PACKAGES.forEach((file, debian) -> {
            if (!known.contains(file)) {
                missing.put(file, debian);
            }
        }));
        Matcher named = NAME.matcher(complaint);
        while (named.find()) {
            String debian = PACKAGES.get(named.group());
            if (debian != null) {
                missing.put(named.group(), debian);
            }
        }
        return missing;
    }

    /** What the loader of this system knows; empty where there is no {@code ldconfig}. */
    private static Optional<String> listing() {
        for (String command : List.of("/sbin/ldconfig", "/usr/sbin/ldconfig")) {
            if (Files.isExecutable(Path.of(command))) {
                return run(List.of(command, "-p"));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> run(List<String> command) {
        try {
            Path listing = Files.createTempFile("libraries", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(listing.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                boolean ended = process.waitFor(LISTING_SECONDS, TimeUnit.SECONDS);
                process.destroyForcibly();
                return ended && process.exitValue() == 0
                        ? Optional.of(Files.readString(listing, UTF_8))
                        : Optional.empty();
            } finally {
                Files.delete(listing);
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
