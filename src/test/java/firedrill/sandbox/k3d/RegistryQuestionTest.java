package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import firedrill.sandbox.k3d.RegistryAnswer.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine's loopback that answers as an engine does. */
class RegistryQuestionTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private HttpServer engine;
  private int status = 200;
  private String body = "{\"Descriptor\": {\"digest\": \"sha256:1\"}}";

  @BeforeEach
  void start() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    engine.start();
  }

  @AfterEach
  void stop() {
    engine.stop(0);
  }

  /** As {@code docker system dial-stdio} is to a socket. */
  private static RegistryQuestion question(int port, Duration limit) {
    return new RegistryQuestion(
        List.of(
            "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port + "; cat >&3 <&0 & exec cat <&3"),
        Map.of("PATH", System.getenv("PATH")),
        limit);
  }

  private RegistryAnswer ask() {
    return question(engine.getAddress().getPort(), LIMIT)
        .ask("mirror.example:5000/rancher/k3s:v1", "mirror.example:5000");
  }

  @Test
  @DisplayName("an image that is there: the engine was asked for it, once, and fetched nothing")
  void there() {
    assertThat(ask()).isEqualTo(new RegistryAnswer(Kind.THERE, "mirror.example:5000"));
    assertThat(asked).containsExactly("GET /distribution/mirror.example:5000/rancher/k3s:v1/json");
  }

  @ParameterizedTest
  @CsvSource({
    "404, manifest unknown",
    "401, unauthorized: authentication required",
    "403, denied: requested access to the resource is denied",
    "429, toomanyrequests: You have reached your pull rate limit"
  })
  @DisplayName("red: a registry that answers and does not give it; in its own words")
  void refused(int status, String message) {
    this.status = status;
    this.body = "{\"message\": \"" + message + "\"}";
    assertThat(ask())
        .isEqualTo(
            new RegistryAnswer(
                Kind.REFUSED,
                "mirror.example:5000 does not give mirror.example:5000/rancher/k3s:v1: "
                    + message));
  }

  @Test
  @DisplayName("red: a registry that the engine cannot reach; in the engine's words")
  void silent() {
    status = 500;
    body =
        "{\"message\":\"Get \\\"https://mirror.example:5000/v2/\\\": dial tcp: lookup"
            + " mirror.example: no such host\"}\n";
    assertThat(ask())
        .isEqualTo(
            new RegistryAnswer(
                Kind.SILENT,
                "mirror.example:5000 does not answer: dial tcp: lookup mirror.example: no such"
                    + " host"));
  }

  @Test
  @DisplayName("red: an error without words is told by its status")
  void wordless() {
    status = 503;
    body = "<html>";
    assertThat(ask().kind()).isEqualTo(Kind.SILENT);
    assertThat(ask().why())
        .startsWith("mirror.example:5000 does not answer: HTTP/1")
        .contains("503");
  }

  @Test
  @DisplayName("red: one that never answers, within the limit and a little")
  void never() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      RegistryAnswer answer =
          question(deaf.getLocalPort(), Duration.ofSeconds(1)).ask("rancher/k3s:v1", "docker.io");
      assertThat(answer)
          .isEqualTo(new RegistryAnswer(Kind.SILENT, "docker.io did not answer within 1 s"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
    }
  }

  @Test
  @DisplayName("red: no program that reaches the engine, and one that ends without a word")
  void bridgeless() {
    assertThat(
            new RegistryQuestion(List.of("/no/such/program"), Map.of(), LIMIT)
                .ask("rancher/k3s:v1", "docker.io")
                .kind())
        .isEqualTo(Kind.SILENT);
    assertThat(
            new RegistryQuestion(List.of("true"), Map.of("PATH", System.getenv("PATH")), LIMIT)
                .ask("rancher/k3s:v1", "docker.io")
                .kind())
        .isEqualTo(Kind.SILENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "HTTP/1.0", "HTTP/1.0 OK", "200 OK", "HTTP/1.0 2000 x"})
  @DisplayName("red: what is no answer of an engine")
  void garbage(String said) {
    assertThat(RegistryQuestion.answer(said, "rancher/k3s:v1", "docker.io"))
        .isEqualTo(
            new RegistryAnswer(Kind.SILENT, "the engine does not tell whether docker.io answers"));
  }
}
