package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Volumes that a saved file speaks of, beside what lies on the disks. */
class RescueSavedVolumesTest extends RescueRun {

  private static final String PLACE =
      "\"diskPath\":\"/var/lib/longhorn/\",\"dataDirectoryName\":\"pvc-c-aaaaaaaa\"";

  private Path saved(String volume, String replica) throws IOException {
    return Files.writeString(
        folder.resolve("saved.json"),
        """
        {"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"longhorn.io/v1beta2","kind":"Volume",
         "metadata":{"name":"pvc-c","namespace":"longhorn-system"},
         "spec":{"size":"262144","numberOfReplicas":1%s}},
        {"apiVersion":"longhorn.io/v1beta2","kind":"Engine",
         "metadata":{"name":"pvc-c-e-0","namespace":"longhorn-system"},
         "spec":{"volumeName":"pvc-c","active":true}}%s]}
        """
            .formatted(volume, replica));
  }

  private static String replica(String more) {
    return """
    ,{"apiVersion":"longhorn.io/v1beta2","kind":"Replica",
     "metadata":{"name":"pvc-c-r-1","namespace":"longhorn-system"},
     "spec":{"volumeName":"pvc-c","nodeID":"pi1","diskID":"d1","engineName":"pvc-c-e-0",
      "active":true,"healthyAt":"%s",%s}}
    """
        // Later than any snapshot that the made replicas have.
        .formatted(Instant.now().plusSeconds(3600), more);
  }

  private Path ofAnotherVolume() throws IOException {
    Path one = replica("pi1", "aaaaaaaa", 3, END).directory();
    return Files.move(one, one.resolveSibling("other-aaaaaaaa"));
  }

  @Test
  @DisplayName("a saved volume of which nothing is there, and no Replica was saved, is listed")
  void nothingOfIt() throws Exception {
    assertThat(run("list", ofAnotherVolume(), "--saved", saved("", ""))).isEqualTo(1);
    assertThat(out).contains("volume pvc-c\n", "no replica of pvc-c is here", "volume other\n");
  }

  @Test
  @DisplayName("a volume of data engine v2: that nothing of it can be found is said")
  void secondEngine() throws Exception {
    Path file = saved(",\"dataEngine\":\"v2\"", replica(PLACE + ",\"dataEngine\":\"v2\""));
    assertThat(run("list", ofAnotherVolume(), "--saved", file)).isEqualTo(1);
    assertThat(out).contains("its data engine is v2");
  }

  @Test
  @DisplayName("a standby volume holds what was restored last: said beside the recommendation")
  void standby() throws Exception {
    Path one = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path file = saved(",\"Standby\":true", replica(PLACE));
    assertThat(run("list", one, "--saved", file, "--saved-at-the-end")).isZero();
    assertThat(out).contains("recover from " + one, "it was a standby volume");
    assertThat(run("list", one, "--saved", saved("", replica(PLACE)))).isZero();
    assertThat(out).doesNotContain("standby");
  }

  @Test
  @DisplayName("a Replica of Longhorn 1.0 names its directory in dataPath")
  void dataPath() throws Exception {
    Path one = replica("pi1", "aaaaaaaa", 3, END).directory();
    String path = "\"dataPath\":\"/var/lib/longhorn/replicas/pvc-c-aaaaaaaa\"";
    assertThat(run("list", one, "--saved", saved("", replica(path)))).isZero();
    assertThat(out).contains("recover from " + one, "saved as good");
    assertThat(run("check", saved("", replica(path)))).isEqualTo(1);
    assertThat(out).doesNotContain("names no directory");
    assertThat(run("check", saved("", replica("\"dataPath\":\"/somewhere\"")))).isEqualTo(1);
    assertThat(out).contains("names no directory");
  }

  @Test
  @DisplayName("replicas that were never written to: blank, and not called the only one")
  void blank() throws Exception {
    for (String id : new String[] {"aaaaaaaa", "bbbbbbbb"}) {
      Path directory = folder.resolve("pi1/replicas/pvc-c-" + id);
      new MadeReplica(directory, SIZE).layer("volume-head-000.img", SIZE).finish();
    }
    assertThat(run("list", folder)).isEqualTo(1);
    assertThat(out)
        .contains("OPEN", "none of them was ever written to")
        .doesNotContain("it is the only one that was found");
  }
}
