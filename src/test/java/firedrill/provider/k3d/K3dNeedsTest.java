package firedrill.provider.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.ground.GroundSpec;
import firedrill.ground.Sandboxes;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Topology;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class K3dNeedsTest {

  @Test
  @DisplayName("a root without CAP_SYS_RESOURCE is known by the bounding set of the first process")
  void capability() {
    assertThat(K3dNeeds.lacksCapability("Name:\tx\nCapBnd:\t000001fffeffffff\n")).isTrue();
    assertThat(K3dNeeds.lacksCapability("CapBnd:\t000001ffffffffff\n")).isFalse();
    assertThat(K3dNeeds.lacksCapability("")).isFalse();
  }

  @Test
  @DisplayName("it is found like any other sandbox")
  void found() {
    assertThat(Sandboxes.of("k3d")).isInstanceOf(K3dProvider.class);
  }

  @Test
  @DisplayName("what it cannot do is said before a lab is built")
  void lacking() {
    GroundSpec spec = GroundSpec.of(Path.of("lab"), Path.of("."), Topology.homeLab());
    Map<String, String> none = Map.of();
    assertThat(spec.withFoundations(GroundSpec.Foundations.database(Pi2.PROCESS, none)).needs())
        .isEmpty();
    assertThat(
            spec.withTopology(Topology.homeLab().withOutside("minio1", "site1"))
                .withFoundations(GroundSpec.Foundations.databaseAndGit(Pi2.PROCESS, none))
                .needs())
        .containsExactlyInAnyOrder(Capability.OUTSIDE_MACHINES, Capability.GIT_SERVICE);
    assertThat(new K3dProvider().capabilities())
        .contains(Capability.OUTSIDE_MACHINES)
        .doesNotContain(Capability.BLOCK_DEVICE, Capability.CUT_POWER, Capability.CUT_NODE_DISKS);
  }

  @Test
  @DisplayName(
      "who keeps a lab is told a line for kubectl, also where the engine's ports are elsewhere")
  void kubectl() {
    Path kubeconfig = Path.of("/lab/kubeconfig");
    assertThat(K3dGround.howToAsk(kubeconfig, null)).isEqualTo("export KUBECONFIG=/lab/kubeconfig");
    assertThat(K3dGround.howToAsk(kubeconfig, "nsenter --target 7 --net --"))
        .isEqualTo("nsenter --target 7 --net -- env KUBECONFIG=/lab/kubeconfig bash");
  }
}
