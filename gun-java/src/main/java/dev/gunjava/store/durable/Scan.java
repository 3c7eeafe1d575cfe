package dev.gunjava.store.durable;

import dev.gunjava.graph.Lex;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
        if (names.lowest() != null) {
            bound(column + " >= ?", names.lowest());
        }
        if (names.pastPrefix() != null) {
            bound(column + " < ?", names.pastPrefix());
        }
        if (names.to() != null) {
            bound(column + " <= ?", names.to());
        }
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
