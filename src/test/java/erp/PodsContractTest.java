package erp;

import static erp.ErpFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import erp.ErpFixture.Reply;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodsContractTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path volume;

  @Test
  void pods_that_meet_an_empty_database_at_once_agree_on_one_schema() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ErpFixture erp = ErpFixture.prepared(volume)) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Server pod = erp.start(erp.issue("1 hour"));
        replies.add(threads.submit(() -> erp.post(pod, entry(UUID.randomUUID(), 1))));
      }
      for (Future<Reply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(201);
      }
      assertThat(erp.get("/invariants").body().get("entries").asLong()).isEqualTo(4);
      assertThat(erp.get("/invariants").body().get("ok").asBoolean()).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_stopping_pod_finishes_what_is_under_way_and_takes_nothing_new() throws Exception {
    try (ErpFixture erp = ErpFixture.prepared(volume);
        Connection other = erp.admin();
        Statement statement = other.createStatement()) {
      Server pod = erp.start(erp.issue("1 hour"));
      assertThat(erp.get("/readyz").status()).isEqualTo(200);
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM ledger_head FOR UPDATE");
      CompletableFuture<Reply> underWay =
          CompletableFuture.supplyAsync(
              () -> unchecked(() -> erp.post(entry(UUID.randomUUID(), 1))));
      await("the entry waits for the chain").atMost(SOON).until(() -> waiting(erp) == 1);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(pod::close);
      await("new entries are refused").atMost(SOON).until(() -> erp.get("/livez").status() == 503);
      assertThat(erp.post(entry(UUID.randomUUID(), 1)).body().get("error").asText())
          .isEqualTo("shutting down");
      other.rollback();

      assertThat(underWay.get().status()).isEqualTo(201);
      stopped.get();
    }
  }

  @Test
  void credentials_that_end_while_an_entry_waits_for_the_chain_write_nothing() throws Exception {
    try (ErpFixture erp = ErpFixture.serving(volume);
        Connection other = erp.admin();
        Statement statement = other.createStatement()) {
      assertThat(erp.get("/readyz").status()).isEqualTo(200);
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM ledger_head FOR UPDATE");
      CompletableFuture<Reply> underWay =
          CompletableFuture.supplyAsync(
              () -> unchecked(() -> erp.post(entry(UUID.randomUUID(), 1))));
      await("the entry waits for the chain").atMost(SOON).until(() -> waiting(erp) == 1);
      erp.drop(erp.login());
      other.rollback();

      assertThat(underWay.get().status()).isEqualTo(503);
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM ledger_entry")) {
        row.next();
        assertThat(row.getLong(1)).isZero();
      }
    }
  }

  private static long waiting(ErpFixture erp) throws Exception {
    try (Connection connection = erp.admin();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static <T> T unchecked(java.util.concurrent.Callable<T> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
