package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import erp.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the mark in a real PostgreSQL")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPostgresTest {
  private static final String USER = "postgres";

  private PostgresServer server;
  private Fixture lab;
  private GuardedJdbc jdbc;

  @BeforeAll
  void server() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  void end() throws Exception {
    server.close();
  }

  @BeforeEach
  void lab(@TempDir Path folder) throws SQLException {
    lab = new Fixture(folder);
    run("drop schema if exists firedrill_mark cascade", "drop table if exists kept");
    run("create table kept (id int)");
    jdbc = new GuardedJdbc(lab.guard).within(at -> {});
  }

  private void run(String... statements) throws SQLException {
    try (Connection other = server.admin(USER);
        Statement statement = other.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Connection open() throws SQLException {
    return jdbc.open(server.url(USER), USER, "");
  }

  @Test
  @DisplayName("is written once, read before each statement, and copied into a new database")
  void written() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("insert into kept values (1)");
      try (ResultSet row = statement.executeQuery("select count(*) from kept")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(1);
      }
    }
    open().close();
    jdbc = new GuardedJdbc(lab.guard);
    run("create database copied template postgres");
    jdbc.open(server.url("copied"), USER, "").close();
    run("drop database copied");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Connection.TRANSACTION_READ_COMMITTED,
        Connection.TRANSACTION_REPEATABLE_READ,
        Connection.TRANSACTION_SERIALIZABLE
      })
  @DisplayName("is the one of this moment in a transaction that began with another one, too")
  void old_snapshot(int isolation) throws SQLException {
    for (List<String> change :
        List.of(
            List.of("drop schema firedrill_mark cascade"),
            List.of("drop view firedrill_mark.run"),
            List.of("alter schema firedrill_mark rename to other"),
            List.of(
                "create or replace view firedrill_mark.run as"
                    + " select 'x'::text as run, repeat('0', 32)::text as nonce"))) {
      run("drop schema if exists firedrill_mark cascade", "drop schema if exists other cascade");
      try (Connection connection = open();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(isolation);
        // The snapshot is taken now, and no lock on the mark.
        statement.executeQuery("select 1").close();
        run(change.toArray(String[]::new));
        assertThatThrownBy(() -> statement.execute("drop table kept"))
            .as("%s", change)
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("PostgreSQL");
        assertThat(connection.isClosed()).isTrue();
      }
      run("insert into kept values (2)");
    }
  }

  @Test
  @DisplayName("is not changed by anybody while a transaction that has asked it is open")
  void locked() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into kept values (1)");
      assertThatThrownBy(
              () -> run("set lock_timeout = '200ms'", "drop schema firedrill_mark cascade"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("lock timeout");
      connection.commit();
    }
  }
}
