package firedrill.provider.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.ground.GroundSpec;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.lab.EngineLabFactory;
import firedrill.lab.HomeLabFactory;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Topology;
import firedrill.sandbox.machine.SandboxNeeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class K3sProviderTest {

  private static final GroundSpec SPEC =
      GroundSpec.of(Path.of("lab"), Path.of("."), Topology.homeLab())
          .withCluster()
          .withFoundations(GroundSpec.Foundations.database(Pi2.PROCESS, Map.of()));

  private final SandboxProvider k3s = new K3sProvider();
  private final SandboxProvider k3d = new K3dProvider();

  @Test
  @DisplayName("it is found like any other sandbox, and asks the machine for what k3d's labs ask")
  void found() {
    assertThat(Sandboxes.of("k3s")).isInstanceOf(K3sProvider.class);
    assertThat(SandboxNeeds.of("k3s")).containsInstanceOf(K3sNeeds.class);
    assertThat(k3s.jvm(Path.of("/c"), Path.of("/l"), List.of("Main")).command())
        .containsExactly("/c/sandbox/launcher/k3s/bin/java", "Main");
  }

  @Test
  @DisplayName("the home lab is built in it, and what needs more nodes, or a crash, is not")
  void fits() {
    assertThat(k3s.capabilities()).containsAll(new HomeLabFactory().needs());
    assertThat(k3s.capabilities()).doesNotContain(Capability.SEVERAL_NODES, Capability.CRASH);
    assertThat(new EngineLabFactory().needs()).containsExactly(Capability.SEVERAL_NODES);
    assertThat(k3d.capabilities()).containsAll(new EngineLabFactory().needs());
  }

  @Test
  @DisplayName("it is made of the programs of a lab in k3d but for the command")
  void programs() {
    Set<String> without = new TreeSet<>(k3d.programs(SPEC));
    assertThat(without.remove("k3d")).isTrue();
    assertThat(k3s.programs(SPEC)).isEqualTo(without);
  }

  @Test
  @DisplayName("what is real is the same but for the machines and who makes the cluster")
  void reality() {
    Set<Reality> one = all(k3s);
    Set<Reality> three = all(k3d);
    one.removeAll(all(k3d));
    three.removeAll(all(k3s));
    assertThat(one)
        .extracting(Reality::what)
        .containsExactlyInAnyOrder(
            "Raspberry Pi", "pi2 and pi3", "the Docker of PostgreSQL's machine", "testcontainers");
    assertThat(three)
        .extracting(Reality::what)
        .containsExactlyInAnyOrder("Raspberry Pis", "pi2's Docker", "k3d");
  }

  private static Set<Reality> all(SandboxProvider sandbox) {
    Set<Reality> all = new java.util.HashSet<>();
    sandbox.reality(SPEC).values().forEach(all::addAll);
    return all;
  }

  @Test
  @DisplayName("images that are kept are told of once, by k3d's")
  void prepared() {
    assertThat(k3s.prepared(Path.of("."))).isEmpty();
  }
}
