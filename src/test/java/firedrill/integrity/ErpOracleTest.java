package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import erp.ErpFixture;
import firedrill.testing.DeadPort;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workload and checkers against the real service on a real PostgreSQL. */
class ErpOracleTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  @TempDir Path directory;

  @Test
  void a_real_run_passes_from_all_sides_and_damage_behind_the_erps_back_is_named()
      throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    try (ErpFixture erp = ErpFixture.serving(volume);
        Ledger ledger = Ledger.create(directory.resolve("ledger.jsonl"));
        Workload workload =
            new Workload(new Workload.Plan(42, 2, 100, 5), client(erp.uri()), ledger)) {
      workload.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> workload.progress().counts().acknowledged() >= 30);
      workload.stop(Duration.ofSeconds(10));
      History history = ledger.history();
      LedgerView postgres = new PostgresView(erp::admin);

      ErpClient client = client(erp.uri());
      assertThat(results(history, new ErpView(client), AttachmentView.of(client)))
          .allMatch(CheckReport::ok);
      assertThat(results(history, postgres, AttachmentView.of(volume))).allMatch(CheckReport::ok);

      String deleted = history.acked().get(3).content().id().toString();
      erp.sql(
          "DELETE FROM ledger_line USING ledger_entry e WHERE ledger_line.seq = e.seq AND e.id = '"
              + deleted
              + "'");
      erp.sql("DELETE FROM ledger_entry WHERE id = '" + deleted + "'");
      String sha =
          history.acked().stream()
              .flatMap(f -> f.content().attachment().stream())
              .skip(1)
              .findFirst()
              .orElseThrow();
      byte[] bytes = AttachmentView.of(volume).read(sha).orElseThrow();
      bytes[bytes.length - 1] ^= 1;
      Files.write(volume.resolve(sha.substring(0, 2)).resolve(sha), bytes);

      assertThat(results(history, postgres, AttachmentView.of(volume)))
          .filteredOn(result -> !result.ok())
          .extracting(CheckReport::culprit)
          .hasSize(3)
          .anyMatch(culprit -> culprit.contains(deleted) && culprit.contains("is missing"))
          .anyMatch(culprit -> culprit.startsWith("seq ") && culprit.contains("is missing"))
          .anyMatch(culprit -> culprit.contains(sha) && culprit.contains("is corrupt"));
      assertThat(MeasuredLoss.measure(history, postgres, ledger.now()).lostEntries()).isEqualTo(1);
    }
  }

  @Test
  void expired_credentials_are_a_refusal() throws Exception {
    try (ErpFixture erp = ErpFixture.serving(directory)) {
      ErpClient client = client(erp.uri());
      assertThat(client.post(entry(0))).isInstanceOf(Outcome.Acked.class);
      erp.drop(erp.login());

      assertThat(client.post(entry(1)))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.reason()).startsWith("credentials expired");
              });
    }
  }

  @Test
  void no_connection_is_a_refusal() throws Exception {
    try (DeadPort dead = new DeadPort()) {
      assertThat(client(URI.create("http://127.0.0.1:" + dead.number())).post(entry(0)))
          .isInstanceOfSatisfying(
              Outcome.Refused.class, refused -> assertThat(refused.status()).isZero());
    }
  }

  @Test
  void a_connection_that_dies_after_sending_is_ambiguous() throws Exception {
    assertThat(answered("")).isInstanceOf(Outcome.Ambiguous.class);
  }

  @Test
  void an_error_that_promises_nothing_is_ambiguous_and_so_is_a_receipt_without_content()
      throws Exception {
    assertThat(answered("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"))
        .isInstanceOf(Outcome.Ambiguous.class);
    assertThat(answered("HTTP/1.1 500 Oops\r\nContent-Length: 16\r\n\r\n{\"written\":null}"))
        .isInstanceOf(Outcome.Ambiguous.class);
    assertThat(answered("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"))
        .isInstanceOf(Outcome.Ambiguous.class);
  }

  @Test
  void an_answer_that_does_not_come_in_time_is_ambiguous() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      URI base = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      ErpClient client =
          new HttpErpClient(
              base, Duration.ofMillis(300), r -> HTTP.send(r, BodyHandlers.ofByteArray()));
      assertThat(client.post(entry(0))).isInstanceOf(Outcome.Ambiguous.class);
    }
  }

  /** Posts to a server that reads the request's beginning, says this, and hangs up. */
  private static Outcome answered(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read(new byte[64 * 1024]);
                  socket
                      .getOutputStream()
                      .write(answer.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Outcome outcome =
          client(URI.create("http://127.0.0.1:" + server.getLocalPort())).post(entry(1));
      served.join();
      return outcome;
    }
  }

  private static Entry entry(long k) {
    return new EntryMaker(11, 0).entry(k);
  }

  private static ErpClient client(URI base) {
    return new HttpErpClient(
        base, Duration.ofSeconds(10), r -> HTTP.send(r, BodyHandlers.ofByteArray()));
  }

  private static List<CheckReport> results(History history, LedgerView view, AttachmentView files) {
    return Check.standard(history, view, files).stream().map(Check::run).toList();
  }
}
