package dev.gunjava.witness.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port number from the command line; 0 stands for any that is free. */
final class Port implements ITypeConverter<Integer> {

    private static final int GREATEST = 65_535;

    @Override
    public Integer convert(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= GREATEST) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below, like numbers out of range
        }
        throw new TypeConversionException("'" + text + "' is no port, which is a number from 0 to " + GREATEST);
    }
}
