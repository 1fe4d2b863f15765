package firedrill.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The mark in PostgreSQL: a view with the run's nonce, in every database, and the system
 * identifier, which initdb gives a data directory and no dump carries over.
 *
 * <p>It is a view and no row, for a transaction of REPEATABLE READ or more goes on seeing the rows
 * that were there when it began. What a view says is looked up anew at each statement, and nobody
 * changes it while a transaction that has asked it is open
 * (https://www.postgresql.org/docs/15/explicit-locking.html).
 */
public final class PostgresMark {
  /** Under which the record keeps the system identifier. */
  static final String STORE = "postgresql";

  private static final String READ =
      "select nonce, (select system_identifier::pg_catalog.text from"
          + " pg_catalog.pg_control_system()) from firedrill_mark.run";
  private static final String IDENTITY =
      "select system_identifier::pg_catalog.text from pg_catalog.pg_control_system()";

  /** Seconds; a server that accepts and says nothing holds nobody for longer. */
  private static final int WITHIN = 10;

  /** For a server that says something all the time and does not answer. */
  private static final Duration PROOF = Duration.ofSeconds(30);

  /** The record's moment and initdb's are taken from the same clock. */
  private static final long CLOCK_SECONDS = 2;

  private static final String REMEDY =
      "only a server whose data this run has made is marked, when the data is made";

  private final Guard guard;

  public PostgresMark(Guard guard) {
    Given.require("the mark of PostgreSQL", guard);
    this.guard = guard;
  }

  /**
   * What is to be run in {@code template1} and in {@code postgres} right after initdb, one
   * statement a line, before the server listens for the first time; other databases get it from
   * template1.
   *
   * @throws GuardRefusal unless this process began the run, or while it is stopped
   */
  public List<String> statements() {
    guard.requireBegunHere("PostgreSQL's mark");
    SandboxRecord kept = guard.requireRecordOnDisk();
    return List.of(
        "create schema firedrill_mark;",
        ("create view firedrill_mark.run as select '%s'::pg_catalog.text as run,"
                + " '%s'::pg_catalog.text as nonce;")
            .formatted(kept.runId(), kept.nonce()));
  }

  /**
   * Writes down which data directory was made.
   *
   * @param data as initdb left it; its control file begins with the system identifier
   *     (src/include/catalog/pg_control.h)
   * @throws GuardRefusal unless this process began the run, and when it has made another one
   *     already
   */
  public void created(Path data) {
    Given.require("the data of a PostgreSQL", data);
    guard.requireBegunHere("PostgreSQL's data in " + data);
    String identity = new Looks().anywhere("PostgreSQL's data in " + data, () -> identifier(data));
    String known = guard.record().identities().get(STORE);
    if (known != null && !known.equals(identity)) {
      throw refusal("this run has made the data of another one already");
    }
    guard.recordIdentity(STORE, identity);
  }

  private String identifier(Path data) {
    Path file = data.resolve("global/pg_control");
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw refusal("its control file is none");
    }
    try (InputStream control = Files.newInputStream(file)) {
      byte[] first = control.readNBytes(Long.BYTES);
      if (first.length < Long.BYTES) {
        throw refusal("its control file is too short");
      }
      long identifier = ByteBuffer.wrap(first).order(ByteOrder.nativeOrder()).getLong();
      // BootStrapXLOG, src/backend/access/transam/xlog.c: the upper half is when initdb ran.
      if (identifier >>> 32 < guard.record().created().getEpochSecond() - CLOCK_SECONDS) {
        throw refusal("its data is older than this run's record");
      }
      return Long.toUnsignedString(identifier);
    } catch (IOException e) {
      throw refusal("its control file cannot be read: " + Shown.reason(e));
    }
  }

  /**
   * Looks at the server behind a connection.
   *
   * @throws GuardRefusal without this run's mark
   * @throws SQLException if the server cannot be asked
   */
  void require(OpenConnection open) throws SQLException {
    open.within(
        PROOF,
        () -> {
          requireMark(open.raw());
          return null;
        });
  }

  private void requireMark(Connection raw) throws SQLException {
    SandboxRecord kept = guard.requireRecordOnDisk();
    String identity = kept.identities().get(STORE);
    if (identity == null) {
      throw refusal("this run has not marked it");
    }
    int before = raw.getNetworkTimeout();
    // The driver's limit for a query asks the server to cancel it, which a silent one does not.
    raw.setNetworkTimeout(Runnable::run, (int) TimeUnit.SECONDS.toMillis(WITHIN));
    try {
      requireNonce(raw, kept, identity);
    } finally {
      if (!raw.isClosed()) {
        raw.setNetworkTimeout(Runnable::run, before);
      }
    }
  }

  private static void requireNonce(Connection raw, SandboxRecord kept, String identity)
      throws SQLException {
    String nonce = null;
    try (Statement statement = raw.createStatement()) {
      statement.setQueryTimeout(WITHIN);
      try (ResultSet row = statement.executeQuery(READ)) {
        if (row.next()) {
          nonce = row.getString(1);
          if (!identity.equals(row.getString(2))) {
            throw refusal("its system identifier is not the recorded one: the mark is a copy");
          }
          if (row.next()) {
            throw refusal("it carries more than one mark");
          }
        }
      }
    } catch (SQLException e) {
      throw judged(e);
    }
    if (!kept.nonce().equals(nonce)) {
      throw refusal("its mark carries another run's nonce");
    }
  }

  /**
   * Marks a server in something that this run has made: a virtual machine or a container.
   *
   * @param enclosure throws {@link GuardRefusal} unless what the server runs in carries the mark
   */
  void adopt(Connection raw, Runnable enclosure) throws SQLException {
    guard.requireBegunHere("PostgreSQL in a machine of this run");
    enclosure.run();
    guard.requireRunning();
    String identity = one(raw, IDENTITY);
    String recorded = guard.record().identities().get(STORE);
    if (recorded != null && !recorded.equals(identity)) {
      throw refusal("its system identifier is not the recorded one");
    }
    try (Statement statement = raw.createStatement()) {
      for (String sql : statements()) {
        statement.execute(sql);
      }
    }
    guard.recordIdentity(STORE, identity);
  }

  /** Whether there is nothing yet that could be a mark, ours or another run's. */
  boolean isMissing(Connection raw) throws SQLException {
    try (Statement statement = raw.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select 1 from pg_catalog.pg_namespace where nspname = 'firedrill_mark'")) {
      return !row.next();
    }
  }

  private static String one(Connection raw, String sql) throws SQLException {
    try (Statement statement = raw.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /**
   * PostgreSQL 15, appendix A: no such schema or table, or no right to read it, is an answer; all
   * else is none.
   */
  private static SQLException judged(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.equals("3F000") || state.equals("42P01")) {
      throw refusal("it carries no mark");
    }
    if (state.equals("42501")) {
      throw refusal("its mark cannot be read by this login");
    }
    return e;
  }

  private static GuardRefusal refusal(String why) {
    return new GuardRefusal("PostgreSQL", why, REMEDY);
  }
}
