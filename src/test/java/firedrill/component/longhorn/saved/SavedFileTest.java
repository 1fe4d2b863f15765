package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved resources as people have them. */
class SavedFileTest {

  @TempDir Path folder;

  private static String resource(String kind, String name, String spec) {
    return """
    {"apiVersion":"longhorn.io/v1beta2","kind":"%s","metadata":{"name":"%s","namespace":"longhorn-system",
     "uid":"u","resourceVersion":"7","creationTimestamp":"2026-11-01T00:00:00Z",
     "ownerReferences":[{"uid":"gone"}],"finalizers":["longhorn.io"]},
     "spec":{%s},"status":{"state":"attached","conditions":[{"lastTransitionTime":"2026-11-20T10:00:00Z"}]}}
    """
        .formatted(kind, name, spec);
  }

  private static final String VOLUME =
      resource(
          "Volume",
          "pvc-c",
          "\"size\":\"262144\",\"numberOfReplicas\":2,\"nodeID\":\"pi1\",\"fromBackup\":\"s3://b\","
              + "\"dataSource\":\"snap://x/y\",\"image\":\"longhornio/longhorn-engine:v1.9.0\"");
  private static final String ENGINE =
      resource(
          "Engine",
          "pvc-c-e-0",
          "\"volumeName\":\"pvc-c\",\"requestedBackupRestore\":\"b1\",\"desireState\":\"running\"");

  private static String replica(int number, String more) {
    return resource(
        "Replica",
        "pvc-c-r-" + number,
        "\"volumeName\":\"pvc-c\",\"nodeID\":\"pi%d\",\"diskID\":\"d%d\",\"diskPath\":\"/l\","
                .formatted(number, number)
            + "\"dataDirectoryName\":\"pvc-c-0000000%d\",\"engineName\":\"pvc-c-e-0\""
                .formatted(number)
            + more);
  }

  private static final String HEALTHY =
      ",\"failedAt\":\"\",\"healthyAt\":\"2026-11-02T00:00:00Z\","
          + "\"lastHealthyAt\":\"2026-11-02T00:00:00Z\",\"lastFailedAt\":\"\"";

