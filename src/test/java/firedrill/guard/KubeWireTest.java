package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the last moment before a call to the API server")
class KubeWireTest {
  private static final TestCa CA = new TestCa();
  private static final String POD = "/api/v1/namespaces/default/pods/web";

  @TempDir Path folder;
  private final FakeServer server = FakeServer.https(CA);
  private Fixture lab;
  private GuardedKubernetes kubernetes;

  @BeforeEach
  void cluster() {
    lab = new Fixture(folder).withApiServer(server.address(), CA);
    kubernetes =
        new GuardedKubernetes(lab.guard, new KubeMaterial(server.address(), CA.pem(), CA.client()));
    kubeSystem("u");
    server.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(201, "{}"));
    server.replies.put(
        "GET " + KubernetesMark.MARK_PATH,
        FakeServer.Reply.json(
            200, "{\"data\":{\"nonce\":\"" + lab.guard.record().nonce() + "\"}}"));
    server.replies.put(
        "GET " + POD,
        FakeServer.Reply.json(
            200, "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"}}"));
  }

  @AfterEach
  void end() {
    server.close();
  }

  private void kubeSystem(String uid) {
    server.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200,
            "{\"metadata\":{\"uid\":\"%s\",\"creationTimestamp\":\"%s\"}}"
                .formatted(uid, Instant.now().truncatedTo(ChronoUnit.SECONDS))));
  }

  private void stop() throws IOException {
    Path stop = lab.guard.settings().stopFile();
    Files.createDirectories(stop.getParent());
    Files.createFile(stop);
  }

  private static GuardRefusal refusal(Throwable thrown) {
    return GuardRefusal.in(thrown instanceof CompletionException e ? e.getCause() : thrown);
  }

  @Test
  @DisplayName("a header that takes the call elsewhere is refused, whoever sets it")
  void headers() {
    try (KubernetesClient client = kubernetes.admin()) {
      HttpClient http = client.getHttpClient();
      for (String header : List.of("X-Original-URL", "X-HTTP-Method-Override", "Forwarded")) {
        HttpRequest request =
            http.newHttpRequestBuilder()
                .uri(server.address() + POD)
                .header(header, "/api/v1/x")
                .build();
        assertThatThrownBy(() -> http.sendAsync(request, String.class).join())
            .satisfies(e -> assertThat(refusal(e).why()).contains("overrides"));
        HttpClient late =
            http.newBuilder()
                .addOrReplaceInterceptor(
                    "late",
                    new Interceptor() {
                      @Override
                      public void before(BasicBuilder builder, HttpRequest sent, RequestTags tags) {
                        builder.header(header, "/api/v1/x");
                      }
                    })
                .build();
        HttpRequest plain = http.newHttpRequestBuilder().uri(server.address() + POD).build();
        assertThatThrownBy(() -> late.sendAsync(plain, String.class).join())
            .satisfies(e -> assertThat(refusal(e).why()).contains("overrides"));
      }
      assertThat(server.hits).isEmpty();
      HttpClient same = http.newBuilder().build();
      HttpRequest plain = http.newHttpRequestBuilder().uri(server.address() + POD).build();
      assertThat(same.sendAsync(plain, String.class).join().code()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("an address or a method that is set after the first look is looked at again")
  void changed_later() {
    try (KubernetesClient client = kubernetes.admin();
        FakeServer other = FakeServer.https(CA)) {
      HttpRequest plain =
          client.getHttpClient().newHttpRequestBuilder().uri(server.address() + POD).build();
      List<Predicate<BasicBuilder>> changes =
          List.of(
              builder -> builder.uri(URI.create(other.address() + POD)) != null,
              builder -> builder.uri(URI.create(server.address() + POD + "/exec")) != null);
      for (Predicate<BasicBuilder> change : changes) {
        HttpClient late =
            client
                .getHttpClient()
                .newBuilder()
                .addOrReplaceInterceptor(
                    "late",
                    new Interceptor() {
                      @Override
                      public void before(BasicBuilder builder, HttpRequest sent, RequestTags tags) {
                        assertThat(change.test(builder)).isTrue();
                      }
                    })
                .build();
        assertThatThrownBy(() -> late.sendAsync(plain, String.class).join())
            .satisfies(e -> assertThat(refusal(e)).isNotNull());
      }
      assertThat(other.hits).isEmpty();
      assertThat(server.hits).isEmpty();
    }
  }

  /** Says one address first, and another one from then on. */
  private static final class Changing extends StandardHttpRequest {
    private final URI first;
    private int asked;

    Changing(URI first, int times, URI then) {
      super(Map.of(), then, "GET", null);
      this.first = first;
      this.asked = times;
    }

    @Override
    public URI uri() {
      return asked-- > 0 ? first : super.uri();
    }
  }

  @Test
  @DisplayName("a request that says another address each time it is asked goes where it was looked")
  void says_another() {
    try (KubernetesClient client = kubernetes.admin();
        FakeServer other = FakeServer.https(CA)) {
      URI plain = server.address().resolve(POD);
      for (URI then :
          List.of(other.address().resolve(POD), server.address().resolve(POD + "/exec"))) {
        for (int times = 1; times < 6; times++) {
          HttpRequest request = new Changing(plain, times, then);
          Throwable thrown =
              catchThrowable(() -> client.getHttpClient().sendAsync(request, String.class).join());
          assertThat(thrown == null || GuardRefusal.in(thrown) != null).isTrue();
        }
      }
      assertThat(other.hits).isEmpty();
      assertThat(server.hits).allMatch(hit -> hit.equals("GET " + POD));
    }
  }

  @Test
  @DisplayName("reading ends at the stop file before anything leaves, and so does a new client")
  void reading_stops() throws IOException {
    try (KubernetesClient client = kubernetes.admin()) {
      var pod = client.pods().inNamespace("default").withName("web");
      assertThat(pod.get()).isNotNull();
      stop();
      server.hits.clear();
      assertThatThrownBy(pod::get)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("stop file");
      assertThatThrownBy(kubernetes::admin)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("stop file");
      assertThatThrownBy(kubernetes::verify).isInstanceOf(GuardRefusal.class);
      assertThat(server.hits).isEmpty();
    }
  }

  @Test
  @DisplayName("a cluster without kube-system is waited for, and marked when it has one")
  void waits() {
    server.replies.remove("GET " + KubernetesMark.NAMESPACE_PATH);
    server.afterHit =
        hit -> {
          if (server.hits.size() == 2) {
            kubeSystem("late");
          }
        };
    kubernetes.mark();
    assertThat(lab.guard.record().kubeSystemUid()).isEqualTo("late");
  }

  @Test
  @DisplayName("a cluster that becomes another one while it is marked is refused")
  void becomes_another() {
    server.afterHit =
        hit -> {
          if (hit.startsWith("POST ")) {
            kubeSystem("another");
          }
        };
    assertThatThrownBy(kubernetes::mark)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("the mark is a copy");
  }

  @Test
  @DisplayName("a cluster with pods older than the run is not marked, nor one with such nodes")
  void in_use() {
    for (String kind : List.of("pods", "nodes")) {
      server.replies.put(
          "GET /api/v1/" + kind,
          FakeServer.Reply.json(
              200,
              "{\"items\":[{\"metadata\":{\"creationTimestamp\":\"2026-01-01T00:00:00Z\"}}]}"));
      assertThatThrownBy(kubernetes::mark)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("one of its " + kind);
      server.replies.remove("GET /api/v1/" + kind);
    }
    assertThat(server.hits("POST")).isZero();
  }

  @Test
  @DisplayName("a cluster that has left the record is not even asked for its mark")
  void no_longer_recorded() {
    kubernetes.mark();
    lab.guard.update(record -> record.withApiServer(null, null));
    server.hits.clear();
    assertThatThrownBy(kubernetes::verify)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("no API server has been recorded");
    assertThat(server.hits).isEmpty();
  }

  @Test
  @DisplayName("neither an identity nor what it belongs to shows its secret as text")
  void texts() {
    assertThat(new KubeCredentials.BearerToken("hunter2")).hasToString("BearerToken[…]");
    assertThat(CA.client()).hasToString("ClientCertificate[…]");
    assertThat(new KubeMaterial(server.address(), CA.pem(), CA.client()))
        .hasToString("KubeMaterial[" + server.address() + "]");
  }

  @Test
  @DisplayName("a client that looks at no mark reads an API server, and no more")
  void by_a_client_without_marks() {
    URI pods = server.address().resolve("/api/v1/namespaces/default/pods");
    assertThatThrownBy(() -> lab.guard.unmarked("GET", server.address().resolve(POD), own -> true))
        .hasMessageContaining("carries a mark");
    assertThat(lab.guard.unmarked("GET", server.address().resolve("/version"), own -> false))
        .isEqualTo(server.address().resolve("/version"));
    assertThatThrownBy(() -> lab.guard.unmarked("DELETE", pods, own -> true))
        .hasMessageContaining("carries a mark");
    assertThatThrownBy(
            () -> lab.guard.unmarked("GET", server.address().resolve("/logs/x"), own -> true))
        .hasMessageContaining("carries a mark");
  }

  @Test
  @DisplayName("a header that takes a shell elsewhere is refused before it is opened")
  void headers_of_sockets() {
    kubernetes.mark();
    server.hits.clear();
    try (KubernetesClient client = kubernetes.admin()) {
      for (String header : List.of("X-Forwarded-Host", "Proxy-Authorization", "X-Original-URL")) {
        assertThatThrownBy(
                () ->
                    client
                        .getHttpClient()
                        .newWebSocketBuilder()
                        .uri(server.address().resolve(POD + "/exec?command=id"))
                        .header(header, "x")
                        .buildAsync(new io.fabric8.kubernetes.client.http.WebSocket.Listener() {})
                        .join())
            .satisfies(thrown -> assertThat(GuardRefusal.in(thrown)).isNotNull())
            .hasStackTraceContaining("overrides the address or the method");
      }
    }
    assertThat(server.hits).isEmpty();
  }

  @Test
  @DisplayName(
      "a watch, a shell and a tunnel that are never agreed to end in the time of a request")
  void never_agreed_to() {
    kubernetes.mark();
    server.afterHit =
        hit -> {
          if (hit.contains("/exec") || hit.equals("GET /api/v1/namespaces/default/pods")) {
            await();
          }
        };
    try (KubernetesClient client =
        kubernetes.client(
            CA.client(),
            config -> config.withRequestTimeout(1000).withRequestRetryBackoffLimit(0))) {
      HttpClient http = client.getHttpClient();
      for (String path : List.of(POD + "/exec?command=id", "/api/v1/namespaces/default/pods")) {
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () ->
                assertThatThrownBy(
                        () ->
                            http.newWebSocketBuilder()
                                .uri(server.address().resolve(path))
                                .buildAsync(
                                    new io.fabric8.kubernetes.client.http.WebSocket.Listener() {})
                                .join())
                    .isInstanceOf(CompletionException.class));
      }
    }
  }

  /** Until the server is closed. */
  private static void await() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
