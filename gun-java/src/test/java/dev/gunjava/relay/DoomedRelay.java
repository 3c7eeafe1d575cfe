package dev.gunjava.relay;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A relay in a process of its own, which tells its port and waits to be killed. */
final class DoomedRelay {

    private DoomedRelay() {}

    public static void main(String[] arguments) throws IOException {
        GunRelay relay = GunRelay.builder()
                .data(Path.of(arguments[0]))
                .rate(Integer.MAX_VALUE)
                .open();
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).println(relay.port());
    }
}
