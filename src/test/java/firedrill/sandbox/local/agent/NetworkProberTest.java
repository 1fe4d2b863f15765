package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import firedrill.testing.DeadPort;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A network probe")
class NetworkProberTest {

  private HttpServer server;
  private Container container;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int code = Integer.parseInt(exchange.getRequestURI().getQuery());
          if (code == 302) {
            exchange.getResponseHeaders().add("Location", "/?500");
          }
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
    container =
        new ContainerBuilder()
            .addNewPort()
            .withName("http")
            .withContainerPort(server.getAddress().getPort())
            .endPort()
            .build();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  @DisplayName("succeeds from 200 to 399 and does not follow redirects")
  void success() {
    assertThat(http(200).success()).isTrue();
    assertThat(http(302).success()).isTrue();
  }

  @Test
  @DisplayName("names the status code of a failure as kubelet does")
  void failure() {
    assertThat(http(503)).isEqualTo(ProbeResult.failure("HTTP probe failed with statuscode: 503"));
  }

  @Test
  @DisplayName("fails when nobody listens, and never throws")
  void refused() throws IOException {
    Probe tcp =
        new ProbeBuilder()
            .withNewTcpSocket()
            .withPort(new IntOrString("http"))
            .endTcpSocket()
            .build();
    assertThat(attempt(tcp).success()).isTrue();
    try (DeadPort dead = new DeadPort()) {
      container.getPorts().get(0).setContainerPort(dead.number());
      assertThat(attempt(tcp).success()).isFalse();
      assertThat(http(200).success()).isFalse();
    }
  }

  @Test
  @DisplayName(
      "asks the pod and what runs beside the agent, and no other host that a manifest names")
  void other_hosts() {
    for (String host : new String[] {"192.0.2.1", "pi1", "localhost", "127.0.0.1.nip.io", "::2"}) {
      Probe tcp =
          new ProbeBuilder()
              .withNewTcpSocket()
              .withHost(host)
              .withPort(new IntOrString("http"))
              .endTcpSocket()
              .build();
      Probe get =
          new ProbeBuilder()
              .withNewHttpGet()
              .withHost(host)
              .withPort(new IntOrString("http"))
              .endHttpGet()
              .build();
      assertThat(attempt(tcp).message()).contains("no other host");
      assertThat(attempt(get).message()).contains("no other host");
    }
    Probe own =
        new ProbeBuilder()
            .withNewTcpSocket()
            .withHost("127.0.0.1")
            .withPort(new IntOrString("http"))
            .endTcpSocket()
            .build();
    assertThat(attempt(own).success()).isTrue();
  }

  private ProbeResult http(int code) {
    return attempt(
        new ProbeBuilder()
            .withNewHttpGet()
            .withPath("/x?" + code)
            .withPort(new IntOrString("http"))
            .endHttpGet()
            .build());
  }

  private ProbeResult attempt(Probe probe) {
    return new NetworkProber().attempt(probe, container, "127.0.0.1", null);
  }
}
