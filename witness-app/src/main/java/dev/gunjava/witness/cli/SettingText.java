package dev.gunjava.witness.cli;

import dev.gunjava.witness.rtc.IceUrl;
import dev.gunjava.witness.rtc.Ports;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the value of a setting is written, so that it can be given as it is printed. */
final class SettingText {

    private SettingText() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(SettingText::of).collect(Collectors.joining(","));
        }
        if (value instanceof Duration time) {
            return Bound.time(time);
        }
        if (value instanceof Enum<?> name) {
            return Choice.text(name);
        }
        if (value instanceof InetAddress address) {
            return address.getHostAddress();
        }
        if (value instanceof IceUrl url) {
            return url.text();
        }
        if (value instanceof Ports ports) {
            return ports.min() + "-" + ports.max();
        }
        return value.toString();
    }
}
