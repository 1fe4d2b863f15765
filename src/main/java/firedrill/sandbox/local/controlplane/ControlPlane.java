package firedrill.sandbox.local.controlplane;

import firedrill.guard.ChildEnvironment;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import firedrill.sandbox.process.Supervised;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * etcd, kube-apiserver, kube-controller-manager and kube-scheduler on one node, as a k3s server
 * runs them: they start when the node boots, are started again when they end, and die with it.
 * etcd's data lies on the node's disk. The four are started at once: each retries until the one it
 * needs answers.
 */
public final class ControlPlane implements BootUnit {

  private static final String ETCD = "etcd";

  /** The API server waits for requests under way, watches among them. */
  private static final Duration END = Duration.ofSeconds(70);

  private static final int API_PORT = 6443;

  private final LocalNode node;
  private final Executables programs;
  private final Path directory;
  private final ChildEnvironment children;
  private final Pki pki;
  private final Pki.Credentials admin;
  private final Pki.Credentials server;
  private final Pki.Credentials serviceAccounts;
  private final Kubeconfigs kubeconfigs;
  private Map<String, Supervised> processes = Map.of();

  public ControlPlane(
      LocalNode node, Executables programs, Path directory, ChildEnvironment children) {
    this.node = node;
    this.programs = programs;
    this.directory = directory;
    this.children = children;
    this.pki = new Pki(directory.resolve("pki"));
    this.admin = pki.client("admin", "firedrill-admin", "system:masters");
    this.server =
        pki.server(
            "kube-apiserver",
            List.of(
                node.address(),
                Addresses.KUBERNETES_SERVICE,
                "127.0.0.1",
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local"));
    this.serviceAccounts = pki.keyPair("service-accounts");
    this.kubeconfigs = new Kubeconfigs(directory, pki, address());
    kubeconfigs.write("admin", admin);
  }

  public URI address() {
    return URI.create("https://" + node.address() + ":" + API_PORT);
  }

  public Pki pki() {
    return pki;
  }

  /** Of group {@code system:masters}. */
  public Pki.Credentials admin() {
    return admin;
  }

  /** That one's kubeconfig, with everything in it. */
  public String kubeconfig() {
    return kubeconfigs.whole("admin", admin);
  }

  /** The running processes by name; empty while the node is off. */
  public synchronized Map<String, ManagedProcess> processes() {
    Map<String, ManagedProcess> now = new LinkedHashMap<>();
    processes.forEach((name, s) -> now.put(name, s.process()));
    return now;
  }

  @Override
  public synchronized void boot(LocalNode on) {
    Map<String, Supervised> started = new LinkedHashMap<>();
    started.put("etcd", start("etcd", etcd(), Map.of()));
    // A larger heap target trades 80 MiB for half a second of start-up.
    Map<String, String> gc = Map.of("GOGC", "400");
    started.put("kube-apiserver", start("kube-apiserver", apiServer(), gc));
    started.put("kube-controller-manager", start("kube-controller-manager", manager(), gc));
    started.put("kube-scheduler", start("kube-scheduler", scheduler(), gc));
    processes = started;
  }

  @Override
  public synchronized void died(LocalNode on) {
    processes.values().forEach(Supervised::leave);
    processes = Map.of();
  }

  /**
   * Ends all four in order, for good: first what writes, then etcd.
   *
   * @param between what is done to the store while etcd alone runs
   * @return etcd's directory, at rest
   */
  public Path shutDown(Consumer<Etcd> between) {
    for (String name : List.of("kube-controller-manager", "kube-scheduler", "kube-apiserver")) {
      end(name);
    }
    between.accept(new Etcd(node));
    end("etcd");
    return node.disk().resolve(ETCD);
  }

  private synchronized void end(String name) {
    Supervised s = processes.get(name);
    s.leave();
    // The chain's end is the program: nsenter stands before it.
    s.process().innermost(1).ifPresent(ProcessHandle::destroy);
    s.process().awaitExit(END);
  }

  /**
   * @throws IllegalStateException with the end of its log if one of the four does not stay up
   */
  public synchronized void requireStaysUp() {
    processes.values().forEach(Supervised::requireStaysUp);
  }

  private Supervised start(String name, List<String> argv, Map<String, String> environment) {
    Spawn program =
        Spawn.of(name, argv)
            .environment(environment, children)
            .log(node.logs().resolve(name + ".log"));
    return Supervised.start(() -> node.start(program));
  }

  private List<String> etcd() {
    return List.of(
        programs.etcd().toString(),
        "--name=" + node.name(),
        "--data-dir=" + node.disk().resolve(ETCD),
        "--listen-client-urls=http://127.0.0.1:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
        "--listen-peer-urls=http://127.0.0.1:2380",
        "--initial-advertise-peer-urls=http://127.0.0.1:2380",
        "--initial-cluster=" + node.name() + "=http://127.0.0.1:2380",
        "--log-level=warn");
  }

  private List<String> apiServer() {
    return List.of(
        programs.apiServer().toString(),
        "--etcd-servers=http://127.0.0.1:2379",
        "--bind-address=" + node.address(),
        "--advertise-address=" + node.address(),
        "--secure-port=" + API_PORT,
        "--tls-cert-file=" + server.certificate(),
        "--tls-private-key-file=" + server.key(),
        "--client-ca-file=" + pki.authorityFile(),
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--service-account-key-file=" + serviceAccounts.certificate(),
        "--service-account-signing-key-file=" + serviceAccounts.key(),
        "--service-cluster-ip-range=" + Addresses.SERVICE_NETWORK,
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        // Webhooks are dialled at their endpoints: no kube-proxy is needed for them.
        "--enable-aggregator-routing=true",
        "--allow-privileged=true",
        "--default-not-ready-toleration-seconds=30",
        "--default-unreachable-toleration-seconds=30");
  }

  private List<String> manager() {
    List<String> argv = new ArrayList<>();
    argv.addAll(
        List.of(
            programs.controllerManager().toString(),
            "--kubeconfig="
                + kubeconfigs.write(
                    "kube-controller-manager",
                    pki.client(
                        "kube-controller-manager",
                        "system:kube-controller-manager",
                        "system:kube-controller-manager")),
            "--bind-address=127.0.0.1",
            "--leader-elect=false",
            "--service-account-private-key-file=" + serviceAccounts.key(),
            "--root-ca-file=" + pki.authorityFile(),
            "--cluster-signing-cert-file=" + pki.authorityFile(),
            "--cluster-signing-key-file=" + directory.resolve("pki/ca.key"),
            "--use-service-account-credentials=true",
            // 30 controller accounts at the default 20 requests a second would take 5 s.
            "--kube-api-qps=1000",
            "--kube-api-burst=2000",
            "--node-monitor-period=1s",
            "--node-monitor-grace-period=8s"));
    return argv;
  }

  private List<String> scheduler() {
    return List.of(
        programs.scheduler().toString(),
        "--kubeconfig="
            + kubeconfigs.write(
                "kube-scheduler",
                pki.client("kube-scheduler", "system:kube-scheduler", "system:kube-scheduler")),
        "--bind-address=127.0.0.1",
        "--leader-elect=false");
  }
}
