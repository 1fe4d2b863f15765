package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.DeadPort;
import firedrill.testing.Property;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection to a database that only writes down what it is asked. */
class GuardedConnectionTest {
  @TempDir Path folder;
  private Fixture lab;
  private PostgresMark mark;
  private final List<String> asked = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private String nonce;
  private String identity = "7";
  private int marks = 1;
  private SQLException failure;
  private Exception failedStatement;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
    mark = new PostgresMark(lab.guard);
    nonce = lab.guard.record().nonce();
    lab.guard.recordIdentity(PostgresMark.STORE, "7");
  }

  private Connection connection() {
    return GuardedConnection.of(lab.guard, mark, open(fake(Connection.class, null)));
  }

  private OpenConnection open(Connection raw) {
    return OpenConnection.watched(lab.guard, raw);
  }

  @SuppressWarnings("unchecked")
  private <T> T fake(Class<T> type, String prepared) {
    int[] row = {0};
    return (T)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String sql = arguments != null && arguments[0] instanceof String s ? s : prepared;
              switch (method.getName()) {
                case "createStatement" -> {
                  return fake(Statement.class, null);
                }
                case "prepareStatement" -> {
                  return fake(PreparedStatement.class, sql);
                }
                case "getMetaData", "getParameterMetaData" -> {
                  return fake(method.getReturnType(), null);
                }
                case "getConnection" -> {
                  return fake(Connection.class, null);
                }
                case "executeQuery" -> {
                  asked.add(sql);
                  if (sql.contains("firedrill_mark.run") && failure != null) {
                    throw failure;
                  }
                  return fake(ResultSet.class, sql);
                }
                case "execute", "executeUpdate" -> {
                  asked.add(sql);
                  if (failedStatement != null) {
                    throw failedStatement;
                  }
                  return method.getReturnType() == int.class ? (Object) 0 : (Object) false;
                }
                case "next" -> {
                  return row[0]++ < (sql.contains("nspname") ? 0 : marks);
                }
                case "getString" -> {
                  return (int) arguments[0] == 1 && prepared.startsWith("select nonce")
                      ? nonce
                      : identity;
                }
                case "abort" -> closed.set(true);
                case "isClosed" -> {
                  return closed.get();
                }
                case "isValid" -> {
                  return true;
                }
                default -> {}
              }
              Class<?> result = method.getReturnType();
              return result == boolean.class
                  ? (Object) false
                  : result == int.class ? (Object) 0 : null;
            });
  }

  private long marksRead() {
    return asked.stream().filter(sql -> sql.contains("firedrill_mark.run")).count();
  }

  private void stop() throws IOException {
    Files.createDirectories(lab.home.resolve(".firedrill"));
    Files.createFile(lab.home.resolve(".firedrill/STOP"));
  }

  @Test
  void what_describes_a_result_or_its_parameters_asks_too() throws Exception {
    Connection c = connection();
    ResultSetMetaData columns;
    ParameterMetaData parameters;
    try (PreparedStatement s = c.prepareStatement("select 1");
        ResultSet row = s.executeQuery()) {
      columns = row.getMetaData();
      parameters = s.getParameterMetaData();
      assertThat(columns.getColumnCount()).isZero();
      assertThat(parameters.getParameterCount()).isZero();
      assertThat(columns).hasToString("guarded ResultSetMetaData");
    }
    stop();
    assertThatThrownBy(() -> columns.getTableName(1)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> parameters.getParameterTypeName(1)).isInstanceOf(GuardRefusal.class);
    assertThat(closed).isTrue();
  }

  @Test
  void what_the_driver_asks_the_server_for_waits_for_its_turn() {
    for (String asks : List.of("getMetaData", "getParameterMetaData")) {
      assertThat(JdbcCall.isLocal(PreparedStatement.class, asks, null)).as(asks).isFalse();
    }
    assertThat(JdbcCall.isLocal(Connection.class, "setClientInfo", null)).isFalse();
    assertThat(JdbcCall.isLocal(Connection.class, "getMetaData", null)).isTrue();
    assertThat(JdbcCall.isLocal(ResultSet.class, "getMetaData", null)).isTrue();
    assertThat(JdbcCall.isLocal(Connection.class, "getClientInfo", null)).isTrue();
  }

  @Test
  void words_of_a_server_about_a_failed_statement_hold_no_control_characters() throws Exception {
    try (Statement s = connection().createStatement()) {
      failedStatement = new SQLException("no table \u001b[2J", "42P01", 7);
      assertThatThrownBy(() -> s.execute("drop table kept"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getMessage()).isEqualTo("no table \\u001b[2J");
                assertThat(e.getSQLState()).isEqualTo("42P01");
                assertThat(e.getErrorCode()).isEqualTo(7);
              });
      failedStatement = new IllegalArgumentException("the driver's own");
      assertThatThrownBy(() -> s.execute("drop table kept")).isSameAs(failedStatement);
    }
  }

  @Test
  void a_number_is_read_and_a_statement_sees_the_mark() throws SQLException {
    Connection c = connection();
    try (Statement s = c.createStatement()) {
      s.executeQuery("select 1");
      assertThat(marksRead()).isZero();
      s.execute("drop table kept");
      assertThat(marksRead()).isEqualTo(1);
      s.executeQuery("select pg_terminate_backend(1)");
      assertThat(marksRead()).isEqualTo(2);
      s.executeUpdate("select 1");
      assertThat(marksRead()).isEqualTo(3);
    }
    try (PreparedStatement s = c.prepareStatement("insert into kept values (?)")) {
      s.executeUpdate();
      assertThat(marksRead()).isEqualTo(4);
    }
    try (PreparedStatement s = c.prepareStatement("select id from kept")) {
      ResultSet rows = s.executeQuery();
      assertThat(marksRead()).isEqualTo(5);
      rows.refreshRow();
      assertThat(marksRead()).isEqualTo(6);
    }
  }

  @Test
  void the_stop_file_ends_a_connection_that_was_open_before() throws Exception {
    Connection c = connection();
    Statement s = c.createStatement();
    ResultSet r = s.executeQuery("select 1");
    assertThat(c.isClosed()).isFalse();
    assertThat(c.isValid(1)).isTrue();
    stop();
    asked.clear();
    assertThatThrownBy(() -> s.executeQuery("select 2")).hasMessageContaining("stop file");
    assertThat(asked).isEmpty();
    assertThat(closed).isTrue();
    assertThat(c.isClosed()).isTrue();
    assertThat(c.isValid(1)).isFalse();
    assertThatThrownBy(r::next).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(c::commit).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(c::createStatement).isInstanceOf(GuardRefusal.class);
    s.close();
    c.close();
  }

  @Test
  void whoever_asks_whether_it_is_open_after_the_stop_file_has_closed_it() throws Exception {
    for (boolean byValidity : new boolean[] {true, false}) {
      closed.set(false);
      Connection c = connection();
      assertThat(c.isValid(1)).isTrue();
      stop();
      assertThat(byValidity ? !c.isValid(1) : c.isClosed()).isTrue();
      assertThat(closed).isTrue();
      Files.delete(lab.home.resolve(".firedrill/STOP"));
    }
  }

  @Test
  void large_objects_and_arrays_are_guarded_like_what_they_come_from() throws Exception {
    List<String> called = new ArrayList<>();
    Connection raw = connectionOf(called);
    Connection c = GuardedConnection.of(lab.guard, mark, open(raw));
    Blob blob = c.createBlob();
    assertThat(blob.length()).isZero();
    assertThat(marksRead()).isZero();
    blob.setBytes(1, new byte[1]);
    blob.truncate(0);
    assertThat(marksRead()).isEqualTo(2);
    assertThatThrownBy(() -> blob.setBinaryStream(1)).isInstanceOf(GuardRefusal.class);
    Clob clob = c.createClob();
    clob.setString(1, "x");
    assertThat(marksRead()).isEqualTo(3);
    assertThatThrownBy(() -> clob.setAsciiStream(1)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> clob.setCharacterStream(1)).isInstanceOf(GuardRefusal.class);
    SQLXML xml = c.createSQLXML();
    assertThatThrownBy(() -> xml.setBinaryStream()).isInstanceOf(GuardRefusal.class);
    Array array = c.createArrayOf("text", new Object[] {"x"});
    assertThat(Proxy.isProxyClass(array.getClass())).isTrue();
    PreparedStatement s = c.prepareStatement("insert into kept values (?)");
    called.clear();
    s.setArray(1, array);
    s.setBytes(1, new byte[0]);
    s.setString(1, "x");
    // Once a second the guard itself looks whether the connection is still open.
    assertThat(called)
        .filteredOn(call -> !call.equals("isClosed"))
        .containsExactly("setArray raw", "setBytes", "setString");
    assertThat(marksRead()).isEqualTo(3);
    // Written to the server at once, whatever becomes of the statement.
    s.setBlob(1, blob);
    assertThat(called).contains("setBlob raw");
    assertThat(marksRead()).isEqualTo(4);
    ResultSet rows = array.getResultSet();
    stop();
    assertThatThrownBy(rows::next).hasMessageContaining("stop file");
    assertThatThrownBy(blob::length).hasMessageContaining("stop file");
  }

  /** Whose objects tell whether they were given the driver's own for arguments. */
  private Connection connectionOf(List<String> called) {
    Object[] raw = new Object[1];
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("hashCode")) {
            return 1;
          }
          if (method.getName().equals("executeQuery")) {
            asked.add((String) arguments[0]);
            return fake(ResultSet.class, (String) arguments[0]);
          }
          boolean own =
              arguments != null
                  && arguments.length > 1
                  && arguments[1] != null
                  && Proxy.isProxyClass(arguments[1].getClass())
                  && Proxy.getInvocationHandler(arguments[1]) == raw[0];
          called.add(method.getName() + (own ? " raw" : ""));
          Class<?> type = method.getReturnType();
          if (type.isInterface()) {
            return Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (InvocationHandler) raw[0]);
          }
          return type == boolean.class
              ? (Object) false
              : type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
        };
    raw[0] = handler;
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  @Test
  void what_leads_back_is_guarded_whatever_handed_it_out() throws Exception {
    Connection c = GuardedConnection.of(lab.guard, mark, open(connectionOf(new ArrayList<>())));
    Statement ofTables = c.getMetaData().getTables(null, null, "x", null).getStatement();
    Statement ofArray = c.createArrayOf("text", new Object[0]).getResultSet().getStatement();
    for (Statement s : new Statement[] {ofTables, ofArray}) {
      assertThat(s).hasToString("guarded Statement");
      assertThat(s.getConnection()).isSameAs(c);
    }
    Statement own = c.createStatement();
    assertThat(own.getGeneratedKeys().getStatement()).isSameAs(own);
  }

  @Test
  void no_connection_waits_for_an_answer_without_end() throws Exception {
    List<String> called = new ArrayList<>();
    Connection c = GuardedConnection.of(lab.guard, mark, open(connectionOf(called)));
    for (int limit : new int[] {0, -1, 3_600_001}) {
      assertThatThrownBy(() -> c.setNetworkTimeout(Runnable::run, limit))
          .isInstanceOf(GuardRefusal.class);
    }
    assertThat(called).doesNotContain("setNetworkTimeout");
    c.setNetworkTimeout(Runnable::run, 5000);
    assertThat(called).contains("setNetworkTimeout");
  }

  @Test
  void data_that_is_older_than_the_record_is_nobody_s() throws IOException {
    lab.guard.update(record -> record.withIdentity(PostgresMark.STORE, null));
    Path control = Files.createDirectories(folder.resolve("old/global")).resolve("pg_control");
    long seconds = lab.guard.record().created().getEpochSecond();
    for (long age : new long[] {3, 60, 1_000_000}) {
      Files.write(control, identifier(seconds - age));
      assertThatThrownBy(() -> mark.created(folder.resolve("old")))
          .hasMessageContaining("older than this run's record");
    }
    Files.write(control, identifier(seconds - 2));
    mark.created(folder.resolve("old"));
    assertThat(lab.guard.record().identities()).containsKey(PostgresMark.STORE);
  }

  private static byte[] identifier(long seconds) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putLong(seconds << 32 | 4711)
        .array();
  }

  @Test
  void a_deleted_record_ends_it_too_and_so_does_a_mark_that_has_gone() throws Exception {
    Connection c = connection();
    lab.store.delete("run-1");
    assertThatThrownBy(c::createStatement).isInstanceOf(GuardRefusal.class);
    assertThat(closed).isTrue();
  }

  @Test
  void another_mark_or_none_stops_the_statement() {
    Property.holds(
        Property.cases(200),
        gen -> {
          closed.set(false);
          nonce = lab.guard.record().nonce();
          identity = "7";
          marks = 1;
          failure = null;
          switch (gen.between(0, 4)) {
            case 0 -> nonce = gen.textOf("0123456789abcdef", 31);
            case 1 -> identity = gen.of("8", "", "07", "7 ");
            case 2 -> marks = gen.of(0, 2);
            case 3 -> failure = new SQLException("x", gen.of("3F000", "42P01", "42501"));
            default -> nonce = null;
          }
          Statement s = connection().createStatement();
          assertThatThrownBy(() -> s.execute("drop table kept"))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("PostgreSQL");
          assertThat(asked).doesNotContain("drop table kept");
          assertThat(closed).isTrue();
        });
  }

  @Test
  void a_server_that_cannot_answer_fails_the_statement_without_a_refusal() throws SQLException {
    failure = new SQLException("down", "08006");
    Statement s = connection().createStatement();
    assertThatThrownBy(() -> s.execute("drop table kept")).isSameAs(failure);
    assertThat(asked).doesNotContain("drop table kept");
  }

  @Test
  void what_is_behind_is_not_handed_out() throws SQLException {
    Connection c = connection();
    Statement s = c.createStatement();
    assertThat(s.getConnection()).isSameAs(c);
    assertThat(c.getMetaData().getConnection()).isSameAs(c);
    assertThat(c.unwrap(Connection.class)).isSameAs(c);
    assertThat(c.isWrapperFor(Connection.class)).isTrue();
    assertThat(c.isWrapperFor(org.postgresql.PGConnection.class)).isFalse();
    assertThatThrownBy(() -> c.unwrap(org.postgresql.PGConnection.class))
        .isInstanceOf(GuardRefusal.class);
    assertThat(c.equals(sameAs(c))).isTrue();
    assertThat(c).isNotEqualTo(connection()).hasToString("guarded Connection");
    assertThat(c.hashCode()).isEqualTo(System.identityHashCode(c));
  }

  /** The very same, which the compiler is not told. */
  private static Object sameAs(Object one) {
    return one;
  }

  @Test
  void nothing_is_trusted_before_its_data_directory_is_written_down() throws IOException {
    lab.guard.update(record -> record.withIdentity(PostgresMark.STORE, null));
    assertThatThrownBy(() -> mark.require(open(fake(Connection.class, null))))
        .hasMessageContaining("has not marked it");
    Path control = Files.createDirectories(folder.resolve("data/global")).resolve("pg_control");
    Files.write(control, new byte[] {1, 2});
    assertThatThrownBy(() -> mark.created(folder.resolve("data")))
        .hasMessageContaining("too short");
    assertThatThrownBy(() -> mark.created(folder.resolve("none")))
        .hasMessageContaining("does not exist");
    Files.write(
        control, ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(-2L).array());
    mark.created(folder.resolve("data"));
    assertThat(lab.guard.record().identities()).containsEntry("postgresql", "18446744073709551614");
    assertThat(mark.statements()).hasSize(2).anyMatch(sql -> sql.contains(nonce));
    mark.created(folder.resolve("data"));
    Files.write(
        control, ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(-3L).array());
    assertThatThrownBy(() -> mark.created(folder.resolve("data")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("another one already");
    assertThat(lab.guard.record().identities()).containsEntry("postgresql", "18446744073709551614");
  }

  @Test
  void a_server_in_a_marked_machine_is_adopted_and_in_another_one_is_not() throws SQLException {
    lab.guard.update(record -> record.withIdentity(PostgresMark.STORE, null));
    Connection raw = fake(Connection.class, null);
    assertThat(mark.isMissing(raw)).isTrue();
    assertThatThrownBy(
            () ->
                mark.adopt(
                    raw,
                    () -> {
                      throw new GuardRefusal("vm", "no mark", "none");
                    }))
        .hasMessageContaining("no mark");
    assertThat(asked).noneMatch(sql -> sql.startsWith("create"));
    mark.adopt(raw, () -> {});
    assertThat(asked).anyMatch(sql -> sql.startsWith("create schema firedrill_mark"));
    assertThat(lab.guard.record().identities()).containsEntry("postgresql", "7");
    identity = "8";
    assertThatThrownBy(() -> mark.adopt(raw, () -> {}))
        .hasMessageContaining("not the recorded one");
  }

  @Test
  void no_proxy_comes_in_between_and_no_other_server_is_connected() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, java.net.InetAddress.getByName("127.0.0.1"));
        ServerSocket other = new ServerSocket(0, 5, java.net.InetAddress.getByName("127.0.0.1"))) {
      JdbcTarget target =
          JdbcTarget.parse(
              lab.guard, "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/erp");
      String ticket = LabSocketFactory.register(lab.guard, target.servers());
      LabSocketFactory factory = new LabSocketFactory(ticket);
      System.setProperty("socksProxyHost", "203.0.113.1");
      try (Socket socket = factory.createSocket("127.0.0.1", server.getLocalPort())) {
        assertThat(socket.getPort()).isEqualTo(server.getLocalPort());
      } finally {
        System.clearProperty("socksProxyHost");
      }
      var loopback = java.net.InetAddress.getByName("127.0.0.1");
      factory.createSocket(loopback, server.getLocalPort()).close();
      factory.createSocket(loopback, server.getLocalPort(), loopback, 0).close();
      factory.createSocket("127.0.0.1", server.getLocalPort(), loopback, 0).close();
      assertThatThrownBy(() -> factory.createSocket("127.0.0.1", other.getLocalPort()))
          .isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> factory.createSocket("127.0.0.2", server.getLocalPort()))
          .isInstanceOf(GuardRefusal.class);
      stop();
      assertThatThrownBy(() -> factory.createSocket("127.0.0.1", server.getLocalPort()))
          .hasMessageContaining("stop file");
      LabSocketFactory.forget(ticket);
      assertThatThrownBy(() -> new LabSocketFactory(ticket)).isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> new LabSocketFactory(null)).isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  void opening_needs_user_and_password_and_fails_as_the_server_does() throws IOException {
    GuardedJdbc jdbc = new GuardedJdbc(lab.guard);
    try (DeadPort dead = new DeadPort()) {
      String url = "jdbc:postgresql://127.0.0.1:" + dead.number() + "/erp?connectTimeout=2";
      assertThatThrownBy(() -> jdbc.open(url, null, "")).isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> jdbc.open(url, "u", null)).isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> jdbc.open(url, "u", "p")).isInstanceOf(SQLException.class);
      assertThat(jdbc.require(url)).isEqualTo(url);
    }
  }

  @Test
  void a_url_says_where_and_nothing_else() {
    assertThat(
            JdbcTarget.parse(
                    lab.guard, "jdbc:postgresql://127.0.0.1,[::1]:5433/erp?connectTimeout=3")
                .url())
        .isEqualTo("jdbc:postgresql://127.0.0.1:5432,[0:0:0:0:0:0:0:1]:5433/erp");
    Property.holds(
        Property.cases(300),
        gen -> {
          String parameter =
              gen.of(
                  "socketFactory",
                  "sslfactory",
                  "loggerFile",
                  "service",
                  "user",
                  "password",
                  "options",
                  "authenticationPluginClassName",
                  "localSocketAddress",
                  "sslcert",
                  "xmlFactoryFactory",
                  "ConnectTimeout",
                  "");
          String url = "jdbc:postgresql://127.0.0.1:5432/erp";
          for (String bad :
              List.of(
                  url + "?" + parameter + "=x",
                  url + "?connectTimeout=1&" + parameter + "=x",
                  url + "?connectTimeout=1&connectTimeout=2",
                  url + "?ApplicationName=a'b",
                  url + "#" + parameter,
                  url + "%00",
                  url + "/" + parameter,
                  "jdbc:postgresql://127.0.0.1:0/erp",
                  "jdbc:postgresql://127.0.0.1:65536/erp",
                  "jdbc:postgresql://127.0.0.1:5432,203.0.113." + gen.between(0, 255) + "/erp",
                  gen.text(3) + "x" + url)) {
            assertThatThrownBy(() -> JdbcTarget.parse(lab.guard, bad))
                .as(bad)
                .isInstanceOf(GuardRefusal.class);
          }
        });
  }

  @Test
  void the_limit_of_a_proof_is_taken_back_while_the_connection_is_open() throws Exception {
    List<Integer> limits = new ArrayList<>();
    List<Integer> seconds = new ArrayList<>();
    Connection plain = fake(Connection.class, null);
    Connection raw =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "getNetworkTimeout" -> {
                      return 77;
                    }
                    case "setNetworkTimeout" -> {
                      limits.add((Integer) arguments[1]);
                      return null;
                    }
                    case "createStatement" -> {
                      Statement statement = (Statement) method.invoke(plain, arguments);
                      return Proxy.newProxyInstance(
                          getClass().getClassLoader(),
                          new Class<?>[] {Statement.class},
                          (of, called, given) -> {
                            if (called.getName().equals("setQueryTimeout")) {
                              seconds.add((Integer) given[0]);
                            }
                            if (called.getName().equals("executeQuery") && failure != null) {
                              closed.set(true);
                              throw failure;
                            }
                            return called.invoke(statement, given);
                          });
                    }
                    default -> {
                      return method.invoke(plain, arguments);
                    }
                  }
                });
    mark.require(open(raw));
    assertThat(limits).containsExactly(10_000, 77);
    assertThat(seconds).containsExactly(10);
    limits.clear();
    failure = new SQLException("gone", "08006");
    assertThatThrownBy(() -> mark.require(open(raw))).isSameAs(failure);
    assertThat(limits).containsExactly(10_000);
    assertThat(open(raw).isOver()).isTrue();
  }

  @Test
  void whatever_is_written_at_once_sees_the_mark() throws Exception {
    Connection raw = connectionOf(new ArrayList<>());
    Connection c = GuardedConnection.of(lab.guard, mark, open(raw));
    Blob blob = c.createBlob();
    Clob clob = c.createClob();
    PreparedStatement s = c.prepareStatement("select ?");
    Property.holds(
        Property.cases(200),
        gen -> {
          long before = marksRead();
          Object large =
              gen.of(
                  blob, clob, java.io.InputStream.nullInputStream(), java.io.Reader.nullReader());
          switch (gen.between(0, 2)) {
            case 0 -> s.setObject(1, large);
            case 1 -> s.setObject(1, large, java.sql.Types.BLOB);
            default -> s.setObject(1, large, java.sql.Types.CLOB, 1);
          }
          assertThat(marksRead()).isEqualTo(before + 1);
          s.setObject(1, gen.text(10));
          assertThat(marksRead()).isEqualTo(before + 1);
        });
    long before = marksRead();
    s.setBinaryStream(1, java.io.InputStream.nullInputStream());
    s.setCharacterStream(1, java.io.Reader.nullReader());
    assertThat(marksRead()).isEqualTo(before + 2);
  }
}
