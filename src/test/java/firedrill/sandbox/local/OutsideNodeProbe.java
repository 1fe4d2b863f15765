package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.Node;
import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Runs inside the launcher: machines of two sites beside the cluster. */
final class OutsideNodeProbe {

  private OutsideNodeProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    Topology topology =
        Topology.cluster("pi1", "pi2")
            .withOutside("minio-primary-1", "primary")
            .withOutside("minio-primary-2", "primary")
            .withOutside("minio-secondary-1", "secondary");
    try (LocalSandbox s = LocalSandbox.started(directory, topology)) {
      LocalNode pi1 = s.node("pi1");
      LocalNode primary = s.node("minio-primary-1");
      LocalNode secondary = s.node("minio-secondary-1");
      saw("machines", s.nodes().stream().map(Node::name).toList());
      saw("kubernetes nodes", s.clusterNodes().stream().map(Node::name).toList());
      saw("addresses", s.nodes().stream().map(Node::address).distinct().count());
      saw("by name", pi1.run(Programs.path("getent"), "hosts", "minio-primary-1"));
      saw("from a node", comesToReach(pi1, primary));
      saw("route to pods", primary.run(Programs.path("ip"), "route", "get", "10.42.2.7"));
      saw("route to Services", routesToServices(primary));

      s.network().partition(Set.of(primary, s.node("minio-primary-2")), Set.of(secondary));
      saw("between the sites", reaches(primary, secondary));
      saw("inside the site", reaches(primary, s.node("minio-primary-2")));
      s.network().heal();
      saw("healed", comesToReach(primary, secondary));

      write(primary, "flushed");
      String file = primary.disk().resolve("flushed").toString();
      primary.run(
          Programs.path("dd"), "if=" + file, "of=" + file, "conv=notrunc,fsync", "status=none");
      write(primary, "lost");
      Node[] site = atSite(s, "primary");
      s.power().cut(site);
      saw("running", s.nodes().stream().filter(Node::isRunning).map(Node::name).toList());
      s.power().restore(site);
      saw("after the cut", primary.run(Programs.path("ls"), primary.disk().toString()));
      saw("reachable again", comesToReach(secondary, primary));
    }
    saw("left", Files.readString(Path.of("/proc/self/mountinfo")).contains("minio"));
  }

  private static Node[] atSite(LocalSandbox s, String site) {
    return s.nodes().stream().filter(n -> n.spec().site().equals(site)).toArray(Node[]::new);
  }

  /** Nothing listens there: a refusal is an answer, and silence is none. */
  private static boolean reaches(LocalNode from, LocalNode to) {
    return from.attempt(
            List.of(
                Programs.path("timeout"),
                "1",
                Programs.path("bash"),
                "-c",
                "exec 3<>/dev/tcp/" + to.address() + "/9"))
        .output()
        .contains("refused");
  }

  /**
   * The kernel tells a bridge of a new cable by a work queue of its own, at most once a second: the
   * first packets after a boot may find no way.
   */
  private static boolean comesToReach(LocalNode from, LocalNode to) {
    try {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> reaches(from, to));
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static boolean routesToServices(LocalNode node) {
    List<String> argv =
        new ArrayList<>(
            Stream.concat(
                    Namespaces.enter(node.init()).stream(),
                    Stream.of(Programs.path("ip"), "route", "get", Addresses.KUBERNETES_SERVICE))
                .toList());
    return Shell.attempt(argv, "").exit() == 0;
  }

  private static void write(LocalNode node, String name) {
    node.run(
        Programs.path("bash"), "-c", "echo " + name + " > '" + node.disk().resolve(name) + "'");
  }
}
