package firedrill.provider.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Topology;
import firedrill.sandbox.k3d.PulledImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class K3dPartsTest {

  private static final GroundSpec SPEC =
      GroundSpec.of(Path.of("lab"), Path.of(""), Topology.homeLab()).withCluster();

  private static PulledImage node(boolean madeHere) {
    return new PulledImage(
        "rancher/k3s:v1.36.3-k3s1",
        "m:5000/rancher/k3s:v1.36.3-k3s1",
        "m:5000",
        "sha256:0123456789abcdef",
        madeHere);
  }

  private static List<Reality> rows(Optional<PulledImage> node, String images) {
    return K3dParts.reality(
            SPEC,
            List.of(),
            Reality.real("k3d"),
            Reality.absent("Docker", "no foundations"),
            new ImageOrigin(node, images))
        .values()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static Reality row(List<Reality> rows, String what) {
    return rows.stream().filter(row -> row.what().equals(what)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("nodes of an image that was pulled are k3s itself, with what it brings")
  void pulled() {
    List<Reality> rows = rows(Optional.of(node(false)), "pulled");
    assertThat(row(rows, "k3s").kind()).isEqualTo(Reality.Kind.REAL);
    assertThat(row(rows, "k3s").detail())
        .startsWith("1.36.3-k3s1, image pulled from m:5000 (sha256:0123456789ab); ");
    for (String part : List.of("coredns", "flannel", "local-path-provisioner")) {
      assertThat(row(rows, part))
          .isEqualTo(new Reality(part, Reality.Kind.REAL, "as that k3s brings it"));
    }
    assertThat(rows).extracting(Reality::what).doesNotContain("etcd", "kubernetes-node");
    assertThat(row(rows, "images of the pods").detail()).isEqualTo("pulled");
  }

  @Test
  @DisplayName("red: what k3d/image has made is no k3s, whichever registry it lay in")
  void madeHere() {
    List<Reality> rows = rows(Optional.of(node(true)), "pulled");
    assertThat(row(rows, "k3s").kind()).isEqualTo(Reality.Kind.STAND_IN);
    assertThat(row(rows, "k3s").detail())
        .endsWith(
            "; image pulled from m:5000 (sha256:0123456789ab), where one lies that k3d/image has"
                + " made");
    assertThat(row(rows, "flannel").kind()).isEqualTo(Reality.Kind.STAND_IN);
    assertThat(rows).extracting(Reality::what).contains("etcd", "kubernetes-node");
  }

  @Test
  @DisplayName("where nothing is pulled the table is that of the kind")
  void built() {
    List<Reality> declared =
        new K3dProvider().reality(SPEC).values().stream().flatMap(List::stream).toList();
    assertThat(declared).containsAll(rows(Optional.empty(), ImageOrigin.MADE_HERE));
  }

  @Test
  @DisplayName("a lab of one node says nothing of a pi2 that it has not")
  void onlyWhatIsThere() {
    GroundSpec withDatabase =
        SPEC.withFoundations(GroundSpec.Foundations.database(Pi2.PROCESS, Map.of()));
    assertThat(foundations(new K3dProvider(), withDatabase)).contains("pi2's Docker");
    assertThat(foundations(new K3sProvider(), withDatabase))
        .contains("the Docker of PostgreSQL's machine")
        .noneMatch(what -> what.contains("pi2"));
  }

  private static List<String> foundations(NodesInContainers provider, GroundSpec spec) {
    return provider.reality(spec).get(Ground.FOUNDATIONS).stream().map(Reality::what).toList();
  }

  @Test
  @DisplayName("programs of the nodes are built only where the nodes are made of them")
  void programs() {
    assertThat(K3dParts.programs(SPEC, Set.of("k3d"), false))
        .contains("k3d", "kubernetes-node", "etcd");
    assertThat(K3dParts.programs(SPEC, Set.of("k3d"), true)).containsExactly("k3d");
  }

  @Test
  @DisplayName("upstream's nodes do where pods ask nothing of them but to run")
  void nodes() {
    assertThat(LabImages.asksMoreOfNodes(SPEC)).isFalse();
    assertThat(
            LabImages.asksMoreOfNodes(
                SPEC.withTopology(
                    Topology.homeLab().withHostDirectory(Path.of("/var/lib/longhorn")))))
        .isTrue();
  }
}
