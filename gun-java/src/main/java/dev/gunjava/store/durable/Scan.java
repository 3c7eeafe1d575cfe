package dev.gunjava.store.durable;

import dev.gunjava.graph.Lex;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ordered read of chosen keys of chosen nodes. The index narrows the souls, and the keys too if there is just one
 * soul; what is left over, the choice itself filters.
 */
final class Scan {

    private final Lex souls;
    private final Lex keys;
    private final boolean reverse;
    private final List<String> conditions = new ArrayList<>();
    private final List<byte[]> bounds = new ArrayList<>();

    Scan(Lex souls, Lex keys, boolean reverse) {
        this.souls = souls;
        this.keys = keys;
        this.reverse = reverse;
        narrow("soul", souls);
        if (souls.exact() != null) {
            narrow("key", keys);
        }
    }

    private void narrow(String column, Lex names) {
        if (names.exact() != null) {
            bound(column + " = ?", names.exact());
            return;
        }
        if (names.prefix() != null) {
            bound(column + " >= ?", names.prefix());
            String after = after(names.prefix());
            if (after != null) {
                bound(column + " < ?", after);
            }
        }
        if (names.from() != null) {
            bound(column + " >= ?", names.from());
        }
        if (names.to() != null) {
            bound(column + " <= ?", names.to());
        }
    }

    /** The least text that is greater than every text with the prefix, or null if there is none. */
    private static @Nullable String after(String prefix) {
        for (int last = prefix.length() - 1; last >= 0; last--) {
            if (prefix.charAt(last) != Character.MAX_VALUE) {
                return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
            }
        }
        return null;
    }

    private void bound(String condition, String name) {
        conditions.add(condition);
        bounds.add(CellCodec.utf16(name));
    }

    String sql() {
        String order = reverse ? " DESC" : "";
        return "SELECT soul, key, cell FROM cell"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY soul" + order + ", key" + order;
    }

    ResultSet run(PreparedStatement select) throws SQLException {
        for (int i = 0; i < bounds.size(); i++) {
            select.setBytes(i + 1, bounds.get(i));
        }
        return select.executeQuery();
    }

    boolean matches(String soul, String key) {
        return souls.matches(soul) && keys.matches(key);
    }
}
