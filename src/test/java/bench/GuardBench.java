package bench;

import com.sun.net.httpserver.HttpServer;
import erp.PostgresServer;
import firedrill.files.Trees;
import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.GuardedJdbc;
import firedrill.guard.GuardedStore;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.guard.StoreKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the guard costs one call: without a mark to read, and with one read over loopback, beside
 * the same question by the JDK's own client; and what it costs a statement of a real PostgreSQL,
 * whose mark is read in a question of its own. In the same one, the nonce would stand in the
 * server's log, and what runs outside a transaction only would not run.
 */
final class GuardBench {
  private static final int CALLS = 2000;

  private GuardBench() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    // Else each answer waits 40 ms for the client's acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Path folder = Files.createTempDirectory("guard-bench");
    PostgresServer postgres = PostgresServer.start();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      Guard guard =
          Guard.begin(
              new RecordStore(folder.resolve("records")),
              SandboxRecord.create("bench", "local", List.of("10.77.0.0/24"), List.of()),
              new GuardSettings(folder, Map.of()));
      byte[] user =
          "{\"email\":\"gitops@%s.firedrill.invalid\",\"created\":\"%s\"}"
              .formatted(guard.record().nonce(), Instant.now())
              .getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, user.length);
            exchange.getResponseBody().write(user);
            exchange.close();
          });
      server.start();
      GuardedStore store =
          new GuardedStore(
              guard,
              StoreKind.GITEA,
              URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
              Duration.ofSeconds(5),
              () -> "token t");
      store.mark();
      HttpClient plain = HttpClient.newHttpClient();
      HttpRequest question =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/user"))
              .build();
      System.out.printf(
          "without a mark median %.3f ms, with a mark median %.2f ms, the same question without the"
              + " guard %.2f ms (%d calls each)%n",
          median(() -> guard.requireAddress("127.0.0.1")),
          median(store::verify),
          median(() -> plain.sendAsync(question, BodyHandlers.ofString()).join()),
          CALLS);
      try (Connection plainly = postgres.admin("postgres");
          Connection guarded =
              new GuardedJdbc(guard)
                  .within(at -> {})
                  .open(postgres.url("postgres"), "postgres", "")) {
        System.out.printf(
            "a statement median %.2f ms, without the guard %.2f ms%n",
            median(() -> select(guarded)), median(() -> select(plainly)));
      }
    } finally {
      postgres.close();
      server.stop(0);
      Trees.delete(folder);
    }
  }

  private static void select(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("select count(*) from pg_catalog.pg_class").close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double median(Runnable call) {
    double[] millis = new double[CALLS];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < CALLS; i++) {
        long began = System.nanoTime();
        call.run();
        millis[i] = (System.nanoTime() - began) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[CALLS / 2];
  }
}
