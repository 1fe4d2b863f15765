package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullListTest {

  private static final PullList REAL = PullList.read(Path.of("k3d/images.yaml"));

  private static String pinned(String program) throws IOException {
    JsonNode catalog =
        new YAMLMapper().readTree(Path.of("sandbox/tools/catalog.yaml").toFile()).path("tools");
    return catalog.path(program).path("version").asText();
  }

  @Test
  @DisplayName("what may be pulled is named by a manifest, and of the pinned version")
  void versions() throws IOException {
    assertThat(REAL.programs()).isNotEmpty();
    assertThat(ImageSpec.named(Path.of("sandbox/manifests"))).containsAll(REAL.programs().keySet());
    for (Map.Entry<String, String> image : REAL.programs().entrySet()) {
      if (!image.getValue().isEmpty()) {
        assertThat(new PulledImage(image.getKey(), "", "", "", false).version())
            .as(image.getKey())
            .isEqualTo(pinned(image.getValue()));
      }
    }
  }

  @Test
  @DisplayName("the nodes' image is k3s of the Kubernetes that stands for it")
  void node() throws IOException {
    assertThat(ClusterFile.read(Path.of("k3d/lab.yaml")).image())
        .matches("rancher/k3s:v\\Q" + pinned("kubernetes-node") + "\\E-k3s\\d+");
  }

  @Test
  @DisplayName("what is this project's own, or changed for it, is never pulled")
  void own() {
    assertThat(REAL.programs().keySet())
        .noneMatch(name -> name.startsWith("firedrill/") || name.startsWith("longhornio/"));
  }

  @Test
  @DisplayName("an image's program, where it is one of the catalogue's")
  void programs() {
    PullList list = new PullList(Map.of("a/vault:1", "vault", "busybox:1", ""));
    assertThat(list.program("a/vault:1")).contains("vault");
    assertThat(list.program("busybox:1")).isEmpty();
    assertThat(list.program("a/other:1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pulled: {hashicorp/vault: vault} | has no tag",
        "pulled: {'localhost:5000/vault': vault} | has no tag",
        "pulled: [hashicorp/vault:1] | has no map pulled",
        "built: {} | has no map pulled",
        "'' | has no map pulled"
      })
  @DisplayName("red: a list that says nothing, or not of which version")
  void wrong(String text, String fault, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("images.yaml"), text);
    assertThatThrownBy(() -> PullList.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(fault);
  }

  @Test
  @DisplayName("red: no such file")
  void absent(@TempDir Path folder) {
    assertThatThrownBy(() -> PullList.read(folder.resolve("none.yaml")))
        .isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "hashicorp/vault:1, hashicorp/vault:1, docker.io, mirror:5000/hashicorp/vault:1",
    "busybox:1, busybox:1, docker.io, mirror:5000/library/busybox:1",
    "quay.io/minio/minio:1, quay.io/minio/minio:1, quay.io, mirror:5000/minio/minio:1"
  })
  @DisplayName("upstream's own name and registry, and those of a mirror")
  void names(String name, String own, String host, String mirrored) {
    Upstream upstream = new Upstream(Optional.empty());
    assertThat(List.of(upstream.at(name), upstream.host(name))).containsExactly(own, host);
    Upstream mirror = new Upstream(Optional.of("mirror:5000"));
    assertThat(List.of(mirror.at(name), mirror.host(name)))
        .containsExactly(mirrored, "mirror:5000");
  }

  @Test
  @DisplayName("an image that was pulled under that name has a digest of it; no other one counts")
  void digests() {
    String known = "other/vault@sha256:1\nm:5000/hashicorp/vault@sha256:2\n";
    assertThat(Puller.digest(known, "m:5000/hashicorp/vault:1")).contains("sha256:2");
    assertThat(Puller.digest(known, "hashicorp/vault:1")).isEmpty();
    assertThat(Puller.digest("\n", "hashicorp/vault:1")).isEmpty();
  }
}
