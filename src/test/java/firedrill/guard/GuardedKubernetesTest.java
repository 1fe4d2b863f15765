package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedKubernetesTest {
  private static final TestCa CA = new TestCa();
  private static final KubeCredentials ADMIN = CA.client();
  private static final String MARK = KubernetesMark.MARK_PATH;
  private static final String POD = "/api/v1/namespaces/default/pods/web";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir Path directory;
  private final FakeServer server = FakeServer.https(CA);
  private Fixture lab;
  private GuardedKubernetes kubernetes;

  @BeforeEach
  void cluster() {
    lab = new Fixture(directory).withApiServer(server.address(), CA);
    kubernetes = new GuardedKubernetes(lab.guard, material(server.address(), CA));
    kubeSystem("uid-1", Instant.now());
    server.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(201, "{}"));
    mark(lab.guard.record().nonce());
    server.replies.put("DELETE " + POD, FakeServer.Reply.json(200, "{\"kind\":\"Pod\"}"));
    server.replies.put(
        "GET " + POD,
        FakeServer.Reply.json(
            200,
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"web\"}]}}"));
    server.replies.put(
        "POST " + MAPS,
        FakeServer.Reply.json(201, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static KubeMaterial material(URI address, TestCa ca) {
    return new KubeMaterial(address, ca.pem(), ADMIN);
  }

  private void kubeSystem(String uid, Instant created) {
    server.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200,
            "{\"metadata\":{\"uid\":\"%s\",\"creationTimestamp\":\"%s\"}}"
                .formatted(uid, created.truncatedTo(ChronoUnit.SECONDS))));
  }

  private void mark(String nonce) {
    server.replies.put(
        "GET " + MARK, FakeServer.Reply.json(200, "{\"data\":{\"nonce\":\"" + nonce + "\"}}"));
  }

  private void deletePod() {
    try (KubernetesClient client = kubernetes.admin()) {
      client.pods().inNamespace("default").withName("web").withGracePeriod(0).delete();
    }
  }

  private void createMap(KubernetesClient client) {
    client
        .configMaps()
        .inNamespace("default")
        .resource(new ConfigMapBuilder().withNewMetadata().withName("m").endMetadata().build())
        .create();
  }

  @Test
  void marks_a_fresh_cluster_and_then_deletes_and_creates() {
    kubernetes.mark();
    assertThat(lab.store.load("run-1").kubeSystemUid()).isEqualTo("uid-1");
    assertThat(server.bodies.get("POST " + KubernetesMark.CONFIG_MAPS_PATH))
        .contains(lab.guard.record().nonce(), "firedrill-mark");
    deletePod();
    try (KubernetesClient client = kubernetes.client(new KubeCredentials.BearerToken("t"))) {
      createMap(client);
    }
    assertThat(server.hits("DELETE")).isEqualTo(1);
    assertThat(server.hits).contains("POST " + MAPS);
  }

  @Test
  void an_unmarked_cluster_may_be_read_but_neither_changed_nor_deleted_from() {
    try (KubernetesClient client = kubernetes.admin()) {
      assertThat(client.pods().inNamespace("default").withName("web").get()).isNotNull();
      assertThatThrownBy(() -> createMap(client))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("this run has not marked it");
    }
    assertThatThrownBy(this::deletePod).isInstanceOf(GuardRefusal.class);
    assertThat(server.hits("DELETE")).isZero();
    assertThat(server.hits("POST")).isZero();
  }

  @Test
  void a_mark_removed_later_stops_the_next_delete_on_the_wire() {
    kubernetes.mark();
    server.replies.remove("GET " + MARK);
    assertThatThrownBy(this::deletePod)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("its mark cannot be read: HTTP 404");
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void a_copied_mark_in_a_cluster_with_another_uid_is_refused() {
    kubernetes.mark();
    kubeSystem("uid-of-production", Instant.now());
    assertThatThrownBy(this::deletePod).hasMessageContaining("the mark is a copy");
    assertThatThrownBy(kubernetes::verify).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(kubernetes::mark).hasMessageContaining("another UID");
    assertThat(server.hits("DELETE")).isZero();
    assertThat(lab.guard.record().kubeSystemUid()).isEqualTo("uid-1");
  }

  @Test
  void another_runs_mark_is_refused_and_not_overwritten() {
    server.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(409, "{}"));
    mark("0".repeat(32));
    assertThatThrownBy(kubernetes::mark).hasMessageContaining("another run's nonce");
    assertThat(lab.guard.record().kubeSystemUid()).isNull();
  }

  @Test
  void a_cluster_older_than_the_record_is_never_marked() {
    kubeSystem("uid-1", lab.guard.record().created().minusSeconds(60));
    assertThatThrownBy(kubernetes::mark).hasMessageContaining("older than this run's record");
    assertThat(server.hits("POST")).isZero();
  }

  @Test
  void a_mark_that_cannot_be_written_is_a_refusal() {
    server.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(403, "{}"));
    assertThatThrownBy(kubernetes::mark).hasMessageContaining("could not be written: HTTP 403");
  }

  @Test
  void a_tunnel_on_loopback_to_something_with_another_ca_never_gets_a_request() {
    TestCa production = new TestCa();
    try (FakeServer tunnel = FakeServer.https(production)) {
      Fixture other = new Fixture(directory.resolve("other")).withApiServer(tunnel.address(), CA);
      GuardedKubernetes client = new GuardedKubernetes(other.guard, material(tunnel.address(), CA));
      assertThatThrownBy(client::verify).isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(
              () -> {
                try (KubernetesClient kube =
                    client.client(ADMIN, config -> config.withRequestRetryBackoffLimit(0))) {
                  kube.pods().inNamespace("default").withName("web").get();
                }
              })
          .isInstanceOf(KubernetesClientException.class);
      assertThat(tunnel.hits).isEmpty();
    }
  }

  @Test
  void a_tunnel_on_loopback_without_the_mark_gets_no_delete() {
    kubernetes.mark();
    server.replies.remove("GET " + MARK);
    server.replies.remove("GET " + KubernetesMark.NAMESPACE_PATH);
    assertThatThrownBy(this::deletePod).isInstanceOf(GuardRefusal.class);
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void a_client_is_bound_to_the_recorded_server_and_ca() {
    URI elsewhere = URI.create("https://127.0.0.1:1");
    assertThatThrownBy(() -> new GuardedKubernetes(lab.guard, material(elsewhere, CA)))
        .hasMessageContaining("the recorded API server is");
    assertThatThrownBy(
            () -> new GuardedKubernetes(lab.guard, material(server.address(), new TestCa())))
        .hasMessageContaining("its CA is not the one");
  }

  @Test
  void an_absolute_url_to_another_host_is_vetoed_with_zero_hits() {
    try (FakeServer other = FakeServer.https(CA);
        KubernetesClient client = kubernetes.admin()) {
      assertThatThrownBy(() -> client.raw(other.address() + "/api/v1/pods"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("this client is bound to");
      assertThat(other.hits).isEmpty();
    }
  }

  @Test
  void a_master_url_changed_by_the_caller_does_not_pass_the_wire() {
    try (FakeServer other = FakeServer.https(CA);
        KubernetesClient client =
            kubernetes.client(ADMIN, config -> config.withMasterUrl(other.address().toString()))) {
      assertThatThrownBy(() -> client.pods().inNamespace("default").list())
          .isInstanceOf(GuardRefusal.class);
      assertThat(other.hits).isEmpty();
    }
  }

  @Test
  void a_redirect_to_another_host_is_refused_with_zero_hits_there() {
    try (FakeServer other = FakeServer.https(CA);
        KubernetesClient client = kubernetes.admin()) {
      server.replies.put(
          "GET " + POD, FakeServer.Reply.redirect(302, other.address().resolve(POD)));
      assertThatThrownBy(() -> client.pods().inNamespace("default").withName("web").get())
          .hasCauseInstanceOf(GuardRefusal.class)
          .hasMessageContaining("it points to another host");
      server.replies.put(
          "DELETE " + POD, FakeServer.Reply.redirect(307, other.address().resolve(POD)));
      kubernetes.mark();
      assertThatThrownBy(this::deletePod).hasMessageContaining("it points to another host");
      assertThat(other.hits).isEmpty();
    }
  }

  @Test
  void every_change_and_every_deletion_sees_the_mark_at_that_moment() {
    kubernetes.mark();
    long before = server.hits.stream().filter(hit -> hit.equals("GET " + MARK)).count();
    try (KubernetesClient client = kubernetes.admin()) {
      createMap(client);
      createMap(client);
      assertThat(server.hits.stream().filter(hit -> hit.equals("GET " + MARK)).count())
          .isEqualTo(before + 2);
    }
    deletePod();
    assertThat(server.hits.stream().filter(hit -> hit.equals("GET " + MARK)).count())
        .isEqualTo(before + 3);
  }

  @Test
  void a_server_that_cannot_answer_fails_the_call_without_a_refusal() {
    kubernetes.mark();
    server.replies.put("GET " + MARK, FakeServer.Reply.json(503, "{}"));
    assertThatThrownBy(this::deletePod)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("the guard cannot see the mark")
        .hasMessageContaining("HTTP 503");
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void a_client_ends_with_the_record_it_was_made_for() {
    kubernetes.mark();
    try (KubernetesClient client = kubernetes.admin()) {
      lab.store.delete("run-1");
      assertThatThrownBy(
              () ->
                  client.pods().inNamespace("default").withName("web").withGracePeriod(0).delete())
          .isInstanceOf(GuardRefusal.class);
      lab.store.save(lab.guard.record());
      lab.guard.update(record -> record.withApiServer(null, null).withKubeSystemUid(null));
      assertThatThrownBy(() -> client.pods().inNamespace("default").withName("web").get())
          .hasMessageContaining("no longer in this run's record");
    }
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void reads_no_ambient_configuration() {
    try (KubernetesClient client = kubernetes.client(new KubeCredentials.BearerToken("t"))) {
      assertThat(client.getConfiguration().getMasterUrl()).startsWith(server.address().toString());
      assertThat(client.getConfiguration().getAutoConfigure()).isFalse();
      assertThat(client.getConfiguration().getHttpsProxy()).isNull();
      assertThat(client.getConfiguration().getCurrentContext()).isNull();
    }
  }

  @Test
  void loosened_tls_settings_do_not_reach_the_wire() {
    try (FakeServer tunnel = FakeServer.https(new TestCa())) {
      Fixture other = new Fixture(directory.resolve("other")).withApiServer(tunnel.address(), CA);
      GuardedKubernetes loosened =
          new GuardedKubernetes(other.guard, material(tunnel.address(), CA));
      assertThatThrownBy(
              () -> {
                try (KubernetesClient client =
                    loosened.client(
                        ADMIN,
                        config ->
                            config
                                .withTrustCerts(true)
                                .withDisableHostnameVerification(true)
                                .withRequestRetryBackoffLimit(0))) {
                  client.pods().inNamespace("default").withName("web").get();
                }
              })
          .isInstanceOf(KubernetesClientException.class);
      assertThat(tunnel.hits).isEmpty();
    }
  }

  @Test
  void a_proxy_set_by_the_caller_is_not_used() {
    try (FakeServer proxy = FakeServer.http();
        KubernetesClient client =
            kubernetes.client(
                ADMIN,
                config ->
                    config
                        .withHttpsProxy(proxy.address().toString())
                        .withHttpProxy(proxy.address().toString()))) {
      assertThat(client.pods().inNamespace("default").withName("web").get()).isNotNull();
      assertThat(proxy.hits).isEmpty();
    }
  }

  @Test
  void a_shell_in_a_pod_needs_the_mark() {
    try (KubernetesClient client =
        kubernetes.client(ADMIN, config -> config.withRequestRetryBackoffLimit(0))) {
      var pod = client.pods().inNamespace("default").withName("web").redirectingOutput();
      assertThatThrownBy(() -> pod.exec("id"))
          .hasStackTraceContaining("this run has not marked it");
      assertThat(server.hits).doesNotContain("GET " + POD + "/exec");
      kubernetes.mark();
      assertThatThrownBy(() -> pod.exec("id")).isInstanceOf(KubernetesClientException.class);
      assertThat(server.hits).contains("GET " + POD + "/exec");
    }
  }

  @Test
  @DisplayName("a Service of the marked cluster is changed at its own address and port only")
  void services() throws Exception {
    assertThatThrownBy(() -> kubernetes.services((address, port) -> true))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("has not marked it");
    kubernetes.mark();
    try (FakeServer erp = FakeServer.http();
        FakeServer other = FakeServer.http()) {
      GuardedHttp services =
          kubernetes.services(
              (address, port) -> address.equals("127.0.0.1") && port == erp.address().getPort());
      assertThat(status(services, "POST", erp.address())).isEqualTo(404);
      assertThat(status(services, "GET", other.address())).isEqualTo(404);
      for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "LIST", "get")) {
        assertThatThrownBy(() -> status(services, method, other.address()))
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("nothing shows that this run made it");
      }
      assertThat(other.hits).containsExactly("GET /");
      new GuardedVault(lab.guard, erp.address(), () -> "t");
      assertThatThrownBy(() -> status(services, "POST", erp.address()))
          .hasMessageContaining("carries a mark");
      assertThat(erp.hits).containsExactly("POST /");
    }
  }

  @Test
  @DisplayName("a Service ends with the cluster in the record, and goes on while its API is down")
  void services_of_a_cluster_that_is_gone() throws Exception {
    kubernetes.mark();
    try (FakeServer erp = FakeServer.http()) {
      GuardedHttp services =
          kubernetes.services((address, port) -> port == erp.address().getPort());
      server.close();
      assertThat(status(services, "POST", erp.address())).isEqualTo(404);
      lab.guard.update(record -> record.withApiServer(null, null));
      assertThatThrownBy(kubernetes::verify)
          .hasMessageContaining("no API server has been recorded");
      assertThatThrownBy(() -> status(services, "POST", erp.address()))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("no API server has been recorded");
      lab.store.delete("run-1");
      assertThatThrownBy(() -> status(services, "POST", erp.address()))
          .isInstanceOf(GuardRefusal.class);
      assertThat(erp.hits).containsExactly("POST /");
    }
  }

  private static int status(GuardedHttp http, String method, URI uri)
      throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void the_stop_file_stops_a_client_that_already_exists() throws IOException {
    kubernetes.mark();
    Path stop = lab.home.resolve(".firedrill/STOP");
    Files.createDirectories(stop.getParent());
    Files.createFile(stop);
    assertThatThrownBy(this::deletePod).hasMessageContaining(stop.toString());
    assertThat(server.hits("DELETE")).isZero();
  }
}
