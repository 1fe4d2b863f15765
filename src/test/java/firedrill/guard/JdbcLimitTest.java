package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import firedrill.testing.Property;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a call of JDBC")
class JdbcLimitTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private static Statement statement(int seconds) {
    return (Statement)
        Proxy.newProxyInstance(
            JdbcLimitTest.class.getClassLoader(),
            new Class<?>[] {Statement.class},
            (proxy, method, arguments) -> {
              if (seconds < 0) {
                throw new SQLException("closed");
              }
              return seconds;
            });
  }

  @Test
  @DisplayName("lasts as long as its caller lets it and a moment, and never more than an hour")
  void limits() {
    Property.holds(
        Property.cases(200),
        gen -> {
          int seconds = gen.between(1, gen.of(10, 5000));
          String name =
              gen.of(
                  "execute", "executeQuery", "executeUpdate", "executeBatch", "executeLargeBatch");
          Duration given = Duration.ofSeconds(seconds);
          Duration limit = JdbcLimit.of(statement(seconds), name, null);
          assertThat(limit).isLessThanOrEqualTo(HOUR);
          if (seconds < HOUR.toSeconds() - 5) {
            assertThat(limit).isEqualTo(given.plusSeconds(5));
          }
          Duration asked = JdbcLimit.of("a connection", "isValid", new Object[] {seconds});
          assertThat(asked).isEqualTo(Duration.ofSeconds(Math.min(seconds + 5, 60)));
          assertThat(JdbcLimit.of(statement(seconds), gen.of("getMoreResults", "x"), null))
              .isEqualTo(HOUR);
        });
  }

  @Test
  @DisplayName("without a limit of its caller's lasts an hour, a question for life a minute")
  void without() throws SQLException {
    assertThat(JdbcLimit.of(statement(0), "execute", null)).isEqualTo(HOUR);
    assertThat(JdbcLimit.of("a connection", "commit", null)).isEqualTo(HOUR);
    assertThat(JdbcLimit.of("a connection", "isValid", new Object[] {0}))
        .isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> JdbcLimit.of(statement(-1), "execute", null)).hasMessage("closed");
  }

  private static FakePostgres marked(Fixture lab) throws Exception {
    FakePostgres server = new FakePostgres();
    server.rows.put("select nonce", List.of(lab.guard.record().nonce(), "7"));
    return server;
  }

  @Test
  @DisplayName("ends in the time that its caller gave, whatever the server goes on to say")
  void talking() throws Exception {
    Fixture lab = new Fixture(folder);
    lab.guard.recordIdentity(PostgresMark.STORE, "7");
    GuardedJdbc jdbc = new GuardedJdbc(lab.guard);
    try (FakePostgres server = marked(lab);
        FakePostgres other = marked(lab);
        Connection asked = jdbc.open(server.url(), "u", "p");
        Connection told = jdbc.open(other.url(), "u", "p");
        Statement statement = told.createStatement()) {
      server.talking = true;
      other.busy = "update";
      statement.setQueryTimeout(1);
      var updated =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () -> {
                try {
                  return String.valueOf(statement.execute("update slow"));
                } catch (SQLException e) {
                  return "failed";
                }
              });
      assertThat(assertTimeoutPreemptively(SOON, () -> asked.isValid(1))).isFalse();
      assertThat(updated.get(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
          .isEqualTo("failed");
      assertThat(told.isClosed()).isTrue();
    }
  }

  @Test
  @DisplayName("that fails in many words fails as what it was: a batch tells how far it came")
  void batches() {
    SQLException cause = new SQLException("a\u0007b", "23505", 3);
    BatchUpdateException batch =
        new BatchUpdateException(
            "x".repeat(700), "23505", 3, new long[] {1, Statement.EXECUTE_FAILED}, null);
    batch.setNextException(cause);
    BatchUpdateException shown = (BatchUpdateException) GuardedJdbc.plain(batch);
    assertThat(shown != batch).isTrue();
    assertThat(shown.getLargeUpdateCounts()).containsExactly(1, Statement.EXECUTE_FAILED);
    assertThat(shown.getMessage()).hasSize(601);
    assertThat(shown.getSQLState()).isEqualTo("23505");
    assertThat(shown.getErrorCode()).isEqualTo(3);
    assertThat(shown.getNextException().getMessage()).isEqualTo("a\\u0007b");
    cause.setNextException(new SQLException("c"));
    assertThat(GuardedJdbc.plain(batch).getNextException() == null).isTrue();
  }

  @Test
  @DisplayName("what stands behind a failure is printed with it, and as plain as it")
  void behind() {
    SQLException plain = new SQLException("a", "23505", new IllegalStateException("b\nc"));
    plain.setNextException(new SQLException("d"));
    assertThat(GuardedJdbc.plain(plain) == plain).isTrue();
    SQLException next = new BatchUpdateException("a", "23505", 3, new int[] {1}, null);
    next.setNextException(new SQLException("b\u001b[31m\u202e"));
    assertThat(GuardedJdbc.plain(next).getNextException().getMessage())
        .isEqualTo("b\\u001b[31m\\u202e");
    for (SQLException odd :
        new SQLException[] {
          new SQLException("a", new IllegalStateException("b\u001b[31m")),
          new SQLException("a", new SQLException("b", new IllegalStateException("c\u0007"))),
          new SQLException("a", new IllegalStateException("b".repeat(5000)))
        }) {
      SQLException shown = GuardedJdbc.plain(odd);
      assertThat(shown.getMessage()).isEqualTo("a");
      assertThat(shown.getCause() == null).isTrue();
    }
    SQLException many = new SQLException("0");
    for (int i = 1; i < 100; i++) {
      many.setNextException(new SQLException("" + i));
    }
    assertThat(GuardedJdbc.plain(many).getNextException() == null).isTrue();
  }
}
