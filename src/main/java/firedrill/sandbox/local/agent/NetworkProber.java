package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Probes from this JVM to the pod's address, without proxy and without following redirects. */
final class NetworkProber implements Prober {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1|\\[::1]");

  @Override
  public ProbeResult attempt(
      Probe probe, Container container, String podIp, RunningContainer running) {
    Duration timeout =
        Duration.ofSeconds(probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds());
    try {
      if (probe.getHttpGet() != null) {
        return http(probe.getHttpGet(), container, podIp, timeout);
      }
      if (probe.getTcpSocket() != null) {
        var tcp = probe.getTcpSocket();
        String host = host(tcp.getHost(), podIp);
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
          int port = port(tcp.getPort(), container);
          socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
          return ProbeResult.OK;
        }
      }
      if (probe.getExec() != null) {
        int code = running.exec(probe.getExec().getCommand(), timeout);
        return code == 0 ? ProbeResult.OK : ProbeResult.failure("command exited with code " + code);
      }
      return ProbeResult.failure("this node agent knows httpGet, tcpSocket and exec probes only");
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return ProbeResult.failure(String.valueOf(e.getMessage()));
    }
  }

  static ProbeResult http(HTTPGetAction get, Container container, String podIp, Duration timeout)
      throws IOException, GeneralSecurityException {
    boolean tls = "HTTPS".equalsIgnoreCase(get.getScheme());
    String path = get.getPath() == null ? "/" : get.getPath();
    URL url =
        new URL(
            tls ? "https" : "http",
            host(get.getHost(), podIp),
            port(get.getPort(), container),
            path.startsWith("/") ? path : "/" + path);
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setRequestProperty("User-Agent", "kube-probe/1.36");
    connection.setRequestProperty("Connection", "close");
    if (get.getHttpHeaders() != null) {
      for (HTTPHeader header : get.getHttpHeaders()) {
        connection.addRequestProperty(header.getName(), header.getValue());
      }
    }
    if (connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(unverified().getSocketFactory());
      https.setHostnameVerifier((host, session) -> true);
    }
    try {
      int code = connection.getResponseCode();
      return code >= 200 && code < 400
          ? ProbeResult.OK
          : ProbeResult.failure("HTTP probe failed with statuscode: " + code);
    } finally {
      connection.disconnect();
    }
  }

  /**
   * Whom a manifest may name: the pod itself, or what runs beside the agent. Any other host would
   * have this JVM ask whoever the manifest likes, with headers that it likes.
   */
  private static String host(String named, String podIp) throws IOException {
    if (named == null || named.isEmpty() || named.equals(podIp)) {
      return podIp;
    }
    if (!LOOPBACK.matcher(named).matches()) {
      throw new IOException("a probe of this lab goes to its own pod, and to no other host");
    }
    return named;
  }

  static int port(IntOrString port, Container container) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    List<ContainerPort> ports = container.getPorts() == null ? List.of() : container.getPorts();
    return ports.stream()
        .filter(p -> port.getStrVal().equals(p.getName()))
        .findFirst()
        .map(ContainerPort::getContainerPort)
        .orElseGet(() -> Integer.parseInt(port.getStrVal()));
  }

  /** Kubelet does not verify the certificates of probed pods either. */
  private static SSLContext unverified() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager trusting =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {trusting}, null);
    return context;
  }
}
