package dev.gunjava.witness.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address; names are not resolved. */
final class Address implements ITypeConverter<InetAddress> {

    @Override
    public InetAddress convert(String text) {
        if (text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            try {
                return InetAddress.getAllByName(text)[0];
            } catch (UnknownHostException e) {
                throw new TypeConversionException("'" + text + "' is no IP address");
            }
        }
        throw new TypeConversionException("'" + text + "' is no IP address");
    }
}
