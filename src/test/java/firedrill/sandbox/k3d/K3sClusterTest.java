package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Topology;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What Testcontainers is told; {@code vault-sealed} with {@code -Dsandbox=k3s} has it done. */
class K3sClusterTest {

  private static final Path LAB = Path.of("k3d/lab.yaml");
  private static final URI MIRROR = URI.create("http://10.1.2.251:5000");

  private final K3sCluster cluster = new K3sCluster(LAB);

  @Test
  @DisplayName("of three machines it has the first, whose container is known by the lab's name")
  void machines() {
    Topology machines = cluster.machines(Topology.homeLab());
    assertThat(machines.nodes()).extracting(NodeSpec::name).containsExactly("pi1");
    Map<String, String> containers = cluster.containers("fd-1", machines);
    assertThat(containers).containsExactly(Map.entry("pi1", "fd-1-pi1"));
    assertThat(Machines.isName("fd-1", containers.get("pi1"))).isTrue();
    Topology none = new Topology(List.of());
    assertThatThrownBy(() -> cluster.machines(none)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("the node is told what the first of three is told")
  void same() {
    ClusterFile settings = ClusterFile.read(LAB);
    assertThat(K3sCluster.command(settings, "pi1"))
        .startsWith("server")
        .contains(settings.arguments("server:0").toArray(String[]::new))
        .endsWith("--tls-san=127.0.0.1");
    assertThat(K3sCluster.files(settings, "pi1", MIRROR))
        .containsAllEntriesOf(settings.files("server:0"))
        .containsEntry(
            "/etc/rancher/k3s/registries.yaml",
            "mirrors:\n  \"*\":\n    endpoint:\n      - http://10.1.2.251:5000\n");
  }

  @Test
  @DisplayName("its API server is published on the loopback alone, at a port of the lab's")
  void loopback() {
    assertThat(K3sCluster.binding(new Ports(21_000))).isEqualTo("127.0.0.1:21000:6443");
  }

  @Test
  @DisplayName("another engine than the one that the guard has looked at is refused")
  void otherEngine() {
    Engine engine = new Engine("unix:///var/run/docker.sock");
    K3sCluster.requireSame(engine, URI.create("unix:///var/run/docker.sock"));
    for (String other : List.of("unix:///run/user/7/docker.sock", "tcp://10.0.0.7:2375")) {
      assertThatThrownBy(() -> K3sCluster.requireSame(engine, URI.create(other)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(other)
          .hasMessageContaining("~/.testcontainers.properties");
    }
  }

  @Test
  @DisplayName("pods find PostgreSQL by its address, which k3d's DNS would have a name for")
  void foundations() {
    LabNetwork network = new LabNetwork("fd-1", "id", "10.1.2");
    assertThat(cluster.foundations(network)).isEqualTo("10.1.2.250");
    assertThat(new K3dCluster(LAB).foundations(network)).isEqualTo("foundations");
  }

  @Test
  @DisplayName("Testcontainers tells its version, for the table of what is real")
  void version() {
    assertThat(K3sCluster.version()).hasValueSatisfying(v -> assertThat(v).matches("2\\.\\S+"));
  }
}
