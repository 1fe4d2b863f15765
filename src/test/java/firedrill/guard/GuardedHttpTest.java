package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedHttpTest {
  @TempDir Path directory;
  private final FakeServer erp = FakeServer.http();
  private final FakeServer other = FakeServer.http();
  private GuardedHttp http;

  @BeforeEach
  void client() {
    http = new GuardedHttp(new Fixture(directory).guard);
    erp.replies.put("GET /ready", FakeServer.Reply.json(200, "{}"));
  }

  @AfterEach
  void stop() {
    erp.close();
    other.close();
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void reaches_a_service_of_the_lab() throws Exception {
    assertThat(get(erp.address().resolve("/ready")).statusCode()).isEqualTo(200);
    var later =
        http.client()
            .sendAsync(
                HttpRequest.newBuilder(erp.address().resolve("/ready")).build(),
                BodyHandlers.ofString());
    assertThat(later.join().body()).isEqualTo("{}");
  }

  @Test
  @DisplayName("what nothing shows to be this run's own is read and never changed")
  void changes_nothing() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String method =
              gen.of(
                  "POST",
                  "PUT",
                  "DELETE",
                  "PATCH",
                  "LIST",
                  "OPTIONS",
                  "TRACE",
                  "PROPFIND",
                  "get",
                  "Head",
                  "X" + gen.textOf("ABC-", 4));
          URI uri = erp.address().resolve("/x" + gen.textOf("abc/.?=", 9));
          assertThatThrownBy(
                  () ->
                      http.send(
                          HttpRequest.newBuilder(uri)
                              .method(method, HttpRequest.BodyPublishers.noBody())
                              .build(),
                          BodyHandlers.discarding()))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("nothing shows that this run made it");
          assertThat(erp.hits).isEmpty();
        });
  }

  @Test
  void never_connects_outside_the_lab() {
    assertThatThrownBy(() -> get(URI.create("http://192.168.1.20:8080/")))
        .isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> get(URI.create("http://erp.home.example/")))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void an_answer_that_redirects_to_another_host_is_a_refusal_and_is_not_followed() {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      erp.replies.put(
          "GET /version", FakeServer.Reply.redirect(status, other.address().resolve("/trap")));
      assertThatThrownBy(() -> get(erp.address().resolve("/version")))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("redirect " + status)
          .hasMessageContaining("another host");
    }
    assertThatThrownBy(
            () ->
                http.client()
                    .sendAsync(
                        HttpRequest.newBuilder(erp.address().resolve("/version")).build(),
                        BodyHandlers.ofString())
                    .join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(GuardRefusal.class);
    assertThat(other.hits).isEmpty();
  }

  @Test
  void a_redirect_on_the_same_host_is_handed_back_and_not_followed() throws Exception {
    erp.replies.put("GET /health", FakeServer.Reply.redirect(302, URI.create("/ready")));
    assertThat(get(erp.address().resolve("/health")).statusCode()).isEqualTo(302);
    assertThat(erp.hits).containsExactly("GET /health");
  }

  @Test
  void the_client_follows_nothing_and_uses_no_proxy() {
    assertThat(http.client().followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
    assertThat(http.client().proxy()).contains(HttpClient.Builder.NO_PROXY);
    assertThat(http.client().authenticator()).isEmpty();
    assertThat(http.client().cookieHandler()).isEmpty();
  }

  @Test
  void redirects_are_judged_by_scheme_host_and_port() {
    URI asked = URI.create("http://127.0.0.1:80/a");
    Redirects.require(asked, 200, "http://elsewhere/");
    Redirects.require(asked, 304, null);
    Redirects.require(asked, 301, "http://127.0.0.1/b");
    for (String target :
        new String[] {"https://127.0.0.1:80/", "http://127.0.0.1:81/", "//127.0.0.2/", "::"}) {
      assertThatThrownBy(() -> Redirects.require(asked, 302, target))
          .isInstanceOf(GuardRefusal.class);
    }
    assertThatThrownBy(() -> Redirects.require(asked, 300, "http://a/"))
        .isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> Redirects.require(asked, 399, "http://a/"))
        .isInstanceOf(GuardRefusal.class);
    Redirects.require(asked, 400, "http://a/");
  }

  @Test
  @DisplayName("what is asked goes out as it was asked: version, headers, body, method")
  void as_asked() throws Exception {
    HttpRequest.Builder ask =
        HttpRequest.newBuilder(erp.address().resolve("/ready"))
            .header("Accept-Language", "1")
            .header("Accept-Language", "2");
    http.send(ask.version(HttpClient.Version.HTTP_1_1).build(), BodyHandlers.discarding());
    assertThat(erp.headers.get("GET /ready").get("Accept-Language")).containsExactly("1", "2");
    assertThat(erp.headers.get("GET /ready")).doesNotContainKey("Upgrade");
    http.send(ask.version(HttpClient.Version.HTTP_2).build(), BodyHandlers.discarding());
    assertThat(erp.headers.get("GET /ready")).containsKey("Upgrade");
    http.send(
        ask.method("GET", HttpRequest.BodyPublishers.ofString("{}")).build(),
        BodyHandlers.discarding());
    assertThat(erp.bodies).containsEntry("GET /ready", "{}");
    http.send(ask.GET().build(), BodyHandlers.discarding());
    assertThat(erp.bodies).containsEntry("GET /ready", "");
    assertThat(erp.hits).containsOnly("GET /ready");
  }

  @Test
  @DisplayName("a refusal names the call, and which header it was")
  void names() {
    assertThatThrownBy(
            () ->
                GuardedHttpClient.requireNotOurs(
                    "PUT", URI.create("http://127.0.0.1:1/a?b"), "hOST"))
        .hasMessageContaining("PUT http://127.0.0.1:1/a?…")
        .hasMessageContaining("it overrides the Host header");
    assertThatThrownBy(
            () ->
                GuardedHttpClient.requireNotOurs(
                    "PUT", URI.create("http://127.0.0.1:1/"), "Forwarded"))
        .hasMessageContaining("the address or the method by Forwarded");
  }

  @Test
  @DisplayName("words of an error end at a limit from status 400 on, an answer has none")
  void long_errors() throws Exception {
    String words = "x".repeat(GuardedHttpClient.MOST_ERROR_BYTES + 1);
    erp.replies.put("GET /metrics", FakeServer.Reply.json(399, words));
    assertThat(get(erp.address().resolve("/metrics")).body()).hasSize(words.length());
    erp.replies.put("GET /metrics", FakeServer.Reply.json(400, words));
    assertThatThrownBy(() -> get(erp.address().resolve("/metrics")))
        .isInstanceOf(IOException.class);
    erp.replies.put("GET /metrics", FakeServer.Reply.json(400, words.substring(1)));
    assertThat(get(erp.address().resolve("/metrics")).body()).hasSize(words.length() - 1);
  }

  @Test
  @DisplayName("no lease, login or password is made by reading, whoever answers")
  void lends_nothing() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String name = gen.textOf("abcdefgh-", 6) + "x";
          String path =
              gen.of(
                  "/v1/database/creds/" + name,
                  "/v1/" + name + "/creds/" + name,
                  "/v1/" + name + "/rotate-root",
                  "/v1/secret/rotate-root",
                  "/v1/pki/crl/rotate",
                  "/v1/sys/" + name,
                  "/v1/auth/" + name + "/login",
                  "/v1//sys/health",
                  "/%761/database/creds/" + name,
                  "/x/../v1/database/creds/" + name,
                  "/./v1/database/creds/" + name,
                  "/api/v1/repos/a/b/actions/runners/registration-token",
                  "/api/v1/admin/" + name,
                  "/apis/" + name + "/v1/" + name,
                  "/minio/admin/v3/" + name);
          assertThatThrownBy(() -> get(URI.create(erp.address() + path)))
              .as(path)
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("may change what is there");
          assertThat(erp.hits).isEmpty();
        });
    for (String shown :
        new String[] {
          "",
          "/",
          "/healthz",
          "/readyz?verbose&exclude=etcd",
          "/metrics/cadvisor",
          "/metrics?format=prometheus",
          "/ping",
          "/version",
          "/v1/sys/health?standbyok=true",
          "/v1/sys/seal-status?x",
          "/api/healthz",
          "/api/v1/query?query=a%2Fb",
          "/api/v1/version",
          "/minio/health/cluster?maintenance=true",
          "/minio/v2/metrics/cluster",
          "/-/healthy",
          "/-/ready"
        }) {
      URI uri = URI.create(erp.address() + shown);
      assertThat(PlainCall.reads("GET", uri)).as(shown).isTrue();
      assertThat(PlainCall.reads("HEAD", uri)).as(shown).isTrue();
      assertThat(PlainCall.reads("POST", uri)).as(shown).isFalse();
    }
  }
}
