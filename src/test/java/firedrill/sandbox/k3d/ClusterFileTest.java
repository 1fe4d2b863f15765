package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.sandbox.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFileTest {

  private static final Path LAB = Path.of("k3d/lab.yaml");

  private static JsonNode tree(ClusterFile file) throws IOException {
    return new YAMLMapper().readTree(file.text());
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(entry -> entry.path(field).asText())
        .toList();
  }

  @Test
  @DisplayName("lab.yaml names its nodes as the lab does, and each of them knows its name")
  void nodes() throws IOException {
    ClusterFile file = ClusterFile.read(LAB);
    assertThat(file.nodes())
        .isEqualTo(Map.of("server:0", "pi1", "agent:0", "pi2", "agent:1", "pi3"));
    for (JsonNode variable : tree(file).path("env")) {
      String filter = variable.at("/nodeFilters/0").asText();
      assertThat(variable.path("envVar").asText())
          .isEqualTo("HOSTNAME=" + file.nodes().get(filter));
    }
    assertThat(texts(tree(file).path("env"), "envVar")).hasSize(3);
  }

  @Test
  @DisplayName("neither by hand nor in a lab is a kubeconfig changed or a context switched")
  void kubeconfig() throws IOException {
    JsonNode options = tree(ClusterFile.read(LAB)).at("/options/kubeconfig");
    assertThat(options.path("updateDefaultKubeconfig").asBoolean(true)).isFalse();
    assertThat(options.path("switchCurrentContext").asBoolean(true)).isFalse();
  }

  @Test
  @DisplayName("everything is published on the loopback alone, and without a load balancer")
  void loopback() throws IOException {
    JsonNode file = tree(ClusterFile.read(LAB).withApiPort(21_000));
    assertThat(file.at("/kubeAPI/hostIP").asText()).isEqualTo("127.0.0.1");
    assertThat(file.at("/kubeAPI/hostPort").asText()).isEqualTo("21000");
    assertThat(file.path("ports")).isEmpty();
    assertThat(file.at("/options/k3d/disableLoadbalancer").asBoolean()).isTrue();
  }

  @Test
  @DisplayName("what is one lab's own is put in, and nothing of the file is lost")
  void own() throws IOException {
    JsonNode before = tree(ClusterFile.read(LAB));
    JsonNode file =
        tree(
            ClusterFile.read(LAB)
                .withName("fd-1")
                .withImage("here:1")
                .withNetwork("fd-1")
                .withLabels(Map.of("b", "2", "a", "1"))
                .withHost("10.1.2.250", "foundations")
                .withMirror("http://10.1.2.251:5000"));
    assertThat(file.at("/metadata/name").asText()).isEqualTo("fd-1");
    assertThat(file.path("image").asText()).isEqualTo("here:1");
    assertThat(file.path("network").asText()).isEqualTo("fd-1");
    assertThat(texts(file.at("/options/runtime/labels"), "label")).containsExactly("a=1", "b=2");
    assertThat(file.at("/options/runtime/labels/0/nodeFilters/0").asText()).isEqualTo("all");
    assertThat(file.at("/hostAliases/0/ip").asText()).isEqualTo("10.1.2.250");
    assertThat(file.at("/registries/config").asText()).contains("- http://10.1.2.251:5000\n");
    assertThat(file.at("/options/k3s")).isEqualTo(before.at("/options/k3s"));
  }

  @Test
  @DisplayName("a lab of other machines than the file's is refused, naming both")
  void others() {
    ClusterFile file = ClusterFile.read(LAB);
    assertThat(K3dCluster.containers(file, "fd-1", Topology.homeLab()))
        .containsEntry("pi1", "k3d-fd-1-server-0")
        .containsEntry("pi3", "k3d-fd-1-agent-1");
    assertThatThrownBy(() -> K3dCluster.containers(file, "fd-1", Topology.cluster("pi1", "pi4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[pi1, pi2, pi3]")
        .hasMessageContaining("[pi1, pi4]");
  }

  @Test
  @DisplayName("what a node is told, and what lies in it, is also known without k3d")
  void oneNode() {
    ClusterFile file = ClusterFile.read(LAB);
    assertThat(file.filter("pi1")).isEqualTo("server:0");
    assertThat(file.arguments("server:0"))
        .contains("--node-name=pi1", "--disable=traefik", "--kubelet-arg=sync-frequency=5s")
        .doesNotContain("--node-name=pi2");
    assertThat(file.arguments("agent:1"))
        .containsExactly("--node-name=pi3", "--kubelet-arg=sync-frequency=5s");
    assertThat(file.files("server:0"))
        .containsOnlyKeys("/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/20-lease.conf")
        .allSatisfy((place, text) -> assertThat(text).contains("nodeLeaseDurationSeconds: 8"));
    assertThatThrownBy(() -> file.filter("pi4")).hasMessageContaining("pi4");
  }

  @Test
  @DisplayName("a node without a name, and a file that is no config, are refused")
  void broken(@TempDir Path folder) throws IOException {
    Path unnamed = folder.resolve("lab.yaml");
    Files.writeString(unnamed, "servers: 1\nagents: 1\noptions: {k3s: {extraArgs: []}}\n");
    assertThatThrownBy(() -> ClusterFile.read(unnamed).nodes())
        .hasMessageContaining("--node-name=")
        .hasMessageContaining("server:0");
    Path list = folder.resolve("list.yaml");
    Files.writeString(list, "- a\n");
    assertThatThrownBy(() -> ClusterFile.read(list)).hasMessageContaining("list.yaml");
  }

  @Test
  @DisplayName("of what k3d says the errors alone are told, without colours")
  void complaint() {
    assertThat(
            K3dCluster.complaint(
                "\u001b[36mINFO\u001b[0m[0001] Starting\n"
                    + "\u001b[31mERRO\u001b[0m[0002] no gateway\n"
                    + "\u001b[31mFATA\u001b[0m[0002] FAILED\n"))
        .isEqualTo("ERRO[0002] no gateway; FATA[0002] FAILED");
    assertThat(K3dCluster.complaint("something else\n")).isEqualTo("something else");
  }
}
