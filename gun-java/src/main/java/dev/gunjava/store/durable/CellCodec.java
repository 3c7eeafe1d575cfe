package dev.gunjava.store.durable;

import dev.gunjava.graph.GunValue;
import dev.gunjava.store.StoreException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * How one key's value and state look on disk: a checksum over soul, key and all that follows, the state, a letter for
 * the kind of value, and the value. The database does not check what it holds; the checksum does.
 */
final class CellCodec {

    /** Bytes before the value: checksum, state and kind. */
    private static final int HEADER = Integer.BYTES + Double.BYTES + 1;

    private CellCodec() {}

    /** A value with its state in ms since the epoch. */
    record Cell(GunValue value, double state) {}

    static byte[] encode(byte[] soul, byte[] key, GunValue value, double state) {
        byte[] text = text(value);
        ByteBuffer cell = ByteBuffer.allocate(HEADER + text.length);
        cell.position(Integer.BYTES);
        cell.putDouble(state).put((byte) kind(value, text)).put(text);
        cell.putInt(0, checksum(soul, key, cell.array()));
        return cell.array();
    }

    static Cell decode(byte[] soul, byte[] key, byte[] stored) throws StoreException {
        try {
            ByteBuffer cell = ByteBuffer.wrap(stored);
            if (cell.getInt() != checksum(soul, key, stored)) {
                throw new StoreException("a checksum is wrong");
            }
            double state = cell.getDouble();
            return new Cell(value((char) cell.get(), cell), state);
        } catch (BufferUnderflowException e) {
            throw new StoreException("a value is cut short", e);
        }
    }

    private static int checksum(byte[] soul, byte[] key, byte[] cell) {
        CRC32C crc = new CRC32C();
        crc.update(soul);
        crc.update(0);
        crc.update(key);
        if (cell.length > Integer.BYTES) {
            crc.update(cell, Integer.BYTES, cell.length - Integer.BYTES);
        }
        return (int) crc.getValue();
    }

    private static byte[] text(GunValue value) {
        if (value instanceof GunValue.Text text) {
            byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
            return hasLoneSurrogate(text.value()) ? utf16(text.value()) : utf8;
        }
        if (value instanceof GunValue.Link link) {
            return utf16(link.soul());
        }
        if (value instanceof GunValue.Num number) {
            return ByteBuffer.allocate(Double.BYTES).putDouble(number.value()).array();
        }
        return new byte[0];
    }

    private static char kind(GunValue value, byte[] text) {
        if (value instanceof GunValue.Text string) {
            return hasLoneSurrogate(string.value()) && text.length > 0 ? 'u' : 's';
        }
        if (value instanceof GunValue.Bool bool) {
            return bool.value() ? 't' : 'f';
        }
        if (value instanceof GunValue.Link) {
            return 'l';
        }
        return value instanceof GunValue.Num ? 'n' : '0';
    }

    private static GunValue value(char kind, ByteBuffer rest) throws StoreException {
        return switch (kind) {
            case 's' -> new GunValue.Text(StandardCharsets.UTF_8.decode(rest).toString());
            case 'u' -> new GunValue.Text(string(rest));
            case 'l' -> new GunValue.Link(string(rest));
            case 'n' -> new GunValue.Num(rest.getDouble());
            case 't' -> new GunValue.Bool(true);
            case 'f' -> new GunValue.Bool(false);
            case '0' -> GunValue.Null.INSTANCE;
            default -> throw new StoreException("a value is of the unknown kind " + (int) kind);
        };
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** The units of a text, so that the order of bytes is the order of units; no surrogate is lost. */
    static byte[] utf16(String text) {
        byte[] units = new byte[text.length() * Character.BYTES];
        ByteBuffer.wrap(units).asCharBuffer().put(text);
        return units;
    }

    static String string(byte[] utf16) {
        return string(ByteBuffer.wrap(utf16));
    }

    private static String string(ByteBuffer utf16) {
        return utf16.asCharBuffer().toString();
    }
}
