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
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsContractTest {
  @TempDir Path volume;

  @Test
  void a_dropped_role_is_refused_although_its_session_still_lives() throws Exception {
    try (ErpFixture erp = ErpFixture.serving(volume)) {
      assertThat(erp.post(entry(UUID.randomUUID(), 1)).status()).isEqualTo(201);
      erp.drop(erp.login());

      Reply write = erp.post(entry(UUID.randomUUID(), 1, new byte[] {9}));
      assertThat(write.status()).isEqualTo(503);
      assertThat(write.body().get("error").asText()).startsWith("credentials expired");
      assertThat(write.body().get("written").asBoolean(true)).isFalse();
      assertThat(volume).isDirectoryNotContaining(file -> !file.toString().contains("probe"));
      assertThat(erp.get("/entries").status()).isEqualTo(503);
      assertThat(erp.get("/whoami").status()).isEqualTo(503);
      assertThat(erp.get("/readyz").status()).isEqualTo(503);
      assertThat(erp.get("/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void an_expired_role_is_refused_from_its_last_moment_on() throws Exception {
    try (ErpFixture erp = ErpFixture.serving(volume)) {
      assertThat(erp.post(entry(UUID.randomUUID(), 1)).status()).isEqualTo(201);
      erp.sql("ALTER ROLE \"" + erp.login() + "\" VALID UNTIL '2001-01-01'");

      assertThat(erp.post(entry(UUID.randomUUID(), 1)).body().get("error").asText())
          .contains("credentials expired")
          .contains("2001-01-01");
      assertThat(erp.get("/entries").status()).isEqualTo(503);
    }
  }

  @Test
  void a_lease_that_runs_out_stops_the_service_by_itself() throws Exception {
    try (ErpFixture erp = ErpFixture.prepared(volume)) {
      erp.start(erp.issue("3 seconds"));
      assertThat(erp.get("/readyz").status()).isEqualTo(200);

      await("readiness ends with the lease")
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> erp.get("/readyz").status() == 503);
      assertThat(erp.get("/entries").body().get("error").asText()).contains("credentials");
    }
  }

  @Test
  void a_renewed_lease_is_served_again() throws Exception {
    try (ErpFixture erp = ErpFixture.serving(volume)) {
      assertThat(erp.get("/entries").status()).isEqualTo(200);
      erp.sql("ALTER ROLE \"" + erp.login() + "\" VALID UNTIL '2001-01-01'");
      assertThat(erp.get("/entries").status()).isEqualTo(503);
      erp.sql("ALTER ROLE \"" + erp.login() + "\" VALID UNTIL '2101-01-01'");

      assertThat(erp.get("/entries").status()).isEqualTo(200);
      assertThat(erp.log()).contains("refusing: credentials expired").contains("serving again");
    }
  }

  @Test
  void a_pod_started_on_stale_credentials_lives_but_is_never_ready() throws Exception {
    try (ErpFixture erp = ErpFixture.prepared(volume)) {
      String login = erp.issue("1 hour");
      erp.drop(login);
      erp.start(login);

      assertThat(erp.get("/livez").status()).isEqualTo(200);
      assertThat(erp.get("/readyz").status()).isEqualTo(503);
      assertThat(erp.get("/readyz").body().get("database").asText())
          .contains("credentials refused");
      assertThat(erp.log()).doesNotContain("secret-of");
    }
  }

  @Test
  void the_tables_survive_the_rotation_of_logins() throws Exception {
    try (ErpFixture erp = ErpFixture.serving(volume)) {
      assertThat(erp.post(entry(UUID.randomUUID(), 1)).status()).isEqualTo(201);
      String next = erp.issue("1 hour");
      erp.drop(erp.login());
      Server pod = erp.start(next);

      Reply reply = erp.post(pod, entry(UUID.randomUUID(), 1));
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.body().get("seq").asLong()).isEqualTo(2);
      assertThat(erp.get(pod, "/whoami").body().get("user").asText()).isEqualTo(next);
      assertThat(tableOwner(erp)).isEqualTo(erp.owner());
    }
  }

  @Test
  void a_login_that_would_own_the_tables_itself_creates_none() throws Exception {
    try (ErpFixture erp = ErpFixture.prepared(volume)) {
      String login = erp.issue("1 hour");
      erp.sql("ALTER ROLE \"" + login + "\" RESET role");
      erp.start(login);

      assertThat(erp.get("/readyz").body().get("database").asText())
          .contains("would own the tables");
    }
  }

  @Test
  void after_a_crash_of_the_database_acknowledged_entries_are_there_and_service_resumes()
      throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        ErpFixture erp = ErpFixture.serving(postgres, volume)) {
      UUID id = UUID.randomUUID();
      assertThat(erp.post(entry(id, 1)).status()).isEqualTo(201);
      postgres.kill();
      assertThat(erp.post(entry(UUID.randomUUID(), 1)).body().get("error").asText())
          .contains("database unreachable");
      postgres.crashAndRestart();

      assertThat(erp.get("/entries/" + id).status()).isEqualTo(200);
      assertThat(erp.get("/invariants").body().get("ok").asBoolean()).isTrue();
    }
  }

  private static String tableOwner(ErpFixture erp) throws Exception {
    try (Connection connection = erp.admin();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT tableowner FROM pg_tables WHERE tablename = 'ledger_entry'")) {
      row.next();
      return row.getString(1);
    }
  }
}
