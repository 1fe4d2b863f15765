package erp;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The entries.
 *
 * <p>What a client may assume of an acknowledgement (201, or 200 for a repetition): the entry is
 * committed and in PostgreSQL's flushed write-ahead log, it is in the chain exactly once, and its
 * attachment was flushed to the volume before. What it may assume of a 4xx, or of a 5xx with {@code
 * "written":false}: no entry was written. Any other answer, or none, leaves the outcome open;
 * posting the same entry again settles it.
 */
final class Books {
  private static final String ENTRIES =
      "SELECT e.seq, e.id, e.memo, e.attachment, e.prev_hash, e.hash, l.account, l.debit, l.credit"
          + " FROM ledger_entry e LEFT JOIN ledger_line l USING (seq)";

  /**
   * @param fresh false when the same entry had been posted before
   */
  record Receipt(boolean fresh, long seq, String hash) {}

  /** The end of the chain. */
  record Head(long seq, String hash) {}

  private final Sessions sessions;
  private final Volume volume;

  Books(Sessions sessions, Volume volume) {
    this.sessions = sessions;
    this.volume = volume;
  }

  Receipt post(Draft draft) throws RequestRefused {
    String attachment = null;
    if (draft.attachment() != null) {
      // Not even the volume is written on credentials that have been revoked.
      sessions.transaction((connection, login) -> login);
      attachment = volume.store(draft.attachment());
    }
    String sha = attachment;
    return sessions.transaction((connection, login) -> append(connection, draft, sha));
  }

  private static Receipt append(Connection connection, Draft draft, String attachment)
      throws SQLException, RequestRefused {
    Head head = head(connection, " FOR UPDATE");
    // Waiting for the lock takes time, in which the credentials may have ended.
    Login.require(connection);
    Optional<Posted> before = byId(connection, draft.uuid());
    if (before.isPresent()) {
      return repeated(before.get(), draft, attachment);
    }
    long seq = head.seq() + 1;
    String hash =
        EntryHash.hash(head.hash(), seq, draft.id(), draft.memo(), draft.lines(), attachment);
    insert(connection, draft, new Head(seq, hash), head.hash(), attachment);
    return new Receipt(true, seq, hash);
  }

  private static Receipt repeated(Posted before, Draft draft, String attachment)
      throws RequestRefused {
    String same =
        EntryHash.hash(
            before.prevHash(), before.seq(), draft.id(), draft.memo(), draft.lines(), attachment);
    if (!same.equals(before.hash())) {
      throw RequestRefused.of(409, "id " + draft.id() + " was posted with other content");
    }
    return new Receipt(false, before.seq(), before.hash());
  }

  private static void insert(
      Connection connection, Draft draft, Head next, String prevHash, String attachment)
      throws SQLException {
    try (PreparedStatement entry =
            connection.prepareStatement(
                "INSERT INTO ledger_entry (seq, id, memo, attachment, prev_hash, hash)"
                    + " VALUES (?, ?, ?, ?, ?, ?)");
        PreparedStatement line =
            connection.prepareStatement("INSERT INTO ledger_line VALUES (?, ?, ?, ?, ?)");
        PreparedStatement head =
            connection.prepareStatement("UPDATE ledger_head SET seq = ?, hash = ?")) {
      entry.setLong(1, next.seq());
      entry.setObject(2, draft.uuid());
      entry.setString(3, draft.memo());
      entry.setString(4, attachment);
      entry.setString(5, prevHash);
      entry.setString(6, next.hash());
      entry.executeUpdate();
      for (int n = 0; n < draft.lines().size(); n++) {
        Posting side = draft.lines().get(n);
        line.setLong(1, next.seq());
        line.setInt(2, n);
        line.setString(3, side.account());
        line.setLong(4, side.debit());
        line.setLong(5, side.credit());
        line.addBatch();
      }
      line.executeBatch();
      head.setLong(1, next.seq());
      head.setString(2, next.hash());
      head.executeUpdate();
    }
  }

  List<Posted> page(long after, int limit) throws RequestRefused {
    return sessions.transaction((connection, login) -> page(connection, after, limit));
  }

  Optional<Posted> byId(UUID id) throws RequestRefused {
    return sessions.transaction((connection, login) -> byId(connection, id));
  }

  static Head head(Connection connection, String lock) throws SQLException, RequestRefused {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT seq, hash FROM ledger_head" + lock);
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw RequestRefused.of(503, "the chain has lost its head: ledger_head is empty");
      }
      return new Head(row.getLong(1), row.getString(2));
    }
  }

  static List<Posted> page(Connection connection, long after, int limit) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            ENTRIES
                + " WHERE e.seq IN (SELECT seq FROM ledger_entry WHERE seq > ? ORDER BY seq LIMIT"
                + " ?) ORDER BY e.seq, l.n")) {
      query.setLong(1, after);
      query.setInt(2, limit);
      return read(query);
    }
  }

  private static Optional<Posted> byId(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(ENTRIES + " WHERE e.id = ? ORDER BY l.n")) {
      query.setObject(1, id);
      return read(query).stream().findFirst();
    }
  }

  private static List<Posted> read(PreparedStatement query) throws SQLException {
    List<Posted> entries = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      long current = Long.MIN_VALUE;
      List<Posting> lines = List.of();
      while (row.next()) {
        if (row.getLong("seq") != current) {
          current = row.getLong("seq");
          lines = new ArrayList<>();
          entries.add(entry(row, lines));
        }
        String account = row.getString("account");
        if (account != null) {
          lines.add(new Posting(account, row.getLong("debit"), row.getLong("credit")));
        }
      }
    }
    return entries;
  }

  private static Posted entry(ResultSet row, List<Posting> lines) throws SQLException {
    return new Posted(
        row.getLong("seq"),
        row.getString("id"),
        row.getString("memo"),
        lines,
        row.getString("attachment"),
        row.getString("prev_hash"),
        row.getString("hash"));
  }
}
