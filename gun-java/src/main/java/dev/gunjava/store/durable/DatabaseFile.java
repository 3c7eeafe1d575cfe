package dev.gunjava.store.durable;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A graph in an SQLite file: one row for each key of a node, ordered by soul and key as UTF-16 units. Each write is one
 * transaction and one synchronization of the write-ahead log.
 *
 * <p>{@link #write} belongs to one thread and the reads to another: each has a connection of its own.
 */
final class DatabaseFile implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);

    /** "GunJ": by this SQLite tells files of this program from others. */
    private static final int APPLICATION = 0x47756e4a;

    private static final int FORMAT = 1;

    /** How long one of the two connections waits for the other, which is never for long. */
    private static final int BUSY_MILLIS = 10_000;

    /** SQLite's page cache of each connection, in KiB; our own graph in memory is the cache that matters. */
    private static final int CACHE_KIB = 8 << 10;

    /** How many keys one scan looks at, so that a choice of little among much keeps other reads waiting for a moment. */
    static final int SCAN_REACH = 100_000;

    /** How many bytes of values one scan gives back before it stops; the last value may go over it. */
    static final int SCAN_BYTES = 8 << 20;

    private final Path path;
    private final Connection writing;
    private final Connection reading;
    private final PreparedStatement upsert;
    private final PreparedStatement selectNode;
    private final PreparedStatement selectCell;

    private DatabaseFile(Path path, Connection writing, Connection reading) throws SQLException {
        this.path = path;
        this.writing = writing;
        this.reading = reading;
        this.upsert = writing.prepareStatement("INSERT INTO cell (soul, key, cell) VALUES (?, ?, ?)"
                + " ON CONFLICT (soul, key) DO UPDATE SET cell = excluded.cell");
        this.selectNode = reading.prepareStatement("SELECT key, cell FROM cell WHERE soul = ? ORDER BY key");
        this.selectCell = reading.prepareStatement("SELECT key, cell FROM cell WHERE soul = ? AND key = ?");
    }

    /** Opens the file, or makes it if there is none; checks an old one page by page before anything is written. */
    static DatabaseFile open(Path path) throws StoreException {
        Connection writing = null;
        Connection reading = null;
        try {
            if (!Files.exists(path)) {
                create(path);
            } else if (Files.size(path) == 0) {
                throw damaged(path, "it is empty", null);
            }
            check(path);
            writing = connect(path);
            writing.setAutoCommit(false);
            reading = connect(path);
            return new DatabaseFile(path, writing, reading);
        } catch (SQLException | IOException e) {
            close(writing);
            close(reading);
            throw e instanceof StoreException known ? known : failure("open", path, e);
        }
    }

    private static Connection connect(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** Makes an empty graph beside its place and moves it there, so that what is there is always complete. */
    private static void create(Path path) throws SQLException, IOException {
        Path log = path.resolveSibling(path.getFileName() + "-wal");
        if (Files.exists(log)) {
            throw damaged(path, "it is missing, but its log " + log.getFileName() + " is there", null);
        }
        Path made = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(made);
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + made);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE cell (soul BLOB NOT NULL, key BLOB NOT NULL, cell BLOB NOT NULL,"
                    + " PRIMARY KEY (soul, key)) WITHOUT ROWID");
            statement.executeUpdate("PRAGMA user_version = " + FORMAT);
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
        }
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void check(Path path) throws SQLException, StoreException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            if (number(statement, "PRAGMA application_id") != APPLICATION) {
                throw new StoreException(
                        path + " is not a graph of this program; choose another directory. Nothing was changed.");
            }
            int format = number(statement, "PRAGMA user_version");
            if (format != FORMAT) {
                throw new StoreException(path + " is of format " + format + ", but this program knows format " + FORMAT
                        + " alone; use the version that wrote it. Nothing was changed.");
            }
            try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
                result.next();
                if (!result.getString(1).equals("ok")) {
                    throw damaged(path, result.getString(1), null);
                }
            }
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        }
    }

    /** What went wrong, told apart from damage by SQLite's own word for it. */
    private static StoreException failure(String attempt, Path path, Exception e) {
        if (e instanceof SQLiteException fault && isDamage(fault.getResultCode())) {
            return damaged(path, String.valueOf(e.getMessage()), e);
        }
        return new StoreException("cannot " + attempt + " the graph in " + path + ": " + e.getMessage(), e);
    }

    private static boolean isDamage(SQLiteErrorCode code) {
        return code.name().startsWith("SQLITE_CORRUPT") || code == SQLiteErrorCode.SQLITE_NOTADB;
    }

    private static StoreException damaged(Path path, String what, @Nullable Throwable cause) {
        return new StoreException(
                "the graph in " + path + " is damaged (" + what + "). It was left as it is: restore its directory from"
                        + " a copy, or move that away to start with an empty graph; `sqlite3 " + path.getFileName()
                        + " .recover` saves what can be saved",
                cause);
    }

    /** Writes all keys of the nodes, or none; returns when they are on disk. */
    void write(Iterable<Node> nodes) throws StoreException {
        try {
            for (Node node : nodes) {
                byte[] soul = CellCodec.utf16(node.soul());
                for (int i = 0; i < node.size(); i++) {
                    byte[] key = CellCodec.utf16(node.key(i));
                    upsert.setBytes(1, soul);
                    upsert.setBytes(2, key);
                    upsert.setBytes(3, CellCodec.encode(soul, key, node.value(i), node.state(i)));
                    upsert.executeUpdate();
                }
            }
            writing.commit();
        } catch (SQLException e) {
            throw failure("write", path, e);
        }
    }

    Optional<Node> node(String soul) throws StoreException {
        byte[] name = CellCodec.utf16(soul);
        try {
            selectNode.setBytes(1, name);
            return read(soul, name, selectNode);
        } catch (SQLException e) {
            throw failure("read", path, e);
        }
    }

    Optional<Node> cell(String soul, String key) throws StoreException {
        byte[] name = CellCodec.utf16(soul);
        try {
            selectCell.setBytes(1, name);
            selectCell.setBytes(2, CellCodec.utf16(key));
            return read(soul, name, selectCell);
        } catch (SQLException e) {
            throw failure("read", path, e);
        }
    }

    private Optional<Node> read(String soul, byte[] name, PreparedStatement select)
            throws SQLException, StoreException {
        Node.Builder node = Node.builder(soul);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                byte[] key = rows.getBytes(1);
                CellCodec.Cell cell = decode(name, key, rows.getBytes(2));
                node.add(CellCodec.string(key), cell.value(), cell.state());
            }
        }
        return node.size() == 0 ? Optional.empty() : Optional.of(node.build());
    }

    private CellCodec.Cell decode(byte[] soul, byte[] key, byte[] cell) throws StoreException {
        try {
            return CellCodec.decode(soul, key, cell);
        } catch (StoreException e) {
            throw damaged(
                    path,
                    e.getMessage() + " at the key " + CellCodec.string(key) + " of the soul " + CellCodec.string(soul),
                    e);
        }
    }

    List<Node> scan(Lex souls, Lex keys, int cells, boolean reverse) throws StoreException {
        if (souls.isEmpty() || keys.isEmpty()) {
            return List.of();
        }
        Scan scan = new Scan(souls, keys, reverse);
        List<Node> nodes = new ArrayList<>();
        try (PreparedStatement select = reading.prepareStatement(scan.sql());
                ResultSet rows = scan.run(select)) {
            byte[] soul = new byte[0];
            Node.Builder node = null;
            int found = 0;
            long bytes = 0;
            for (int looked = 0; found < cells && looked < SCAN_REACH && bytes < SCAN_BYTES && rows.next(); looked++) {
                byte[] rowSoul = rows.getBytes(1);
                byte[] key = rows.getBytes(2);
                if (!scan.matches(CellCodec.string(rowSoul), CellCodec.string(key))) {
                    continue;
                }
                if (node == null || !Arrays.equals(soul, rowSoul)) {
                    if (node != null) {
                        nodes.add(node.build());
                    }
                    soul = rowSoul;
                    node = Node.builder(CellCodec.string(soul));
                }
                byte[] stored = rows.getBytes(3);
                CellCodec.Cell cell = decode(soul, key, stored);
                node.add(CellCodec.string(key), cell.value(), cell.state());
                found++;
                bytes += stored.length;
            }
            if (node != null) {
                nodes.add(node.build());
            }
        } catch (SQLException e) {
            throw failure("read", path, e);
        }
        return Collections.unmodifiableList(nodes);
    }

    @Override
    public void close() {
        close(reading);
        close(writing);
    }

    /** Nothing is lost if this fails: what was acknowledged is in the log, which the next start reads. */
    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.warn("cannot close a database", e);
            }
        }
    }
}
