package drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.component.postgres.FoundationDatabase;
import firedrill.integrity.Sha256;
import firedrill.junit.CheckResult;
import firedrill.recovery.Observation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database with rows that are numbered in the order in which they were acknowledged, a large
 * object, and a role that owns them.
 */
final class ShopDatabase {

  private static final String NAME = "shop";
  private static final String ROLE = "shop_app";

  private final FoundationDatabase server;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final byte[] large = new byte[300_000];

  /**
   * @param random of the large object's content
   */
  ShopDatabase(FoundationDatabase server, Random random) {
    this.server = server;
    random.nextBytes(large);
  }

  /** Made anew, with some rows. */
  void fill(int rows) throws SQLException {
    acknowledged.set(0);
    execute(
        "postgres",
        "drop database if exists " + NAME + " with (force)",
        "drop role if exists " + ROLE,
        "create role " + ROLE + " nologin",
        "create database " + NAME);
    execute(
        NAME,
        "create table orders (number integer primary key, text text not null)",
        "create table scans (content oid not null)",
        "alter table orders owner to " + ROLE);
    try (Connection c = server.open(NAME);
        PreparedStatement s =
            c.prepareStatement("insert into scans values (lo_from_bytea(0, ?))")) {
      s.setBytes(1, large);
      s.execute();
    }
    insert(rows);
  }

  /** One after the other, each a transaction of its own. */
  void insert(int rows) throws SQLException {
    try (Connection c = server.open(NAME);
        PreparedStatement s = c.prepareStatement("insert into orders values (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        int number = acknowledged.get() + 1;
        s.setInt(1, number);
        s.setString(2, text(number));
        s.execute();
        acknowledged.set(number);
      }
    }
  }

  private static String text(int number) {
    return Sha256.of(("order " + number).getBytes(UTF_8));
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** Somebody drops the database, and the role. */
  void drop() throws SQLException {
    execute("postgres", "drop database " + NAME + " with (force)", "drop role " + ROLE);
  }

  boolean isThere() throws SQLException {
    return ask("postgres", "select 1 from pg_database where datname = '" + NAME + "'");
  }

  /** Whether there are rows at all. */
  Observation serves() throws SQLException {
    if (!isThere()) {
      return Observation.notYet("there is no database " + NAME);
    }
    int rows = rows().size();
    return Observation.of(rows > 0, rows + " rows");
  }

  /** None when there is no such table. */
  private Map<Integer, String> rows() throws SQLException {
    Map<Integer, String> rows = new TreeMap<>();
    if (!ask(NAME, "select 1 from pg_tables where tablename = 'orders'")) {
      return rows;
    }
    try (Connection c = server.open(NAME);
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select number, text from orders")) {
      while (r.next()) {
        rows.put(r.getInt(1), r.getString(2));
      }
    }
    return rows;
  }

  /**
   * Whether the rows are those of one moment: all that were acknowledged until then, as they were,
   * and none later.
   *
   * @param atLeast acknowledged before the dump began
   * @param atMost acknowledged when it had ended
   */
  CheckResult oneMoment(int atLeast, int atMost) throws SQLException {
    Map<Integer, String> rows = isThere() ? rows() : Map.of();
    List<String> wrong = new ArrayList<>();
    for (int number = 1; number <= Math.max(atLeast, rows.size()); number++) {
      if (!text(number).equals(rows.get(number))) {
        wrong.add("row " + number + (rows.containsKey(number) ? " is another" : " is missing"));
      }
    }
    if (rows.size() > atMost + 1) {
      wrong.add("rows of after the dump");
    }
    String text =
        "%d rows; %d were acknowledged before the dump, %d after it"
            .formatted(rows.size(), atLeast, atMost);
    return wrong.isEmpty()
        ? CheckResult.passed(text)
        : CheckResult.failed(wrong.get(0), text + "; " + wrong.size() + " wrong: " + wrong.get(0));
  }

  /** Whether the large object is as it was, and the role owns its table again. */
  CheckResult ownedWhole() throws SQLException {
    if (!isThere() || !ask(NAME, "select 1 from pg_tables where tablename = 'scans'")) {
      return CheckResult.failed("the large object is missing", "there is no table of it");
    }
    String sum = "none";
    try (Connection c = server.open(NAME);
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select lo_get(content) from scans")) {
      if (r.next()) {
        sum = Sha256.of(r.getBytes(1));
      }
    }
    if (!sum.equals(Sha256.of(large))) {
      return CheckResult.failed("the large object is missing", "its sum is " + sum);
    }
    boolean owned =
        ask(
            NAME,
            "select 1 from pg_tables where tablename = 'orders' and tableowner = '" + ROLE + "'");
    return owned
        ? CheckResult.passed(large.length + " bytes, and " + ROLE + " owns its table")
        : CheckResult.failed("the role is missing", ROLE + " owns no table orders");
  }

  private boolean ask(String database, String query) throws SQLException {
    try (Connection c = server.open(database);
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(query)) {
      return r.next();
    }
  }

  private void execute(String database, String... statements) throws SQLException {
    try (Connection c = server.open(database);
        Statement s = c.createStatement()) {
      for (String sql : statements) {
        s.execute(sql);
      }
    }
  }
}
