package firedrill.component.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestClientException;

@DisplayName("What is answered to the question for a secret")
class SecretAnswerTest {

  private HttpServer server;
  private int status;
  private String body = "";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/secret/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length());
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private SecretAnswer answer(int with, String text) {
    status = with;
    body = text;
    return SecretAnswer.of(
        new VaultTemplate(
            VaultEndpoint.from(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
            new SimpleClientHttpRequestFactory(),
            () -> VaultToken.of("root")),
        "secret/x");
  }

  @Test
  @DisplayName("a Vault that is sealed says so, and hands nothing out")
  void sealed() {
    SecretAnswer sealed = answer(503, "{\"errors\":[\"Vault is sealed\"]}");
    assertThat(sealed.isRefusedAsSealed()).isTrue();
    assertThat(sealed.isServed()).isFalse();
    assertThat(sealed.toString()).startsWith("HTTP 503").contains("Vault is sealed");
  }

  @Test
  @DisplayName("a secret is served; one that is not there, or not allowed, is no sign of a seal")
  void others() {
    assertThat(answer(200, "{\"data\":{\"value\":\"v\"}}").isServed()).isTrue();
    assertThat(answer(404, "{\"errors\":[]}").isServed()).isFalse();
    SecretAnswer denied = answer(403, "{\"errors\":[\"permission denied\"]}");
    assertThat(denied.isServed()).isFalse();
    assertThat(denied.isRefusedAsSealed()).isFalse();
  }

  @Test
  @DisplayName("no answer at all is none")
  void unreachable() {
    server.stop(0);
    assertThatThrownBy(() -> answer(200, "")).isInstanceOf(RestClientException.class);
  }
}
