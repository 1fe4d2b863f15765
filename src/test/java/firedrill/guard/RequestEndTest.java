package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a request ends where its client says so: nothing behind it is a second one")
class RequestEndTest {
  private static final TestCa CA = new TestCa();
  private static final Duration SOON = Duration.ofSeconds(5);

  /** To who reads it by its chunks, the end of a question and a change that nobody looked at. */
  private static final String SECOND = "0\r\n\r\nDELETE /v1/secret/erp HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir Path folder;
  private final FakeServer server = FakeServer.http();
  private final FakeServer other = FakeServer.http();
  private Fixture lab;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
  }

  @AfterEach
  void end() {
    server.close();
    other.close();
  }

  private HttpRequest question(String path, String header, String value) {
    return question(server.address().resolve(path), header, value);
  }

  private static HttpRequest question(URI uri, String header, String value) {
    return HttpRequest.newBuilder(uri)
        .header(header, value)
        .version(java.net.http.HttpClient.Version.HTTP_1_1)
        .method("GET", HttpRequest.BodyPublishers.ofString(SECOND))
        .timeout(SOON)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding", "transfer-encoding", "TRANSFER-ENCODING", "Trailer"})
  @DisplayName("a question that says by a header where it ends is refused by each client")
  void questions(String header) {
    GuardedHttp http = new GuardedHttp(lab.guard);
    GuardedVault vault = new GuardedVault(lab.guard, other.address(), () -> "root");
    for (String value : List.of("chunked", "identity", "gzip, chunked", " chunked")) {
      assertThatThrownBy(
              () -> http.send(question("/healthz", header, value), BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("where it ends");
      assertThatThrownBy(
              () ->
                  vault
                      .http()
                      .send(
                          question(other.address().resolve("/v1/sys/health"), header, value),
                          BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class);
    }
    assertThat(server.hits).isEmpty();
    assertThat(other.hits).isEmpty();
  }

  @Test
  @DisplayName(
      "an object store's call without a body says nothing of one, and with one what it has")
  void object_store() throws IOException {
    Call.Factory wire = BoundWire.to(lab.guard, server.address(), () -> {}, SOON, SOON)::newCall;
    Request read = new Request.Builder().url(server.address() + "/velero/a").build();
    for (String header : List.of("Transfer-Encoding", "Content-Length", "Trailer")) {
      assertThatThrownBy(
              () -> wire.newCall(read.newBuilder().header(header, "50").build()).execute().close())
          .satisfies(e -> assertThat(GuardRefusal.in(e)).isNotNull());
    }
    assertThat(server.hits).isEmpty();
    wire.newCall(read.newBuilder().header("Content-Length", "0").build()).execute().close();
    wire.newCall(
            read.newBuilder()
                .header("Content-Length", "3")
                .put(RequestBody.create(new byte[] {1, 2, 3}))
                .build())
        .execute()
        .close();
    assertThat(server.hits).containsExactly("GET /velero/a", "PUT /velero/a");
  }

  @Test
  @DisplayName("so is a call to the API server")
  void kubernetes() {
    try (FakeServer api = FakeServer.https(CA)) {
      URI address = api.address();
      lab.withApiServer(address, CA);
      GuardedKubernetes kubernetes =
          new GuardedKubernetes(lab.guard, new KubeMaterial(address, CA.pem(), CA.client()));
      try (KubernetesClient client = kubernetes.admin()) {
        HttpClient http = client.getHttpClient();
        assertThatThrownBy(
                () ->
                    http.sendAsync(
                            http.newHttpRequestBuilder()
                                .uri(address + "/version")
                                .header("Transfer-Encoding", "chunked")
                                .build(),
                            String.class)
                        .join())
            .satisfies(
                e ->
                    assertThat(
                            GuardRefusal.in(e instanceof CompletionException c ? c.getCause() : e))
                        .isNotNull());
        assertThat(api.hits).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("a header is named if it is one; what may be a secret in its place is not")
  void names() {
    GuardedHttp http = new GuardedHttp(lab.guard);
    for (String name : List.of("hvs.CAESIJSECRETSECRET", "SECRET-hunter2", "SECRET_key")) {
      assertThatThrownBy(
              () ->
                  http.send(question("/healthz", name, "X-Vault-Token"), BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageNotContaining("SECRET");
    }
    assertThatThrownBy(
            () ->
                http.send(question("/healthz", "X-Vault-Wrap-TTL", "1"), BodyHandlers.discarding()))
        .hasMessageContaining("X-Vault-Wrap-TTL");
  }

  @Test
  @DisplayName("a question of any length has an answer, or is refused")
  void long_questions() {
    GuardedHttp http = new GuardedHttp(lab.guard);
    for (String form : List.of("verbose&", "format=a&", "exclude=b&")) {
      URI uri = URI.create(server.address() + "/healthz?" + form.repeat(20_000));
      assertThatThrownBy(
              () -> http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class);
    }
    URI usual = URI.create("http://127.0.0.1/readyz?verbose&exclude=etcd&format=text");
    assertThat(PlainCall.reads("GET", usual)).isTrue();
    assertThat(PlainCall.reads("GET", URI.create("http://127.0.0.1/readyz?verbose&x"))).isFalse();
  }
}
