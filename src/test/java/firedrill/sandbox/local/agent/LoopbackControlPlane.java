package firedrill.sandbox.local.agent;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A real control plane on loopback for the contract tests, Node authorizer and RBAC on. */
final class LoopbackControlPlane implements AutoCloseable {

  private final Path dir;
  private final int api;
  private final int etcd;
  private final List<Process> processes = Collections.synchronizedList(new ArrayList<>());
  private Process apiServer;

  private LoopbackControlPlane(Path dir) throws IOException {
    this.dir = dir;
    this.api = freePort();
    this.etcd = freePort();
  }

  static LoopbackControlPlane start(Path dir) throws IOException, GeneralSecurityException {
    LoopbackControlPlane plane = new LoopbackControlPlane(dir);
    try {
      plane.boot();
      return plane;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      plane.close();
      throw e;
    }
  }

  KubernetesClient admin() {
    return client("admin", () -> true);
  }

  /**
   * @param connected while it is false no request leaves the node
   */
  KubernetesClient node(String name, BooleanSupplier connected) {
    return client("node-" + name, connected);
  }

  void killApiServer() {
    apiServer.destroyForcibly().onExit().join();
  }

  void startApiServer() throws IOException {
    apiServer =
        run(
            "kube-apiserver",
            "--etcd-servers=http://127.0.0.1:" + etcd,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + api,
            "--cert-dir=" + dir.resolve("certs"),
            "--token-auth-file=" + dir.resolve("tokens.csv"),
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=" + dir.resolve("sa.pub"),
            "--service-account-signing-key-file=" + dir.resolve("sa.key"),
            "--service-cluster-ip-range=10.96.0.0/16",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--default-not-ready-toleration-seconds=5",
            "--default-unreachable-toleration-seconds=5",
            "--allow-privileged=true");
  }

  private void boot() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    pem("sa.key", "PRIVATE KEY", keys.getPrivate().getEncoded());
    pem("sa.pub", "PUBLIC KEY", keys.getPublic().getEncoded());
    Files.writeString(
        dir.resolve("tokens.csv"),
        """
        admin,admin,1,"system:masters"
        kcm,system:kube-controller-manager,2
        sched,system:kube-scheduler,3
        node-n1,system:node:n1,4,"system:nodes"
        node-n2,system:node:n2,5,"system:nodes"
        """);
    int peer = freePort();
    run(
        "etcd",
        "--data-dir=" + dir.resolve("etcd"),
        "--listen-client-urls=http://127.0.0.1:" + etcd,
        "--advertise-client-urls=http://127.0.0.1:" + etcd,
        "--listen-peer-urls=http://127.0.0.1:" + peer,
        "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
        "--initial-cluster=default=http://127.0.0.1:" + peer,
        "--log-level=warn",
        "--unsafe-no-fsync");
    startApiServer();
    await("apiserver ready")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .failFast("apiserver has ended, see " + dir, () -> !apiServer.isAlive())
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(this::ready);
    run(
        "kube-controller-manager",
        "--kubeconfig=" + kubeconfig("kcm"),
        "--bind-address=127.0.0.1",
        "--secure-port=" + freePort(),
        "--leader-elect=false",
        "--service-account-private-key-file=" + dir.resolve("sa.key"),
        "--root-ca-file=" + dir.resolve("certs/apiserver.crt"),
        "--use-service-account-credentials=true",
        "--kube-api-qps=1000",
        "--kube-api-burst=2000",
        "--node-monitor-period=1s",
        "--node-monitor-grace-period=6s");
    run(
        "kube-scheduler",
        "--kubeconfig=" + kubeconfig("sched"),
        "--bind-address=127.0.0.1",
        "--secure-port=" + freePort(),
        "--leader-elect=false");
    try (KubernetesClient client = admin()) {
      await("default service account")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () ->
                  client.serviceAccounts().inNamespace("default").withName("default").get() != null
                      && client
                              .configMaps()
                              .inNamespace("default")
                              .withName("kube-root-ca.crt")
                              .get()
                          != null);
    }
  }

  boolean ready() {
    try (KubernetesClient client = admin()) {
      return client.raw("/readyz") != null;
    }
  }

  private KubernetesClient client(String token, BooleanSupplier connected) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl("https://127.0.0.1:" + api)
                .withTrustCerts(true)
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(5000)
                .build())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("cable", new Cable(connected)))
        .build();
  }

  private record Cable(BooleanSupplier connected) implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!connected.getAsBoolean()) {
        throw new KubernetesClientException("no way to the API server");
      }
    }
  }

  private Path kubeconfig(String token) throws IOException {
    return Files.writeString(
        dir.resolve(token + ".kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
        users: [{name: u, user: {token: %s}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(api, token));
  }

  private Process run(String name, String... args) throws IOException {
    List<String> argv = new ArrayList<>(List.of(Binaries.require(name).toString()));
    argv.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("GOGC", "400");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve(name + ".log").toFile()));
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private void pem(String file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        dir.resolve(file),
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(p -> p.onExit().join());
  }
}
