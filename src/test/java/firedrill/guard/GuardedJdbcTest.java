package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a connection to PostgreSQL, by the driver itself")
class GuardedJdbcTest {
  private static final String MARK = "select nonce";
  private static final String MISSING = "select 1 from pg_catalog.pg_namespace";
  private static final String IDENTITY = "select system_identifier";

  @TempDir Path folder;
  private FakePostgres server;
  private Fixture lab;
  private GuardedJdbc jdbc;

  @BeforeEach
  void lab() throws IOException {
    server = new FakePostgres();
    lab = new Fixture(folder);
    lab.guard.recordIdentity(PostgresMark.STORE, "7");
    mark(lab.guard.record().nonce(), "7");
    jdbc = new GuardedJdbc(lab.guard);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void mark(String nonce, String identity) {
    server.rows.put(MARK, List.of(nonce, identity));
  }

  private void refused(GuardedJdbc by, String why) {
    assertThatThrownBy(() -> by.open(server.url(), "u", "p"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(why);
    // Nothing of a connection that was refused is left.
    Awaitility.await().until(() -> server.connections() == 0);
  }

  @Test
  @DisplayName("sees the mark before its first statement")
  void marked() throws SQLException {
    try (Connection connection = jdbc.open(server.url(), "u", "p");
        Statement statement = connection.createStatement()) {
      assertThat(server.asked).last().asString().startsWith(MARK);
      statement.execute("drop table kept");
      assertThat(server.asked).filteredOn(sql -> sql.startsWith(MARK)).hasSize(2);
      assertThat(server.asked).last().isEqualTo("drop table kept");
    }
    Awaitility.await().until(() -> server.connections() == 0);
  }

  @Test
  @DisplayName("is not handed out without the mark, and is closed")
  void unmarked() {
    mark("0".repeat(32), "7");
    refused(jdbc, "another run's nonce");
    mark(lab.guard.record().nonce(), "8");
    refused(jdbc, "the mark is a copy");
    server.rows.remove(MARK);
    refused(jdbc, "another run's nonce");
    for (String state : List.of("3F000", "42P01")) {
      server.errors.put(MARK, state);
      refused(jdbc, "it carries no mark");
    }
    server.errors.put(MARK, "42501");
    refused(jdbc, "cannot be read by this login");
    server.errors.put(MARK, "57014");
    assertThatThrownBy(() -> jdbc.open(server.url(), "u", "p")).isInstanceOf(SQLException.class);
    lab.guard.recordIdentity(PostgresMark.STORE, null);
    refused(jdbc, "this run has not marked it");
    assertThat(server.asked).noneMatch(sql -> sql.startsWith("create schema"));
  }

  @Test
  @DisplayName("in a machine of this run marks a database that has no mark, and only then")
  void adopted() throws SQLException {
    lab.guard.recordIdentity(PostgresMark.STORE, null);
    server.rows.put(IDENTITY, List.of("9"));
    mark(lab.guard.record().nonce(), "9");
    refused(
        jdbc.within(
            at -> {
              throw new GuardRefusal("the machine", "it is not ours", "x");
            }),
        "it is not ours");
    assertThat(server.asked).noneMatch(sql -> sql.startsWith("create schema"));
    GuardedJdbc within = GuardedJdbc.to(lab.guard, Optional.of(at -> {}));
    within.open(server.url(), "u", "p").close();
    assertThat(server.asked)
        .contains("create schema firedrill_mark;")
        .anyMatch(
            sql ->
                sql.startsWith("create view firedrill_mark.run")
                    && sql.contains(lab.guard.record().nonce()));
    assertThat(lab.guard.record().identities()).containsEntry(PostgresMark.STORE, "9");
    server.asked.clear();
    server.rows.put(MISSING, List.of("1"));
    within.open(server.url(), "u", "p").close();
    assertThat(server.asked).noneMatch(sql -> sql.startsWith("create schema"));
    server.asked.clear();
    server.rows.remove(MISSING);
    server.rows.put(IDENTITY, List.of("10"));
    refused(within, "not the recorded one");
    assertThat(server.asked).noneMatch(sql -> sql.startsWith("create schema"));
  }

  @Test
  @DisplayName("marks nothing when the run is stopped while its machine is looked at")
  void stopped_meanwhile() {
    lab.guard.recordIdentity(PostgresMark.STORE, null);
    server.rows.put(IDENTITY, List.of("9"));
    refused(jdbc.within(at -> stopRun()), ".firedrill/STOP");
    assertThat(server.asked).noneMatch(sql -> sql.startsWith(IDENTITY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SET", MARK})
  @DisplayName("tells of the stop when it breaks off meanwhile, at its settings or at the mark")
  void broken_off(String statement) {
    server.errors.put(statement, "57P01");
    server.whenAsked =
        sql -> {
          if (sql.startsWith(statement)) {
            stopRun();
          }
        };
    refused(jdbc, ".firedrill/STOP");
  }

  private void stopRun() {
    try {
      Files.createDirectories(lab.home.resolve(".firedrill/STOP"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("of an earlier run's guard marks nothing")
  void later() {
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    refused(new GuardedJdbc(later).within(at -> {}), "began in another one");
    assertThat(server.asked).noneMatch(sql -> sql.startsWith("create schema"));
  }

  @Test
  @DisplayName("of a login without a name or a password is not tried")
  void logins() {
    for (String missing : new String[] {"user", "password"}) {
      assertThatThrownBy(
              () ->
                  jdbc.open(
                      server.url(),
                      missing.equals("user") ? null : "u",
                      missing.equals("password") ? null : "p"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("user or password is missing");
    }
    assertThat(server.asked).isEmpty();
  }

  @Test
  @DisplayName("is refused as such when the stop file appears while it is opened")
  void stopped() {
    server.rows.put(IDENTITY, List.of("7"));
    GuardedJdbc within =
        jdbc.within(
            at -> {
              try {
                Path stop = lab.guard.settings().stopFile();
                Files.createDirectories(stop.getParent());
                Files.createFile(stop);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    refused(within, "stop file");
    assertThat(server.asked).noneMatch(sql -> sql.startsWith("create schema"));
  }
}
