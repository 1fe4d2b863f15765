package firedrill.sandbox.local.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import firedrill.sandbox.VolumeFigures;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What a kubelet tells of its volumes under {@code /metrics}: names, labels and help as in
 * Kubernetes 1.36, pkg/kubelet/metrics/collectors/volume_stats.go; inodes and health are left out.
 * It listens beside its node, not in it, and without TLS.
 */
public final class KubeletMetrics implements AutoCloseable {

  static final String PATH = "/metrics";

  private final HttpServer server;
  private final ExecutorService threads;
  private final MetricsReaders readers;
  private final Supplier<Optional<List<VolumeFigures>>> figures;

  private KubeletMetrics(
      HttpServer server, MetricsReaders readers, Supplier<Optional<List<VolumeFigures>>> figures) {
    this.server = server;
    this.readers = readers;
    this.figures = figures;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "kubelet metrics");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Listens where the node is reached from, until it is closed.
   *
   * @param client of the node
   * @param figures empty while the node is without power or cable: nothing is answered then
   */
  public static KubeletMetrics open(
      String node,
      String address,
      KubernetesClient client,
      Supplier<Optional<List<VolumeFigures>>> figures) {
    // Connecting a datagram socket sends nothing; it only chooses the way.
    try (DatagramSocket way = new DatagramSocket()) {
      way.connect(new InetSocketAddress(InetAddress.getByName(address), 9));
      HttpServer server = HttpServer.create(new InetSocketAddress(way.getLocalAddress(), 0), 0);
      KubeletMetrics metrics =
          new KubeletMetrics(server, new MetricsReaders(client, node), figures);
      server.setExecutor(metrics.threads);
      server.createContext(PATH, metrics::answer);
      // Its dispatcher inherits this: it must not keep the process alive.
      Thread starter = new Thread(server::start, "kubelet metrics of " + node);
      starter.setDaemon(true);
      starter.start();
      return metrics;
    } catch (IOException e) {
      throw new UncheckedIOException("the metrics of " + node + " cannot be served", e);
    }
  }

  /** Its address and path. */
  public URI address() {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + PATH);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<List<VolumeFigures>> now = figures.get();
      if (now.isEmpty()) {
        return;
      }
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      boolean bearer = header != null && header.startsWith("Bearer ");
      int status = readers.answer(bearer ? header.substring("Bearer ".length()) : null);
      if (status != MetricsReaders.ALLOWED) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      byte[] body = text(now.get()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  static String text(List<VolumeFigures> figures) {
    StringBuilder text = new StringBuilder();
    series(
        text, figures, "available", "Number of available bytes in", VolumeFigures::availableBytes);
    series(text, figures, "capacity", "Capacity in bytes of", VolumeFigures::capacityBytes);
    series(text, figures, "used", "Number of used bytes in", VolumeFigures::usedBytes);
    return text.toString();
  }

  private static void series(
      StringBuilder text,
      List<VolumeFigures> figures,
      String what,
      String help,
      ToLongFunction<VolumeFigures> value) {
    String name = "kubelet_volume_stats_" + what + "_bytes";
    text.append("# HELP ").append(name).append(" [ALPHA] ").append(help).append(" the volume\n");
    text.append("# TYPE ").append(name).append(" gauge\n");
    for (VolumeFigures one : figures) {
      text.append(name)
          .append(
              "{namespace=\"%s\",persistentvolumeclaim=\"%s\"} %d%n"
                  .formatted(one.namespace(), one.claim(), value.applyAsLong(one)));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
