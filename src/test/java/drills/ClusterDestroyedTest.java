package drills;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.fault.Evidence;
import firedrill.sandbox.Disks;
import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Sandbox;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The witness of a cluster that is destroyed")
class ClusterDestroyedTest {

  private final Set<String> running = new HashSet<>();
  private final Set<String> blank = new HashSet<>(Set.of("pi1", "pi2"));
  private final List<Node> nodes =
      List.of(
          node("pi1", NodeSpec.Role.CLUSTER),
          node("pi2", NodeSpec.Role.CLUSTER),
          node("store", NodeSpec.Role.OUTSIDE));

  private Node node(String name, NodeSpec.Role role) {
    NodeSpec spec = new NodeSpec(name, role, "home", 1, List.of());
    return proxy(
        Node.class,
        method ->
            switch (method) {
              case "name" -> name;
              case "spec" -> spec;
              default -> running.contains(name);
            });
  }

  private interface Answer {
    Object to(String method);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> answer.to(m.getName())));
  }

  private Evidence seen() throws Exception {
    Sandbox sandbox = sandbox();
    NewDisks disksToo = new NewDisks(sandbox);
    return new ClusterDestroyed(sandbox, nodes.subList(2, 3), () -> {}, disksToo::areThere)
        .witness()
        .observe();
  }

  private Evidence kept() throws Exception {
    return ClusterDestroyed.withoutDisks(sandbox(), List.of()).witness().observe();
  }

  private Sandbox sandbox() {
    Disks disks =
        Disks.class.cast(
            Proxy.newProxyInstance(
                Disks.class.getClassLoader(),
                new Class<?>[] {Disks.class},
                (p, m, a) -> blank.contains(((Node) a[0]).name())));
    return proxy(
        Sandbox.class,
        method ->
            switch (method) {
              case "disks" -> disks;
              case "clusterNodes" -> nodes.subList(0, 2);
              default -> throw new AssertionError(method);
            });
  }

  @Test
  @DisplayName("has seen it when nothing runs and each disk of the cluster is a new one")
  void destroyed() throws Exception {
    Evidence seen = seen();
    assertThat(seen.seen()).isTrue();
    assertThat(seen.text()).contains("pi1, pi2, store", "etcd's among them");
  }

  @Test
  @DisplayName("red: a disk that is the old one is named, though no process is left")
  void oldDisk() throws Exception {
    blank.remove("pi2");
    Evidence seen = seen();
    assertThat(seen.seen()).isFalse();
    assertThat(seen.text()).endsWith("the disks of pi2 are the old ones");
  }

  @Test
  @DisplayName("red: a machine that runs is named, one outside the cluster too")
  void alive() throws Exception {
    running.add("store");
    assertThat(seen()).isEqualTo(Evidence.of(false, "store still has processes"));
  }

  @Test
  @DisplayName("red: disks that are to be kept are looked at: a new one among them is named")
  void keptDisk() throws Exception {
    blank.clear();
    assertThat(kept().seen()).isTrue();
    blank.add("pi1");
    Evidence seen = kept();
    assertThat(seen.seen()).isFalse();
    assertThat(seen.text()).endsWith("the disks of pi1 are new ones");
  }
}
