package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.minio.StatObjectArgs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("what is under way when the stop file appears")
class StreamTest {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final TestCa CA = new TestCa();

  @TempDir Path folder;
  private final FakeServer server = FakeServer.http();
  private final FakeServer api = FakeServer.https(CA);
  private final CountDownLatch release = new CountDownLatch(1);
  private final MinioLogin root = MinioLogin.fresh();
  private final FakeS3 s3 = new FakeS3(root.accessKey());
  private Fixture lab;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder).withApiServer(api.address(), CA);
  }

  @AfterEach
  void close() {
    release.countDown();
    server.close();
    api.close();
    s3.close();
  }

  private void stop() throws IOException {
    Files.createDirectories(lab.home.resolve(".firedrill"));
    Files.createFile(lab.home.resolve(".firedrill/STOP"));
  }

  private static void drain(InputStream in) throws IOException {
    try (in) {
      in.transferTo(new ByteArrayOutputStream());
    }
  }

  private static void ends(ThrowingCallable call) {
    Throwable[] thrown = new Throwable[1];
    assertTimeoutPreemptively(SOON, () -> thrown[0] = catchThrowable(call));
    assertThat(GuardRefusal.in(thrown[0]))
        .as("the refusal in " + thrown[0])
        .hasMessageContaining(".firedrill/STOP");
  }

  @Test
  @DisplayName("a body that is read as it comes ends with the refusal")
  void body() throws Exception {
    server.endless.add("GET /metrics");
    HttpResponse<InputStream> answer =
        new GuardedHttp(lab.guard)
            .send(
                HttpRequest.newBuilder(server.address().resolve("/metrics")).build(),
                BodyHandlers.ofInputStream());
    assertThat(answer.body().read()).isEqualTo('l');
    stop();
    ends(() -> drain(answer.body()));
  }

  @Test
  @DisplayName("a call that has not been answered ends with the refusal")
  void call() throws Exception {
    server.afterHit = this::held;
    GuardedHttp http = new GuardedHttp(lab.guard);
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/version")).build();
    var later = http.client().sendAsync(request, BodyHandlers.discarding());
    stop();
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(later::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(GuardRefusal.class));
  }

  @Test
  @DisplayName("a caller that waits for a call's answer is told of the refusal itself")
  void waiting_caller() {
    server.afterHit =
        hit -> {
          stop();
          held(hit);
        };
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/version")).build();
    ends(() -> new GuardedHttp(lab.guard).send(request, BodyHandlers.discarding()));
  }

  private void held(String hit) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("an object that is downloaded ends")
  void object() throws Exception {
    GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
    minio.mark();
    s3.endless.put("GET /velero/large", 200);
    try (MinioClient client = minio.client(root);
        InputStream in =
            client.getObject(GetObjectArgs.builder().bucket("velero").object("large").build())) {
      assertThat(in.read()).isEqualTo('x');
      stop();
      assertTimeoutPreemptively(
          SOON, () -> assertThatThrownBy(() -> drain(in)).isInstanceOf(IOException.class));
    }
  }

  @Test
  @DisplayName("an error whose text does not end is read no further than a limit")
  void endless_errors() throws Exception {
    GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
    minio.mark();
    s3.endless.put("GET /velero/x", 400);
    try (MinioClient client = minio.client(root)) {
      GetObjectArgs object = GetObjectArgs.builder().bucket("velero").object("x").build();
      assertTimeoutPreemptively(
          SOON, () -> assertThatThrownBy(() -> client.getObject(object)).isNotNull());
      s3.endless.put("GET " + MinioMark.OBJECT, 403);
      assertTimeoutPreemptively(
          SOON, () -> assertThatThrownBy(minio::verify).hasMessageContaining("HTTP 403"));
    }
  }

  @Test
  @DisplayName("an error of the web whose text does not end is an exception")
  void endless_web_errors() throws Exception {
    try (FakeS3 web = new FakeS3("k")) {
      web.endless.put("GET /version", 500);
      URI address = web.address().resolve("/version");
      assertTimeoutPreemptively(
          SOON,
          () ->
              assertThatThrownBy(
                      () ->
                          new GuardedHttp(lab.guard)
                              .send(
                                  HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("longer than"));
    }
  }

  private GuardedKubernetes marked() {
    api.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200,
            "{\"metadata\":{\"uid\":\"u\",\"creationTimestamp\":\"%s\"}}"
                .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS))));
    api.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(201, "{}"));
    api.replies.put(
        "GET " + KubernetesMark.MARK_PATH,
        FakeServer.Reply.json(
            200, "{\"data\":{\"nonce\":\"" + lab.guard.record().nonce() + "\"}}"));
    GuardedKubernetes kubernetes =
        new GuardedKubernetes(lab.guard, new KubeMaterial(api.address(), CA.pem(), CA.client()));
    kubernetes.mark();
    return kubernetes;
  }

  @Test
  @DisplayName("a log that is followed ends")
  void followed_log() throws Exception {
    GuardedKubernetes kubernetes = marked();
    api.endless.add("GET /api/v1/namespaces/default/pods/web/log");
    api.replies.put(
        "GET /api/v1/namespaces/default/pods/web",
        FakeServer.Reply.json(
            200,
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"web\"}]},"
                + "\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\","
                + "\"status\":\"True\"}],\"containerStatuses\":[{\"ready\":true}]}}"));
    try (KubernetesClient client = kubernetes.client(CA.client(), c -> c.withRequestTimeout(500));
        LogWatch log = client.pods().inNamespace("default").withName("web").watchLog()) {
      InputStream lines = log.getOutput();
      // Some 10 ms each: it goes on for longer than any other answer of that client may.
      assertThat(lines.readNBytes(4 * 120)).hasSize(4 * 120).startsWith('l');
      stop();
      assertTimeoutPreemptively(
          SOON, () -> catchThrowable(() -> lines.transferTo(new ByteArrayOutputStream())));
    }
  }

  @Test
  @DisplayName("an error of the API server whose text does not end is read no further than a limit")
  void endless_kubernetes_errors() {
    GuardedKubernetes kubernetes = marked();
    String pod = "/api/v1/namespaces/default/pods/web";
    api.endlessErrors.addAll(List.of("GET " + pod, "DELETE " + pod, "GET " + pod + "/log"));
    try (KubernetesClient client = kubernetes.admin()) {
      var web = client.pods().inNamespace("default").withName("web");
      for (ThrowingCallable call : List.<ThrowingCallable>of(web::get, web::delete, web::getLog)) {
        assertTimeoutPreemptively(
            SOON, () -> assertThatThrownBy(call).hasStackTraceContaining("longer than 4194304"));
      }
    }
  }

  @Test
  @DisplayName(
      "an answer of the API server that comes drop by drop ends in the time of its request")
  void endless_answers_of_kubernetes() {
    GuardedKubernetes kubernetes = marked();
    String pods = "/api/v1/namespaces/default/pods";
    api.endless.addAll(List.of("GET " + pods, "GET " + pods + "/web", "DELETE " + pods + "/web"));
    try (KubernetesClient client =
        kubernetes.client(CA.client(), c -> c.withRequestTimeout(1500))) {
      var all = client.pods().inNamespace("default");
      var web = all.withName("web");
      for (ThrowingCallable call : List.<ThrowingCallable>of(all::list, web::get, web::delete)) {
        assertTimeoutPreemptively(
            SOON, () -> assertThatThrownBy(call).hasStackTraceContaining("no whole answer within"));
      }
    }
  }

  @Test
  @DisplayName("a call to the API server that has not been answered ends")
  void held_call_of_kubernetes() throws Exception {
    GuardedKubernetes kubernetes = marked();
    api.afterHit =
        hit -> {
          if (hit.endsWith("/pods/web")) {
            stop();
            held(hit);
          }
        };
    try (KubernetesClient client = kubernetes.admin()) {
      ends(() -> client.pods().inNamespace("default").withName("web").get());
    }
  }

  @Test
  @DisplayName("a shell whose server does not answer so much as its opening ends")
  void held_shell() throws Exception {
    GuardedKubernetes kubernetes = marked();
    api.afterHit =
        hit -> {
          if (hit.endsWith("/exec")) {
            stop();
            held(hit);
          }
        };
    api.replies.put(
        "GET /api/v1/namespaces/default/pods/web",
        FakeServer.Reply.json(
            200,
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"web\"}]},"
                + "\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\","
                + "\"status\":\"True\"}],\"containerStatuses\":[{\"ready\":true}]}}"));
    try (KubernetesClient client = kubernetes.admin()) {
      ends(
          () -> client.pods().inNamespace("default").withName("web").redirectingOutput().exec("x"));
    }
  }

  @Test
  @DisplayName("what was there before is asked again: a client that was kept does nothing more")
  void kept_clients() throws Exception {
    GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
    minio.mark();
    GuardedHttp http = new GuardedHttp(lab.guard);
    HttpRequest request = HttpRequest.newBuilder(server.address()).build();
    try (MinioClient client = minio.client(root)) {
      http.send(request, BodyHandlers.discarding());
      stop();
      server.hits.clear();
      s3.hits.clear();
      ends(() -> http.send(request, BodyHandlers.discarding()));
      ends(() -> client.statObject(StatObjectArgs.builder().bucket("velero").object("a").build()));
      assertThat(server.hits).isEmpty();
      assertThat(s3.hits).isEmpty();
    }
  }
}
