package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import firedrill.testing.Property;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refusal between two tries of one call ends the call. */
class RetryTest {
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
    server.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200,
            "{\"metadata\":{\"uid\":\"u\",\"creationTimestamp\":\"%s\"}}"
                .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS))));
    server.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(201, "{}"));
    server.replies.put(
        "GET " + KubernetesMark.MARK_PATH,
        FakeServer.Reply.json(
            200, "{\"data\":{\"nonce\":\"" + lab.guard.record().nonce() + "\"}}"));
    kubernetes.mark();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private KubernetesClient client() {
    return kubernetes.client(
        CA.client(), c -> c.withRequestRetryBackoffInterval(1).withRequestRetryBackoffLimit(50));
  }

  @Test
  void whatever_refuses_between_two_tries_ends_the_call_with_the_refusal() throws IOException {
    Path stop = lab.home.resolve(".firedrill/STOP");
    Files.createDirectories(stop.getParent());
    try (KubernetesClient client = client()) {
      Property.holds(
          Property.cases(200),
          gen -> {
            Files.deleteIfExists(stop);
            boolean reading = gen.of(true, false);
            String call = (reading ? "GET " : "DELETE ") + POD;
            server.hits.clear();
            server.replies.put(call, FakeServer.Reply.json(gen.of(500, 502, 503, 504), "{}"));
            server.afterHit =
                hit -> {
                  if (hit.equals(call) && !Files.exists(stop)) {
                    Files.createFile(stop);
                  }
                };
            var pod = client.pods().inNamespace("default").withName("web");
            assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () ->
                    assertThatThrownBy(() -> done(reading ? pod.get() : pod.delete()))
                        .satisfies(e -> assertThat(refusalIn(e)).contains("stop file")));
          });
    }
  }

  private static void done(Object result) {
    assertThat(result).isNotNull();
  }

  private static String refusalIn(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof GuardRefusal) {
        return e.getMessage();
      }
    }
    return "no refusal: " + thrown;
  }

  @Test
  void a_cable_pulled_between_two_tries_ends_the_call() {
    AtomicBoolean plugged = new AtomicBoolean(true);
    try (KubernetesClient client = kubernetes.clientOf("pi3", CA.client(), plugged::get)) {
      server.replies.put("GET " + POD, FakeServer.Reply.json(503, "{}"));
      Thread pulling =
          new Thread(
              () ->
                  org.awaitility.Awaitility.await()
                      .until(
                          () -> {
                            if (server.hits.contains("GET " + POD)) {
                              plugged.set(false);
                              return true;
                            }
                            return false;
                          }));
      pulling.start();
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () ->
              assertThatThrownBy(() -> client.pods().inNamespace("default").withName("web").get())
                  .isInstanceOf(KubernetesClientException.class)
                  .hasStackTraceContaining("pi3 has no way to the API server"));
    }
  }

  @Test
  void a_server_that_says_nothing_holds_a_proof_for_ten_seconds() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      GuardedVault vault =
          new GuardedVault(
              lab.guard, URI.create("http://127.0.0.1:" + silent.getLocalPort()), () -> "t");
      lab.guard.recordVaultClusterId("c");
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () ->
              assertThatThrownBy(vault::verify)
                  .isInstanceOf(java.io.UncheckedIOException.class)
                  .hasMessageContaining("cannot see the mark"));
    }
  }
}