  private static String list() {
    return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["
        + String.join(",", VOLUME, ENGINE, replica(1, HEALTHY), replica(2, HEALTHY))
        + "]}";
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void whole(SavedResources saved) {
    assertThat(saved.volumes()).hasSize(1);
    assertThat(saved.engines()).hasSize(1);
    assertThat(saved.replicas()).hasSize(2);
    assertThat(saved.savedAt()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(saved.longhornVersion()).isEqualTo("v1.9.0");
    for (GenericKubernetesResource r : saved.all()) {
      assertThat(r.getMetadata().getOwnerReferences()).isNullOrEmpty();
      assertThat(r.getMetadata().getUid()).isNull();
      assertThat((Object) r.get("status")).isNull();
    }
    GenericKubernetesResource volume = saved.volumes().get(0);
    for (String once : List.of("fromBackup", "dataSource", "nodeID")) {
      assertThat(SavedResources.text(volume, once)).as(once).isEmpty();
    }
    assertThat(SavedResources.text(saved.engines().get(0), "requestedBackupRestore")).isEmpty();
    assertThat(SavedResources.text(saved.engines().get(0), "desireState")).isEqualTo("stopped");
    assertThat(saved.evidence()).extracting(e -> e.standing()).containsOnly(Standing.GOOD);
  }

  @Test
  @DisplayName("kubectl get -o json: read, cleaned, and what is done once is blanked")
  void kubectlJson() throws Exception {
    whole(SavedResources.read(file("saved.json", list())));
  }

  @Test
  @DisplayName("kubectl get -o yaml, also in several documents: read")
  void kubectlYaml() throws Exception {
    // JSON is YAML; a comment before it makes it one that is not JSON.
    whole(SavedResources.read(file("saved.yaml", "# saved\n---\n" + list())));
    whole(
        SavedResources.read(
            file(
                "saved.yaml",
                "# saved\n---\n"
                    + String.join(
                        "\n---\n", VOLUME, ENGINE, replica(1, HEALTHY), replica(2, HEALTHY)))));
  }

  @Test
  @DisplayName("a YAML alias is refused, not taken for the text of its name")
  void alias() throws Exception {
    Path file =
        file(
            "saved.yaml",
            "apiVersion: longhorn.io/v1beta2\nkind: Volume\nmetadata: {name: &n pvc-c}\n"
                + "spec: {size: '1', other: *n}\n");
    assertThatThrownBy(() -> SavedResources.read(file)).hasMessageContaining("YAML alias (*n)");
  }

  @Test
  @DisplayName("a Velero backup: read out of its archive")
  void velero() throws Exception {
    Path file = folder.resolve("backup.tar.gz");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      entry(tar, "metadata/version", "1");
      entry(tar, "resources/pods/namespaces/a/x.json", "{not json");
      String place = "resources/%s.longhorn.io/namespaces/longhorn-system/%s.json";
      entry(tar, place.formatted("volumes", "pvc-c"), VOLUME);
      entry(tar, place.formatted("engines", "pvc-c-e-0"), ENGINE);
      entry(tar, place.formatted("replicas", "pvc-c-r-1"), replica(1, HEALTHY));
      entry(tar, place.formatted("replicas", "pvc-c-r-2"), replica(2, HEALTHY));
    }
    whole(SavedResources.read(file));
  }

  private static void entry(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  @Test
  @DisplayName("a Longhorn system backup has Volumes only: read, and found not to be enough")
  void systemBackup() throws Exception {
    Path file = folder.resolve("backup.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("backup/yamls/longhorn/volumes.yaml"));
      zip.write(("# saved\n" + VOLUME).getBytes(StandardCharsets.UTF_8));
    }
    SavedResources saved = SavedResources.read(file);
    assertThat(saved.volumes()).hasSize(1);
    assertThat(blocking(saved))
        .anySatisfy(text -> assertThat(text).contains("it holds no Replica: the volumes would"));
  }

  private static List<String> blocking(SavedResources saved) {
    return SavedCheck.of(saved).stream()
        .filter(SavedCheck.Finding::blocks)
        .map(f -> f.volume() + ": " + f.text())
        .toList();
  }

  private static String replacing(String from, String to) {
    assertThat(list()).contains(from);
    return list().replace(from, to);
  }

  @Test
  @DisplayName("a whole file is good enough, and what it needs besides is said")
  void goodEnough() throws Exception {
    SavedResources saved = SavedResources.read(file("saved.json", list()));
    assertThat(blocking(saved)).isEmpty();
    assertThat(SavedCheck.of(saved))
        .extracting(SavedCheck.Finding::text)
        .anySatisfy(t -> assertThat(t).contains("saved from Longhorn v1.9.0"))
        .anySatisfy(t -> assertThat(t).contains("engine image longhornio/longhorn-engine:v1.9.0"));
  }

  @Test
  @DisplayName("what must not be applied is named, and the cleaned file has none of it")
  void strip() throws Exception {
    SavedReport raw = SavedReport.of(file("saved.json", list()));
    assertThat(raw.enough()).isTrue();
    assertThat(raw.strip())
        .anySatisfy(
            t -> assertThat(t).startsWith("ownerReferences of 1 Engine, 2 Replicas, 1 Volume"))
        .anySatisfy(t -> assertThat(t).startsWith("fromBackup of 1 Volume: Longhorn would restore"))
        .anySatisfy(t -> assertThat(t).startsWith("requestedBackupRestore of 1 Engine"))
        .anySatisfy(t -> assertThat(t).startsWith("dataSource of 1 Volume"))
        .anySatisfy(t -> assertThat(t).startsWith("desireState of 1 Engine"))
        .anySatisfy(t -> assertThat(t).startsWith("nodeID of 1 Volume"))
        .noneSatisfy(t -> assertThat(t).contains("uid"));
    Path cleaned = folder.resolve("cleaned.json");
    raw.write(cleaned);
    assertThatThrownBy(() -> raw.write(cleaned)).hasMessageContaining("is there already");
    String text = Files.readString(cleaned);
    assertThat(text).doesNotContain("ownerReferences", "s3://b", "snap://", "\"b1\"", "running");
    assertThat(text.indexOf("\"Replica\"")).isLessThan(text.indexOf("\"Engine\""));
    assertThat(text.indexOf("\"Engine\"")).isLessThan(text.indexOf("\"Volume\""));
    SavedReport again = SavedReport.of(cleaned);
    assertThat(again.strip()).isEmpty();
    assertThat(again.enough()).isTrue();
    assertThat(again.resources()).isEqualTo(raw.resources());
  }

  @Test
  @DisplayName("only volumes that can come back are written, and nothing when there is none")
  void onlyWholeVolumes() throws Exception {
    String alone = resource("Volume", "pvc-d", "\"size\":\"4096\",\"numberOfReplicas\":2");
    SavedReport two =
        SavedReport.of(file("a.json", list().replace("\"items\":[", "\"items\":[" + alone + ",")));
    assertThat(two.enough()).isFalse();
    assertThat(two.volumes()).containsExactly("pvc-c");
    two.write(folder.resolve("b.json"));
    assertThat(SavedResources.read(folder.resolve("b.json")).names()).containsExactly("pvc-c");
    SavedReport none = SavedReport.of(file("c.json", VOLUME));
    assertThat(none.volumes()).isEmpty();
    assertThatThrownBy(() -> none.write(folder.resolve("d.json"))).hasMessageContaining("nothing");
    assertThat(folder.resolve("d.json")).doesNotExist();
  }

  @Test
  @DisplayName(
      "a Replica that was being deleted counts as failed; volumes of a day are pointed out")
  void deletedAndYoung() throws Exception {
    String deleted =
        replica(2, HEALTHY)
            .replace("\"uid\":\"u\"", "\"deletionTimestamp\":\"2026-11-19T00:00:00Z\"");
    SavedReport report =
        SavedReport.of(file("a.json", list().replace(replica(2, HEALTHY), deleted)));
    assertThat(report.findings())
        .extracting(SavedCheck.Finding::text)
        .anySatisfy(t -> assertThat(t).contains("pvc-c-r-2 was being deleted when it was saved"))
        .noneSatisfy(t -> assertThat(t).contains("less than a day old"));
    assertThat(report.resources().evidence())
        .extracting(firedrill.component.longhorn.injection.SavedReplica::standing)
        .containsExactly(Standing.GOOD, Standing.FAILED);
    String young = list().replace("2026-11-01T00:00:00Z", "2026-11-20T03:00:00Z");
    assertThat(SavedReport.of(file("b.json", young)).findings())
        .extracting(SavedCheck.Finding::text)
        .anySatisfy(t -> assertThat(t).contains("less than a day old when it was saved"));
  }

  @Test
  @DisplayName("YAML documents one behind the other, the last one cut anywhere: refused, or whole")
  void documentsCutOff() throws Exception {
    String first = "apiVersion: longhorn.io/v1beta2\nkind: Replica\nmetadata: {name: r-1}\nspec:\n";
    String fields =
        "  dataDirectoryName: pvc-c-00000001\n"
            + "  failedAt: \"\"\n"
            + "  healthyAt: \"2026-11-02T00:00:00Z\"\n"
            + "  lastFailedAt: \"2026-11-03T00:00:00Z\"\n"
            + "  lastHealthyAt: \"2026-11-02T00:00:00Z\"\n"
            + "  nodeID: pi1\n"
            + "  volumeName: pvc-c\n"
            + "  volumeSize: \"4096\"\n";
    String whole = first + fields + "---\n" + first.replace("r-1", "r-2") + fields;
    assertThat(SavedResources.read(file("whole.yaml", whole)).replicas()).hasSize(2);
    int from = whole.lastIndexOf("healthyAt: \"2026-11-02");
    for (int end = from; end < whole.lastIndexOf("  nodeID"); end++) {
      Path cut = file("cut.yaml", whole.substring(0, end));
      assertThatThrownBy(() -> SavedResources.read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("what is missing of a volume blocks that volume and is named")
  void missing() throws Exception {
    String alone = resource("Volume", "pvc-d", "\"size\":\"4096\",\"numberOfReplicas\":2");
    SavedResources two =
        SavedResources.read(
            file("a.json", list().replace("\"items\":[", "\"items\":[" + alone + ",")));
    assertThat(blocking(two))
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).startsWith("pvc-d: it has no "));
    assertThat(blocking(two.only(Set.of("pvc-c")))).isEmpty();
    SavedResources noEngine = SavedResources.read(file("b.json", replacing(ENGINE + ",", "")));
    assertThat(blocking(noEngine)).singleElement().asString().contains("it has no Engine here");
    for (String field :
        List.of("nodeID\":\"pi2", "diskID\":\"d2", "dataDirectoryName\":\"pvc-c-00000002")) {
      String name = field.substring(0, field.indexOf('"'));
      SavedResources saved = SavedResources.read(file("c.json", replacing(field, name + "\":\"")));
      assertThat(blocking(saved)).singleElement().asString().contains("pvc-c-r-2 has no " + name);
    }
    assertThat(
            blocking(
                SavedResources.read(
                    file("d.json", replacing("\"size\":\"262144\"", "\"size\":\"x\"")))))
        .singleElement()
        .asString()
        .contains("its size is no number");
    assertThat(
            blocking(
                SavedResources.read(
                    file("e.json", replacing("\"size\"", "\"dataEngine\":\"v2\",\"size\"")))))
        .singleElement()
        .asString()
        .contains("its data engine is v2");
    assertThat(
            blocking(
                SavedResources.read(
                    file("f.json", replacing("\"size\"", "\"Standby\":true,\"size\"")))))
        .singleElement()
        .asString()
        .contains("standby");
    assertThat(blocking(SavedResources.read(file("g.json", list().replace(VOLUME + ",", "")))))
        .singleElement()
        .asString()
        .contains("its Volume was not saved");
  }

  @Test
  @DisplayName("encryption, backing image, replicas that were failed or rebuilt, are said")
  void said() throws Exception {
    String more = "\"encrypted\":true,\"backingImage\":\"debian\",\"size\"";
    String text =
        replacing("\"size\"", more)
            .replace(replica(2, HEALTHY), replica(2, ",\"healthyAt\":\"\",\"volumeSize\":\"4096\""))
            .replace(replica(1, HEALTHY), replica(1, ",\"failedAt\":\"2026-11-05T00:00:00Z\""));
    SavedResources saved = SavedResources.read(file("saved.json", text));
    assertThat(SavedCheck.of(saved))
        .extracting(SavedCheck.Finding::text)
        .anySatisfy(t -> assertThat(t).contains("it is encrypted: the Secret"))
        .anySatisfy(t -> assertThat(t).contains("BackingImage debian"))
        .anySatisfy(t -> assertThat(t).contains("pvc-c-00000002 on pi2 was being rebuilt"))
        .anySatisfy(t -> assertThat(t).contains("an expansion was not done"))
        .anySatisfy(t -> assertThat(t).contains("pvc-c-00000001 on pi1 had failed"));
    assertThat(saved.evidence())
        .extracting(e -> e.standing())
        .containsExactly(Standing.FAILED, Standing.DOUBTFUL);
  }

  @Test
  @DisplayName("a file of another Longhorn, or of an unknown moment, is told apart")
  void unknownMoment() throws Exception {
    SavedResources saved =
        SavedResources.read(
            file("s.json", list().replaceAll("2026-[^\"]*Z", "").replace("v1.9.0", "latest")));
    assertThat(saved.savedAt()).isEmpty();
    assertThat(saved.longhornVersion()).isEmpty();
    assertThat(SavedCheck.of(saved))
        .extracting(SavedCheck.Finding::text)
        .anySatisfy(t -> assertThat(t).contains("when it was saved is not known"))
        .anySatisfy(t -> assertThat(t).contains("which Longhorn it was saved from is not known"));
  }

  @Test
  @DisplayName("a time that is none is refused by name")
  void noTime() throws Exception {
    Path file = file("s.json", replacing("\"failedAt\":\"\"", "\"failedAt\":\"yesterday\""));
    assertThatThrownBy(() -> SavedResources.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failedAt of Replica pvc-c-r-1 is no time: yesterday");
  }

  @Test
  @DisplayName("several lists one after the other in one file: all are read")
  void oneAfterTheOther() throws Exception {
    whole(
        SavedResources.read(
            file(
                "saved.json",
                "{\"kind\":\"List\",\"items\":["
                    + VOLUME
                    + "]}\n{\"kind\":\"List\",\"items\":["
                    + String.join(",", ENGINE, replica(1, HEALTHY), replica(2, HEALTHY))
                    + "]}\n")));
    Path cut = file("cut.json", list() + "{\"kind\":");
    assertThatThrownBy(() -> SavedResources.read(cut)).hasMessageContaining("cut.json");
  }

  @Test
  @DisplayName("as other shells write it: a byte order mark, or UTF-16")
  void otherShells() throws Exception {
    whole(SavedResources.read(file("mark.json", "\ufeff" + list())));
    Path wide = folder.resolve("wide.json");
    Files.write(wide, ("\ufeff" + list()).getBytes(StandardCharsets.UTF_16LE));
    whole(SavedResources.read(wide));
    Files.write(wide, ("\ufeff# saved\n" + list()).getBytes(StandardCharsets.UTF_16BE));
    whole(SavedResources.read(wide));
  }

  @Test
  @DisplayName("packed alone, without an archive: read; a tar that is not packed too")
  void packed() throws Exception {
    Path file = folder.resolve("saved.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(list().getBytes(StandardCharsets.UTF_8));
    }
    whole(SavedResources.read(file));
    Path tar = folder.resolve("saved.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      entry(out, "saved.json", list());
    }
    whole(SavedResources.read(tar));
  }

  @Test
  @DisplayName("a bare array, as jq's .items leaves it, in JSON or YAML: read")
  void bareArray() throws Exception {
    String array =
        "[" + String.join(",", VOLUME, ENGINE, replica(1, HEALTHY), replica(2, HEALTHY)) + "]";
    whole(SavedResources.read(file("array.json", " " + array)));
    whole(SavedResources.read(file("array.yaml", "# saved\n" + array)));
    whole(SavedResources.read(file("lists.json", "[" + list() + "]")));
  }

  @Test
  @DisplayName("jq '.items' and jq -s: an array is read, also behind an object")
  void arrays() throws Exception {
    String items = String.join(",", VOLUME, ENGINE, replica(1, HEALTHY), replica(2, HEALTHY));
    whole(SavedResources.read(file("items.json", "[" + items + "]")));
    whole(SavedResources.read(file("slurped.json", "[" + list() + "]")));
    whole(
        SavedResources.read(
            file(
                "behind.json",
                VOLUME
                    + "["
                    + String.join(",", ENGINE, replica(1, HEALTHY), replica(2, HEALTHY))
                    + "]")));
  }

  @Test
  @DisplayName(
      "saved again behind an older list: refused, for what was deleted would count as there")
  void appended() throws Exception {
    String later = "{\"kind\":\"List\",\"items\":[" + VOLUME + "," + replica(1, HEALTHY) + "]}";
    Path file = file("appended.json", list() + later);
    assertThatThrownBy(() -> SavedResources.read(file))
        .hasMessageContaining("Volume pvc-c twice")
        .hasMessageContaining("Keep the last list alone");
    Path differing =
        file("two.yaml", "# saved\n---\n" + replica(1, "") + "\n---\n" + replica(1, HEALTHY));
    assertThatThrownBy(() -> SavedResources.read(differing)).hasMessageContaining("twice");
  }

  @Test
  @DisplayName("two lists of different Replicas: saved when the earlier one was")
  void aMomentPerList() throws Exception {
    String newer = list().replace("2026-11-20T10", "2026-11-27T10").replace("pvc-c", "pvc-d");
    SavedResources saved = SavedResources.read(file("both.json", newer + list()));
    assertThat(saved.replicas()).hasSize(4);
    assertThat(saved.savedAt()).isEqualTo("2026-11-20T10:00:00Z");
  }

  @Test
  @DisplayName("only what a server writes, and not in the future, tells when it was saved")
  void whatTellsTheMoment() throws Exception {
    String annotated =
        list()
            .replace(
                "\"uid\":\"u\"",
                "\"uid\":\"u\",\"annotations\":{\"expires\":\"2026-11-25T00:00:00Z\"}")
            .replace("\"frontend\"", "\"note\":\"2026-11-26T00:00:00Z\",\"frontend\"");
    whole(SavedResources.read(file("annotated.json", annotated)));
    String future = list().replace("2026-11-02", "2126-11-02");
    assertThat(SavedResources.read(file("future.json", future)).savedAt())
        .isEqualTo("2026-11-20T10:00:00Z");
  }
}
