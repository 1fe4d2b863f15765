package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSpecTest {

  private static final Path MAP = Path.of("sandbox/images.yaml");
  private static final Path MANIFESTS = Path.of("sandbox/manifests");

  private static ImageSpec only(String repository, String... programs) {
    return ImageSpec.of(MAP, MANIFESTS, Set.of(programs)).stream()
        .filter(image -> image.name().startsWith(repository + ":"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("an image has the tag of the manifests and the programs of the image map")
  void vault() {
    ImageSpec vault = only("hashicorp/vault", "vault");
    assertThat(vault.from()).isEqualTo("scratch");
    assertThat(vault.words("local:1", name -> Path.of("/cache", name)))
        .containsExactly(
            "local:1", "scratch", "[\"vault\"]", "", "/cache/vault=/usr/local/bin/vault");
  }

  @Test
  @DisplayName("what is no single program stands on the base, and takes its Java from there")
  void erp() {
    ImageSpec erp = only("firedrill/erp", "jdk", "erp");
    assertThat(erp.from()).isEqualTo("base");
    assertThat(erp.words("local:1", name -> Path.of("/cache", name)))
        .contains("jdk=/opt/java", "/cache/erp=/opt/erp");
    assertThat(erp.words("", name -> Path.of(name)).get(2)).contains("\"erp.ErpMain\"");
  }

  @Test
  @DisplayName(
      "an image that a command names is made as well, with a shell where upstream's has one")
  void engine() {
    ImageSpec engine = only("longhornio/longhorn-engine", "longhorn-engine");
    assertThat(engine.name()).isEqualTo("longhornio/longhorn-engine:v1.12.0");
    assertThat(engine.from()).isEqualTo("base");
  }

  @Test
  @DisplayName("scripts of the project need not be built")
  void scripts() {
    ImageSpec manager =
        only(
            "longhornio/longhorn-instance-manager", "longhorn-instance-manager", "longhorn-engine");
    assertThat(manager.words("", Path::of))
        .contains("sandbox/longhorn/bin/tgtadm=/usr/local/bin/tgtadm");
  }

  @Test
  @DisplayName("a program lies at each of its places, and Debian's packages are in the base")
  void clients() {
    ImageSpec clients = only("postgres", "packages");
    assertThat(clients.from()).isEqualTo("base");
    assertThat(clients.words("local:1", name -> Path.of("/here", name)))
        .contains(
            "/here/sandbox/postgres/bin/client=/usr/local/bin/pg_dump",
            "/here/sandbox/postgres/bin/client=/usr/local/bin/psql")
        .noneMatch(word -> word.contains("/opt/packages"));
  }

  @Test
  @DisplayName("a shell's image has no entry point: a pod's arguments are programs")
  void busybox() {
    ImageSpec busybox = only("busybox");
    assertThat(busybox.from()).isEqualTo("busybox");
    assertThat(busybox.entrypoint()).isEmpty();
  }

  @Test
  @DisplayName("what only pods under a kubelet are asked for is in an image where the lab has it")
  void inContainers() {
    assertThat(only("velero/velero", "velero").files()).containsOnlyKeys("/velero");
    assertThat(only("velero/velero", "velero", "velero-restore-helper").files())
        .containsOnlyKeys("/velero", "/velero-restore-helper");
  }

  @Test
  @DisplayName("an image whose programs a lab does not have is not made")
  void others() {
    assertThat(ImageSpec.of(MAP, MANIFESTS, Set.of()))
        .extracting(ImageSpec::name)
        .allMatch(name -> name.startsWith("busybox:"));
  }

  @Test
  @DisplayName("an image has another version when a program is another file")
  void version(@TempDir Path folder) throws IOException {
    ImageSpec image = new ImageSpec("a/b:1", "scratch", List.of("/b"), Map.of(), Map.of("/b", "b"));
    Files.writeString(folder.resolve("b"), "one");
    String before = image.version(folder::resolve, "script");
    assertThat(image.version(folder::resolve, "script")).isEqualTo(before);
    assertThat(image.version(folder::resolve, "other script")).isNotEqualTo(before);
    Files.writeString(folder.resolve("b"), "another");
    assertThat(image.version(folder::resolve, "script")).isNotEqualTo(before);
  }

  @Test
  @DisplayName("the registry knows an image without the registry in its name")
  void names() {
    assertThat(Registry.withoutRegistry("busybox:1.37")).isEqualTo("library/busybox:1.37");
    assertThat(Registry.withoutRegistry("hashicorp/vault:1")).isEqualTo("hashicorp/vault:1");
    assertThat(Registry.withoutRegistry("quay.io/minio/minio:1")).isEqualTo("minio/minio:1");
    assertThat(Registry.withoutRegistry("localhost/a:1")).isEqualTo("a:1");
  }
}
