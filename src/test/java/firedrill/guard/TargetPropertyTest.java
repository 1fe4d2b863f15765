package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at is what is called. */
class TargetPropertyTest {
  @TempDir Path folder;
  private final FakeServer inside = FakeServer.http();
  private final FakeServer other = FakeServer.http();
  private Guard guard;

  @BeforeEach
  void guard() {
    guard = new Fixture(folder).guard;
  }

  @AfterEach
  void stop() {
    inside.close();
    other.close();
  }

  @Test
  void the_address_of_a_service_says_scheme_host_and_port_and_nothing_else() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String origin = gen.of("http://127.0.0.1:8200", "https://10.77.0.9", "http://[::1]:1");
          String more =
              gen.of(
                  "/v1", "/../x", "//", "/?a=b", "?a", "#f", "/;x", "/%2e%2e", "/proxy/", "?", "#");
          new GuardedVault(guard, URI.create(origin + gen.of("", "/")), () -> null);
          assertThatThrownBy(() -> new GuardedVault(guard, URI.create(origin + more), () -> null))
              .isInstanceOf(GuardRefusal.class);
          String user = origin.replace("://", "://" + gen.of("a@", "a:b@", "127.0.0.1@", "%31@"));
          assertThatThrownBy(() -> new GuardedVault(guard, URI.create(user), () -> null))
              .isInstanceOf(GuardRefusal.class);
        });
  }

  @Test
  void a_request_is_read_once_whatever_it_says_the_second_time() {
    GuardedHttp http = new GuardedHttp(guard);
    Property.holds(
        Property.cases(200),
        gen -> {
          int times = gen.between(1, 3);
          Changing request = new Changing(inside.address(), other.address(), times);
          http.send(request, BodyHandlers.discarding());
          assertThat(other.hits).isEmpty();
          Changing outside = new Changing(URI.create("http://203.0.113.1/"), inside.address(), 1);
          assertThatThrownBy(() -> http.send(outside, BodyHandlers.discarding()))
              .isInstanceOf(GuardRefusal.class);
        });
    assertThat(inside.hits).isNotEmpty();
  }

  @Test
  void no_header_takes_the_call_elsewhere() {
    GuardedHttp http = new GuardedHttp(guard);
    Property.holds(
        Property.cases(200),
        gen -> {
          String name =
              gen.of(
                  "Host",
                  "hOST",
                  "X-Forwarded-Host",
                  "Forwarded",
                  "X-HTTP-Method-Override",
                  "X-Original-URL",
                  "x-rewrite-url",
                  "X-Forwarded-Server",
                  "X-Forwarded-Uri",
                  "X-Original-Host",
                  "X-Original-Method",
                  "X-Host",
                  "X-HTTP-Host-Override",
                  "X-HTTP-Path-Override",
                  "Base-URL",
                  "Proxy-Authorization",
                  "x-http-method");
          Changing request = new Changing(inside.address(), inside.address(), 9);
          request.headers = Map.of(name, List.of("vault.prod"));
          assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("overrides");
        });
    assertThat(inside.hits).isEmpty();
  }

  @Test
  void a_recorded_name_is_called_by_the_address_that_was_looked_at() throws Exception {
    guard.recordHosts(List.of("localhost"));
    URI named = URI.create("http://localhost:" + inside.address().getPort() + "/healthz?verbose");
    assertThat(guard.frozen(named))
        .hasToString("http://127.0.0.1:" + inside.address().getPort() + "/healthz?verbose");
    var answer =
        new GuardedHttp(guard)
            .send(HttpRequest.newBuilder(named).build(), BodyHandlers.discarding());
    assertThat(answer.request().uri().getHost()).isEqualTo("127.0.0.1");
    assertThatThrownBy(
            () -> guard.recordApiServer(URI.create("https://localhost:6443"), new TestCa().pem()))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("it is a name");
  }

  @Test
  void an_ipv6_literal_stays_one() {
    assertThat(guard.frozen(URI.create("http://[::1]:80/x")).getPort()).isEqualTo(80);
    assertThat(Origin.bracketed("::1")).isEqualTo("[::1]");
    assertThat(Origin.bracketed("[::1]")).isEqualTo("[::1]");
    assertThat(Origin.bracketed("127.0.0.1")).isEqualTo("127.0.0.1");
  }

  @Test
  void a_method_that_is_none_is_refused_and_null_too() {
    GuardedHttp http = GuardedHttp.changing(guard, target -> true);
    Changing request = new Changing(inside.address(), inside.address(), 9);
    request.method = "GE T";
    assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("not allowed");
    assertThatThrownBy(() -> http.send(null, BodyHandlers.discarding()))
        .isInstanceOf(GuardRefusal.class);
    assertThat(http.client().version()).isNotNull();
    assertThat(http.client().sslContext()).isNotNull();
    assertThat(http.client().sslParameters()).isNotNull();
    assertThat(http.client().executor()).isEmpty();
    assertThat(http.client().connectTimeout()).contains(Duration.ofSeconds(5));
  }

  /** Says another address from some time on. */
  private static final class Changing extends HttpRequest {
    private final URI first;
    private final URI later;
    private final int times;
    private final AtomicInteger asked = new AtomicInteger();
    private Map<String, List<String>> headers = Map.of();
    private String method = "GET";

    Changing(URI first, URI later, int times) {
      this.first = first;
      this.later = later;
      this.times = times;
    }

    @Override
    public URI uri() {
      return asked.incrementAndGet() <= times ? first : later;
    }

    @Override
    public Optional<BodyPublisher> bodyPublisher() {
      return Optional.empty();
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public Optional<Duration> timeout() {
      return Optional.empty();
    }

    @Override
    public boolean expectContinue() {
      return false;
    }

    @Override
    public Optional<HttpClient.Version> version() {
      return Optional.of(HttpClient.Version.HTTP_1_1);
    }

    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(headers, (a, b) -> true);
    }
  }
}
