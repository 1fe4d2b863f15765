package firedrill.integrity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The books as the tables hold them, read behind the ERP's back. */
public record PostgresView(Connections connections) implements LedgerView {

  /** Opens a session that may read the ledger's tables; the view closes it. */
  @FunctionalInterface
  public interface Connections {
    Connection open() throws SQLException;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<StoredEntry> entries() throws SQLException {
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      Map<Long, List<Line>> lines = lines(statement);
      return entries(statement, lines);
    }
  }

  private static Map<Long, List<Line>> lines(Statement statement) throws SQLException {
    Map<Long, List<Line>> lines = new LinkedHashMap<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT seq, account, debit, credit FROM ledger_line ORDER BY seq, n")) {
      while (row.next()) {
        lines
            .computeIfAbsent(row.getLong(1), seq -> new ArrayList<>())
            .add(new Line(row.getString(2), row.getLong(3), row.getLong(4)));
      }
    }
    return lines;
  }

  private static List<StoredEntry> entries(Statement statement, Map<Long, List<Line>> lines)
      throws SQLException {
    List<StoredEntry> all = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT seq, id, memo, attachment, prev_hash, hash FROM ledger_entry ORDER BY seq")) {
      while (row.next()) {
        long seq = row.getLong(1);
        Content content =
            new Content(
                row.getObject(2, UUID.class),
                row.getString(3),
                lines.getOrDefault(seq, List.of()),
                Optional.ofNullable(row.getString(4)));
        all.add(new StoredEntry(seq, content, row.getString(5), row.getString(6)));
      }
    }
    return all;
  }
}
