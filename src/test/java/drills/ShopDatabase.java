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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database with orders that are numbered in the order in which they were acknowledged, the
 * payment of each written in the same transaction, a large object, and a role that owns them.
 */
final class ShopDatabase {

  private static final String NAME = "shop";
  private static final String ROLE = "shop_app";

  /** In both a number and a text. */
  private static final List<String> TABLES = List.of("orders", "payments");

  /**
   * Three megabytes in the order of names between the two tables, in which pg_dump takes them: so
   * that orders are acknowledged between the copy of the one and of the other.
   */
  private static final String BETWEEN =
      "create table parcels as select i, md5(i::text) || md5((-i)::text) || md5((2 * i)::text)"
          + " from generate_series(1, 30000) i";

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
        "create table payments (number integer primary key references orders, text text not null)",
        BETWEEN,
        "create table scans (content oid not null)",
        "alter table orders owner to " + ROLE,
        "alter table payments owner to " + ROLE);
    try (Connection c = server.open(NAME);
        PreparedStatement s =
            c.prepareStatement("insert into scans values (lo_from_bytea(0, ?))")) {
      s.setBytes(1, large);
      s.execute();
    }
    insert(rows);
  }

  /** One after the other, each a transaction of its own. */
  void insert(int orders) throws SQLException {
    try (Connection c = open()) {
      for (int i = 0; i < orders; i++) {
        order(c);
      }
    }
  }

  /** A session of the caller's own. */
  Connection open() throws SQLException {
    return server.open(NAME);
  }

  /**
   * An order and its payment, in one transaction.
   *
   * @param user one at a time
   * @return the order's number
   */
  int order(Connection user) throws SQLException {
    int number = acknowledged.get() + 1;
    user.setAutoCommit(false);
    for (String table : TABLES) {
      try (PreparedStatement s = user.prepareStatement("insert into " + table + " values (?, ?)")) {
        s.setInt(1, number);
        s.setString(2, text(table, number));
        s.execute();
      }
    }
    user.commit();
    user.setAutoCommit(true);
    acknowledged.set(number);
    return number;
  }

  /**
   * Which session of pg_dump holds which snapshot of this database just now; empty when none does.
   */
  String snapshotOfDump(Connection user) throws SQLException {
    try (Statement s = user.createStatement();
        ResultSet r =
            s.executeQuery(
                "select pid || ' at ' || backend_xmin from pg_stat_activity where datname = '"
                    + NAME
                    + "' and application_name = 'pg_dump' and backend_xmin is not null")) {
      return r.next() ? r.getString(1) : "";
    }
  }

  private static String text(String table, int number) {
    return Sha256.of((table + " " + number).getBytes(UTF_8));
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

  /** Whether there are orders at all. */
  Observation serves() throws SQLException {
    if (!isThere()) {
      return Observation.notYet("there is no database " + NAME);
    }
    int rows = rows("orders").size();
    return Observation.of(rows > 0, rows + " orders");
  }

  /** None when there is no such table. */
  private Map<Integer, String> rows(String table) throws SQLException {
    Map<Integer, String> rows = new TreeMap<>();
    if (!isThere() || !ask(NAME, "select 1 from pg_tables where tablename = '" + table + "'")) {
      return rows;
    }
    try (Connection c = open();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select number, text from " + table)) {
      while (r.next()) {
        rows.put(r.getInt(1), r.getString(2));
      }
    }
    return rows;
  }

  /**
   * Whether both tables hold what was acknowledged before the dump's moment, as it was, and nothing
   * of after it.
   */
  CheckResult asOf(DumpMoment moment) throws SQLException {
    List<String> wrong = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (String table : TABLES) {
      Map<Integer, String> rows = rows(table);
      seen.add(rows.size() + " " + table);
      for (int number = 1; number <= Math.max(moment.atLeast(), rows.size()); number++) {
        if (!rows.containsKey(number)) {
          wrong.add("row " + number + " of " + table + " is missing");
        } else if (!text(table, number).equals(rows.get(number))) {
          wrong.add("row " + number + " of " + table + " is another");
        }
      }
      if (rows.keySet().stream().anyMatch(number -> number > moment.atMost())) {
        wrong.add(table + " of after the snapshot");
      }
    }
    return result(wrong, String.join(", ", seen) + "; " + moment);
  }

  /**
   * Whether the tables are of one and the same moment: each transaction has written into both of
   * them or into none.
   */
  CheckResult oneMoment() throws SQLException {
    Map<Integer, String> orders = rows("orders");
    Map<Integer, String> payments = rows("payments");
    Set<Integer> all = new TreeSet<>(orders.keySet());
    all.addAll(payments.keySet());
    List<String> wrong = new ArrayList<>();
    if (all.isEmpty()) {
      wrong.add("there is nothing to compare");
    }
    for (int number : all) {
      if (!orders.containsKey(number) || !payments.containsKey(number)) {
        wrong.add("transaction " + number + " is there by half");
      }
    }
    return result(wrong, orders.size() + " orders and " + payments.size() + " payments");
  }

  private static CheckResult result(List<String> wrong, String text) {
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
