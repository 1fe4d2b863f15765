package erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One database of its own, logins as Vault would issue them, and the service on a free port; all
 * fixtures share one PostgreSQL.
 */
public final class ErpFixture implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final class Shared {
    private static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      try {
        PostgresServer server = PostgresServer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
        return server;
      } catch (Exception e) {
        throw new IllegalStateException("no PostgreSQL for the tests", e);
      }
    }

    private static void end(PostgresServer server) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("PostgreSQL of the tests was not cleaned up", e);
      }
    }
  }

  /** One HTTP answer. */
  public record Reply(int status, JsonNode body) {}

  private final PostgresServer postgres;
  private final String database = "erp" + NUMBER.incrementAndGet();
  private final String owner = database + "_owner";
  private final Path volume;
  private final List<Server> servers = new ArrayList<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();
  private String login;

  private ErpFixture(PostgresServer postgres, Path volume) {
    this.postgres = postgres;
    this.volume = volume;
  }

  /** Running, with a login that is valid for an hour. */
  public static ErpFixture serving(Path volume) throws Exception {
    return serving(Shared.SERVER, volume);
  }

  public static ErpFixture serving(PostgresServer postgres, Path volume) throws Exception {
    ErpFixture fixture = prepared(postgres, volume);
    fixture.login = fixture.issue("1 hour");
    fixture.start(fixture.login);
    return fixture;
  }

  public static ErpFixture prepared(Path volume) throws Exception {
    return prepared(Shared.SERVER, volume);
  }

  private static ErpFixture prepared(PostgresServer postgres, Path volume) throws Exception {
    ErpFixture fixture = new ErpFixture(postgres, volume);
    try (Connection connection = postgres.admin("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + fixture.owner + " NOLOGIN");
      statement.execute("CREATE DATABASE " + fixture.database + " OWNER " + fixture.owner);
    }
    return fixture;
  }

  /** As Vault's creation statements do. */
  public String issue(String validFor) throws SQLException {
    String name = "v-erp-" + UUID.randomUUID();
    sql(
        "DO $$ BEGIN EXECUTE format('CREATE ROLE \"%s\" LOGIN PASSWORD ''secret-of-%s'' VALID UNTIL ''%s'' IN ROLE %s', '"
            .concat(
                name
                    + "','"
                    + name
                    + "', clock_timestamp() + interval '"
                    + validFor
                    + "','"
                    + owner)
            .concat("'); END $$"));
    sql("ALTER ROLE \"" + name + "\" SET role = '" + owner + "'");
    return name;
  }

  /** As Vault's revocation statements do. */
  public void drop(String name) throws SQLException {
    sql("DROP ROLE \"" + name + "\"");
  }

  public Server start(String user) throws IOException {
    Config config =
        new Config(postgres.url(database), user, "secret-of-" + user, volume, 0, "127.0.0.1");
    Server server =
        Server.start(config, new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
    servers.add(server);
    return server;
  }

  public String login() {
    return login;
  }

  public String owner() {
    return owner;
  }

  public String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  public Connection admin() throws SQLException {
    return postgres.admin(database);
  }

  public void sql(String text) throws SQLException {
    try (Connection connection = admin();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  public URI uri() {
    return uri(servers.get(0));
  }

  public static URI uri(Server server) {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  public Reply post(String body) throws Exception {
    return post(servers.get(0), body);
  }

  public Reply post(Server server, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(server).resolve("/entries"))
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  public Reply get(String path) throws Exception {
    return get(servers.get(0), path);
  }

  public Reply get(Server server, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(server).resolve(path)).build());
  }

  private Reply send(HttpRequest request) throws Exception {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return new Reply(response.statusCode(), JSON.readTree(response.body()));
  }

  public static String entry(UUID id, long cents) {
    return entry(id, cents, null);
  }

  public static String entry(UUID id, long cents, byte[] attachment) {
    String file =
        attachment == null
            ? ""
            : ",\"attachment\":\"" + Base64.getEncoder().encodeToString(attachment) + "\"";
    return ("{\"id\":\"%s\",\"memo\":\"sale\",\"lines\":[{\"account\":\"cash\",\"debit\":%d},"
            + "{\"account\":\"sales\",\"credit\":%d}]%s}")
        .formatted(id, cents, cents, file);
  }

  @Override
  public void close() {
    servers.forEach(Server::close);
  }
}
