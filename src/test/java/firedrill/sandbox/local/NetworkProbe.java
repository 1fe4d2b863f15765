package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.Topology;
import firedrill.sandbox.local.agent.ContainerSpec;
import firedrill.sandbox.local.agent.PodSandbox;
import firedrill.sandbox.local.kubernetes.PodRuntime;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs inside the launcher: what reaches what. */
final class NetworkProbe {

  private static final List<String> OUTSIDE = List.of("192.0.2.1/80", "1.1.1.1/443");

  private static final ExecutorService WAYS =
      Executors.newFixedThreadPool(
          6,
          task -> {
            // The probe ends with its main thread, also when that has failed.
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  private NetworkProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    try (LocalSandbox s = LocalSandbox.started(directory, Topology.cluster("pi1", "pi2", "pi3"))) {
      LocalNode pi1 = s.node("pi1");
      LocalNode pi2 = s.node("pi2");
      LocalNode pi3 = s.node("pi3");
      names(s);
      outside(pi1);
      saw("all reach all", matrix(s));

      s.network().linkDown(pi2);
      saw("link of pi2 down", matrix(s));
      s.network().linkUp(pi2);
      saw("link of pi2 up", matrix(s));

      s.network().partition(Set.of(pi1), Set.of(pi2, pi3));
      saw("pi1 | pi2 pi3", matrix(s));
      s.network().heal();
      saw("healed", matrix(s));

      s.network().partition(Set.of(pi1), Set.of(pi3));
      s.power().crash(pi3);
      s.power().restore(pi3);
      saw("pi1 | pi3 after a reboot of pi3", matrix(s));
      s.network().heal();

      s.network().linkDown(pi2);
      s.power().crash(pi2);
      s.power().restore(pi2);
      saw("link of pi2 down after its reboot", matrix(s));
      s.network().heal();
      saw("healed again", matrix(s));
      // Open to all where there is udev; elsewhere the root user's.
      if (Files.isWritable(Path.of("/dev/net/tun"))) {
        s.plugMachine("a-machine");
      }
    }
    saw("interfaces after close", Shell.run(Programs.path("ip"), "-br", "link").lines().count());
  }

  private static void outside(LocalNode node) throws Exception {
    saw("routes of the lab", Shell.run(Programs.path("ip"), "-4", "route"));
    saw("routes of a node", node.run(Programs.path("ip"), "-4", "route"));
    saw("links of the lab", Shell.run(Programs.path("ip"), "-br", "link"));
    PodRuntime pods = new PodRuntime(node, LaunchedProbe.children());
    for (String address : OUTSIDE) {
      saw("lab to " + address, result(connect(address)));
      saw("node to " + address, fromNode(node, address));
      saw("pod to " + address, fromPod(pods, address));
    }
  }

  private static String fromNode(LocalNode node, String address) {
    List<String> argv = new ArrayList<>(Namespaces.enter(node.init()));
    argv.addAll(connect(address));
    return result(argv);
  }

  private static String fromPod(PodRuntime pods, String address) throws Exception {
    PodSandbox pod = pods.createSandbox("default", "probe", "uid", false);
    Path log = Files.createTempFile("pod", ".log");
    pods.start(
            pod,
            new ContainerSpec(
                "probe",
                connect(address),
                Map.of("PATH", Programs.SEARCH_PATH),
                Set.of(),
                "/",
                List.of(),
                log,
                OptionalInt.empty(),
                OptionalInt.empty()))
        .exited()
        .get(20, TimeUnit.SECONDS);
    pods.destroy(pod);
    return Files.readString(log);
  }

  /** timeout(1) says 124 when nothing answered; an unreachable network is said at once. */
  private static List<String> connect(String address) {
    return List.of(
        Programs.path("timeout"), "5", Programs.path("bash"), "-c", "exec 3<>/dev/tcp/" + address);
  }

  private static String result(List<String> argv) {
    Command.Result r = Shell.attempt(argv, "");
    return r.exit() + " " + r.output();
  }

  private static void names(LocalSandbox s) throws Exception {
    for (LocalNode n : s.localNodes()) {
      saw("host name of " + n.name(), n.run(Programs.path("hostname")));
      saw("address of " + n.name(), n.run(Programs.path("hostname"), "-I"));
    }
    saw("hosts", Files.readString(Path.of("/etc/hosts")));
    saw("pi3 by name", s.node("pi1").run(Programs.path("getent"), "hosts", "pi3"));
  }

  /** One letter pair per way that is open, for example {@code 1>2}. */
  private static String matrix(LocalSandbox s) {
    List<CompletableFuture<String>> ways = new ArrayList<>();
    for (LocalNode from : s.localNodes()) {
      for (LocalNode to : s.localNodes()) {
        if (from != to) {
          ways.add(CompletableFuture.supplyAsync(() -> way(from, to), WAYS));
        }
      }
    }
    return ways.stream().map(CompletableFuture::join).collect(Collectors.joining());
  }

  private static String way(LocalNode from, LocalNode to) {
    return reaches(from, to) ? from.ordinal() + ">" + to.ordinal() + " " : "";
  }

  /** Nobody listens: refused means that the packet came and went. */
  private static boolean reaches(LocalNode from, LocalNode to) {
    List<String> argv = new ArrayList<>(Namespaces.enterNetwork(from.init()));
    argv.addAll(
        List.of(
            Programs.path("timeout"),
            // Address resolution is retried after a second.
            "1.5",
            Programs.path("bash"),
            "-c",
            "exec 3<>/dev/tcp/" + to.address() + "/9"));
    return Shell.attempt(argv, "").output().contains("refused");
  }
}
