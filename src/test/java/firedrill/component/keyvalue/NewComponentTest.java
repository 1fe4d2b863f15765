package firedrill.component.keyvalue;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.lab.LabProbe;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewComponentTest {

  @Test
  @DisplayName("the programs of a lab are known before it is built, and from its components alone")
  void programs() {
    assertThat(new KeyValueLab.Factory().programs())
        .contains("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
        .doesNotContain("vault", "postgres", "longhorn-manager");
  }

  @Test
  @Tag("namespaces")
  @DisplayName("a component of one package starts, serves, tells what is real and leaves evidence")
  void serves(@TempDir Path directory) throws Exception {
    LabProbe.requireLab(new KeyValueLab.Factory(), "run `mvn verify -Pdrill` once");
    assertThat(
            LabProbe.output(KeyValueProbe.class, directory.resolve("lab"), Duration.ofSeconds(60)))
        .contains("got blue\n")
        .containsPattern("started \\[.*kubernetes.*nodes ready.*key-value\\]")
        .contains("what=key-value store, kind=stand-in")
        .containsPattern("what=etcd, kind=real, detail=\\d")
        .contains("collected true\n");
  }
}
