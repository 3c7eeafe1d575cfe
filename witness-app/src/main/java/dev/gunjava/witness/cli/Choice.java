package dev.gunjava.witness.cli;

import dev.gunjava.relay.Acks;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.rtc.IceConfiguration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few names, in small letters or large. */
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E> {

    private final Class<E> names;

    private Choice(Class<E> names) {
        this.names = names;
    }

    @Override
    public E convert(String text) {
        for (E name : names.getEnumConstants()) {
            if (name.name().equalsIgnoreCase(text)) {
                return name;
            }
        }
        throw new TypeConversionException("'" + text + "' is none of "
                + Arrays.stream(names.getEnumConstants()).map(Choice::text).collect(Collectors.joining(", ")));
    }

    static String text(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    static final class OfProfile extends Choice<Profile> {
        OfProfile() {
            super(Profile.class);
        }
    }

    static final class OfAcks extends Choice<Acks> {
        OfAcks() {
            super(Acks.class);
        }
    }

    static final class OfFallback extends Choice<OldPageOptions.Fallback> {
        OfFallback() {
            super(OldPageOptions.Fallback.class);
        }
    }

    static final class OfShell extends Choice<CompletionCommand.Shell> {
        OfShell() {
            super(CompletionCommand.Shell.class);
        }
    }

    static final class OfPolicy extends Choice<IceConfiguration.Policy> {
        OfPolicy() {
            super(IceConfiguration.Policy.class);
        }
    }
}
