package dev.gunjava.witness.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of messages a second, or no bound.
 *
 * @param perSecond the number; {@link Integer#MAX_VALUE} for no bound
 */
record Rate(int perSecond) {

    private static final String UNLIMITED = "unlimited";

    /** The rate as it is written on the command line. */
    @Override
    public String toString() {
        return perSecond == Integer.MAX_VALUE ? UNLIMITED : Integer.toString(perSecond);
    }

    /** Reads a rate from the command line. */
    static final class Converter implements ITypeConverter<Rate> {
        @Override
        public Rate convert(String text) {
            if (text.equals(UNLIMITED)) {
                return new Rate(Integer.MAX_VALUE);
            }
            try {
                int perSecond = Integer.parseInt(text);
                if (perSecond > 0) {
                    return new Rate(perSecond);
                }
            } catch (NumberFormatException e) {
                // told below, like zero and less
            }
            throw new TypeConversionException("'" + text + "' is neither a number above zero nor 'unlimited'");
        }
    }
}
