package firedrill.component.longhorn.saved;

import static firedrill.component.longhorn.saved.AsPeopleSaveThemTest.ENGINE;
import static firedrill.component.longhorn.saved.AsPeopleSaveThemTest.replica;
import static firedrill.component.longhorn.saved.AsPeopleSaveThemTest.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.component.longhorn.injection.SavedReplica.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fields of saved resources on which a manager deletes data or makes empty ones, by its sources
 * (1.12.0): each is written right, or stands against its volume, before any of it is applied.
 */
class WhatLonghornActsOnTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private int files;

  private SavedReport report(String... resources) throws IOException {
    Path file = folder.resolve("saved-" + files++ + ".json");
    return SavedReport.of(
        Files.writeString(
            file, "{\"kind\":\"List\",\"items\":[" + String.join(",", resources) + "]}"));
  }

  private SavedReport three(String volume, String metadata, String more) throws IOException {
    return report(
        volume,
        ENGINE,
        replica(1, metadata, more),
        replica(2, metadata, more),
        replica(3, metadata, more));
  }

  private JsonNode written(SavedReport report) throws IOException {
    Path cleaned = folder.resolve("cleaned-" + files++ + ".json");
    report.write(cleaned);
    assertThat(SavedReport.of(cleaned).strip()).as("what was written may be applied").isEmpty();
    return JSON.readTree(cleaned.toFile()).path("items");
  }

  private static List<String> blocking(SavedReport report) {
    return report.findings().stream()
        .filter(SavedCheck.Finding::blocks)
        .map(SavedCheck.Finding::text)
        .toList();
  }

  private static List<String> notes(SavedReport report) {
    return report.findings().stream().map(SavedCheck.Finding::text).toList();
  }

  @Test
  @DisplayName("labels, by which Longhorn finds Replicas: written in where somebody took them out")
  void labels() throws Exception {
    SavedReport report = three(volume(""), ",\"labels\":{}", "");
    assertThat(report.strip())
        .anySatisfy(t -> assertThat(t).startsWith("labels of 1 Engine, 3 Replicas: "));
    JsonNode items = written(report);
    assertThat(items.path(0).path("metadata").path("labels"))
        .isEqualTo(
            JSON.readTree(
                "{\"longhornvolume\":\"pvc-c\",\"longhornnode\":\"pi1\",\"longhorndiskuuid\":\"d1\"}"));
    assertThat(items.path(3).path("metadata").path("labels"))
        .as("of the Engine")
        .isEqualTo(JSON.readTree("{\"longhornvolume\":\"pvc-c\"}"));
    assertThat(items.path(4).path("metadata").path("labels").path("longhornvolume").asText())
        .as("of the Volume")
        .isEqualTo("pvc-c");
  }

  @Test
  @DisplayName(
      "labels of an old node or disk: what the Replica itself says counts; others are kept")
  void oldLabels() throws Exception {
    SavedReport report =
        three(
            volume(""),
            ",\"labels\":{\"longhornvolume\":\"pvc-c\",\"longhornnode\":\"old\","
                + "\"longhorndiskuuid\":\"older\",\"mine\":\"x\"}",
            "");
    assertThat(report.strip()).anySatisfy(t -> assertThat(t).contains("3 Replicas"));
    assertThat(written(report).path(1).path("metadata").path("labels"))
        .isEqualTo(
            JSON.readTree(
                "{\"longhornvolume\":\"pvc-c\",\"longhornnode\":\"pi2\","
                    + "\"longhorndiskuuid\":\"d2\",\"mine\":\"x\"}"));
  }

  @Test
  @DisplayName("labels as they should be are nothing to strip; one of another volume is refused")
  void otherVolume() throws Exception {
    String right =
        ",\"labels\":{\"longhornvolume\":\"pvc-c\",\"longhornnode\":\"pi1\","
            + "\"longhorndiskuuid\":\"d1\"}";
    assertThat(report(replica(1, right, "")).strip()).isEmpty();
    assertThatThrownBy(() -> report(replica(1, ",\"labels\":{\"longhornvolume\":\"pvc-d\"}", "")))
        .hasMessageContaining(
            "is volume pvc-c's by its volumeName and volume pvc-d's by its label");
    String longer = "a-name-that-is-longer-than-forty-characters";
    assertThat(
            report(
                    replica(1, ",\"labels\":{\"longhornvolume\":\"a-name-that-i-12345678\"}", "")
                        .replace("\"volumeName\":\"pvc-c\"", "\"volumeName\":\"" + longer + "\""))
                .resources()
                .replicas()
                .get(0)
                .getMetadata()
                .getLabels())
        .as("Longhorn shortens it")
        .containsEntry("longhornvolume", "a-name-that-i-12345678");
  }

  @ParameterizedTest
  @ValueSource(strings = {",\"active\":false", ""})
  @DisplayName("a Replica that is not active is deleted with its data: made active, if it is alone")
  void inactive(String active) throws Exception {
    SavedReport report =
        report(
            volume(""),
            ENGINE.replace(",\"active\":true", active),
            replica(1, "", "").replace(",\"active\":true", active),
            replica(2, "", ""),
            replica(3, "", ""));
    assertThat(report.strip())
        .anySatisfy(
            t ->
                assertThat(t)
                    .isEqualTo(
                        "active of 1 Engine, 1 Replica: Longhorn deletes a Replica that is not"
                            + " active, and its data"));
    for (JsonNode item : written(report)) {
      assertThat(item.path("kind").asText().equals("Volume") || item.at("/spec/active").asBoolean())
          .isTrue();
    }
  }

  @Test
  @DisplayName(
      "two of one directory, one without a word on whether it is active: that one is left out")
  void twoOfOne() throws Exception {
    String twin =
        replica(1, "", "").replace("pvc-c-r-1", "pvc-c-r-9").replace(",\"active\":true", "");
    SavedReport report =
        report(
            volume(""), ENGINE, replica(1, "", ""), twin, replica(2, "", ""), replica(3, "", ""));
    assertThat(report.resources().replicas())
        .extracting(r -> r.getMetadata().getName())
        .containsExactly("pvc-c-r-1", "pvc-c-r-2", "pvc-c-r-3");
    assertThat(report.enough()).isTrue();
  }

  @Test
  @DisplayName("two Engines of one volume, both active: Longhorn would stop there")
  void twoEngines() throws Exception {
    SavedReport report =
        report(volume(""), ENGINE, ENGINE.replace("pvc-c-e-0", "pvc-c-e-1"), replica(1, "", ""));
    assertThat(blocking(report)).anySatisfy(t -> assertThat(t).startsWith("it has 2 Engines here"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "\"\"", "null", "-1", "\"many\""})
  @DisplayName("how many replicas is not said: those that there are would be too many")
  void howMany(String number) throws Exception {
    String without =
        volume("")
            .replace(
                ",\"numberOfReplicas\":3",
                number.isEmpty() ? "" : ",\"numberOfReplicas\":" + number);
    assertThat(blocking(three(without, "", "")))
        .anySatisfy(t -> assertThat(t).startsWith("how many replicas it is to have is not in it"));
  }

  @Test
  @DisplayName("a number as some programs write it, 3.0, is that number")
  void fraction() throws Exception {
    SavedReport report = three(volume("").replace(":3", ":3.0"), "", "");
    assertThat(blocking(report)).isEmpty();
    assertThat(report.resources().replicaCount("pvc-c")).isEqualTo(3);
  }

  @Test
  @DisplayName("more Replicas than the volume is to have: said, for Longhorn deletes the rest")
  void tooMany() throws Exception {
    assertThat(notes(three(volume("").replace(":3", ":1"), "", "")))
        .anySatisfy(t -> assertThat(t).startsWith("3 Replicas are in it and it is to have 1: "));
    assertThat(notes(three(volume("").replace(":3", ":5"), "", "")))
        .contains("3 of 5 replicas are in it");
    assertThat(notes(three(volume(""), "", "")))
        .noneSatisfy(t -> assertThat(t).contains("it is to have"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10Gi", "-262144", "2.62144e+05", ""})
  @DisplayName("a size that is no number of bytes, or none at all, stands against the volume")
  void size(String size) throws Exception {
    assertThat(blocking(three(volume("").replace("262144", size), "", "")))
        .contains("its size is no number of bytes");
  }

  @Test
  @DisplayName("a Replica that never got a node holds nothing, and keeps no volume back")
  void pending() throws Exception {
    String pending =
        replica(3, "", "")
            .replaceAll("\"(nodeID|diskID|diskPath|dataDirectoryName)\":\"[^\"]*\"", "\"$1\":\"\"");
    String other = pending.replace("pvc-c-r-3", "pvc-c-r-4");
    SavedReport report =
        report(volume(""), ENGINE, replica(1, "", ""), replica(2, "", ""), pending, other);
    assertThat(blocking(report)).isEmpty();
    assertThat(notes(report)).contains("Replica pvc-c-r-3 never got a node, and holds nothing");
    assertThat(written(report)).hasSize(6);
  }

  @Test
  @DisplayName("one directory of two volumes, or named twice with another slash: both are refused")
  void sharedDirectory() throws Exception {
    String other =
        replica(1, "", "")
            .replace("\"pvc-c-r-1\"", "\"pvc-d-r-1\"")
            .replace("\"volumeName\":\"pvc-c\"", "\"volumeName\":\"pvc-d\"")
            .replace("/var/lib/longhorn/", "/var/lib//longhorn");
    SavedReport report =
        report(volume(""), volume("").replace("pvc-c", "pvc-d"), ENGINE, replica(1, "", ""), other);
    assertThat(report.volumes()).isEmpty();
    assertThat(blocking(report))
        .filteredOn(t -> t.equals("two Replicas name pi1/var/lib/longhorn/pvc-c-00000001"))
        .hasSize(2);
  }

  @Test
  @DisplayName("a Replica that contradicts its Volume about what it stands on")
  void contradicts() throws Exception {
    assertThat(blocking(three(volume(""), "", ",\"backingImage\":\"ubuntu\"")))
        .anySatisfy(
            t -> assertThat(t).contains("BackingImage \"ubuntu\", and its Volume does not"));
    assertThat(blocking(three(volume(",\"backingImage\":\"ubuntu\""), "", "")))
        .anySatisfy(t -> assertThat(t).contains("BackingImage \"\", and its Volume does not"));
    assertThat(blocking(three(volume(""), "", ",\"dataEngine\":\"v2\"")))
        .anySatisfy(t -> assertThat(t).contains("is not of data engine v1"));
    assertThat(blocking(three(volume(""), "", ",\"dataEngine\":\"v1\""))).isEmpty();
  }

  @Test
  @DisplayName("a Replica on a backing image has its label, too: else that image is cleaned up")
  void backingImage() throws Exception {
    JsonNode first =
        written(three(volume(",\"backingImage\":\"ubuntu\""), "", ",\"backingImage\":\"ubuntu\""))
            .path(0);
    assertThat(first.path("metadata").path("labels").path("longhorn.io/backing-image").asText())
        .isEqualTo("ubuntu");
  }

  @Test
  @DisplayName("no namespace: written in; another one: kept, and said")
  void namespace() throws Exception {
    String without = ",\"namespace\":\"longhorn-system\"";
    SavedReport report =
        report(
            volume("").replace(without, ""),
            ENGINE.replace(without, ""),
            replica(1, "", "").replace(without, ""));
    for (JsonNode item : written(report)) {
      assertThat(item.at("/metadata/namespace").asText()).isEqualTo("longhorn-system");
    }
    assertThat(notes(report)).noneSatisfy(t -> assertThat(t).contains("namespace"));
    SavedReport other =
        report(
            volume("").replace("longhorn-system", "storage"),
            ENGINE.replace("longhorn-system", "storage"),
            replica(1, "", "").replace("longhorn-system", "storage"));
    assertThat(notes(other))
        .anySatisfy(t -> assertThat(t).startsWith("it was saved from namespace storage: "));
    assertThat(written(other).path(0).at("/metadata/namespace").asText()).isEqualTo("storage");
  }

  @Test
  @DisplayName("times that were never set, as Go writes them: empty, as Longhorn writes them")
  void never() throws Exception {
    String zero = "0001-01-01T00:00:00Z";
    SavedReport report =
        three(
            volume(""),
            "",
            ",\"failedAt\":\"%s\",\"lastFailedAt\":\"%s\",\"healthyAt\":\"2026-04-01T00:00:00Z\",\"lastHealthyAt\":\"2026-04-01T00:00:00Z\""
                .formatted(zero, zero));
    assertThat(report.resources().evidence())
        .extracting(e -> e.standing())
        .containsOnly(Standing.GOOD);
    assertThat(written(report).toString()).doesNotContain(zero);
    SavedReport unborn = three(volume(""), "", ",\"failedAt\":\"\",\"healthyAt\":\"" + zero + "\"");
    assertThat(unborn.resources().evidence())
        .extracting(e -> e.standing())
        .doesNotContain(Standing.GOOD);
  }

  @Test
  @DisplayName("the mark of an earlier look at the directories is no look at them now")
  void mark() throws Exception {
    SavedReport report =
        three(
            volume(""),
            ",\"annotations\":{\"firedrill-inspected\":\"as of , chosen by rule\",\"mine\":\"x\"}",
            "");
    assertThat(report.strip()).anySatisfy(t -> assertThat(t).startsWith("annotations of 3 Repl"));
    assertThat(written(report).path(0).at("/metadata/annotations"))
        .isEqualTo(JSON.readTree("{\"mine\":\"x\"}"));
  }

  @Test
  @DisplayName("failed to rebuild too often: counted anew, or Longhorn deletes it at once")
  void retries() throws Exception {
    SavedReport report = three(volume(""), "", ",\"rebuildRetryCount\":5");
    assertThat(report.strip()).anySatisfy(t -> assertThat(t).startsWith("rebuildRetryCount of 3"));
    assertThat(written(report).path(0).at("/spec/rebuildRetryCount").asInt(-1)).isZero();
  }

  @Test
  @DisplayName("a Volume that was being deleted when it was saved is told of")
  void deleted() throws Exception {
    SavedReport report =
        three(
            volume("")
                .replace(
                    "\"name\":\"pvc-c\"",
                    "\"name\":\"pvc-c\",\"deletionTimestamp\":\"2026-04-13T00:00:00Z\""),
            "",
            "");
    assertThat(notes(report))
        .anySatisfy(t -> assertThat(t).contains("being deleted when it was saved, at 2026-04-13"));
  }

  @Test
  @DisplayName("up to 1.5 the image was called engineImage: it is needed, and tells the version")
  void engineImage() throws Exception {
    String image = "longhornio/longhorn-engine:v1.4.1";
    SavedReport report = three(volume(",\"engineImage\":\"" + image + "\""), "", "");
    assertThat(report.resources().longhornVersion()).isEqualTo("v1.4.1");
    assertThat(notes(report)).contains("it needs the engine image " + image);
    assertThat(written(report).findValuesAsText("image")).containsExactly(image);
  }

  @Test
  @DisplayName("1.5 called the data engine backendStoreDriver: v2 stands against the volume")
  void storeDriver() throws Exception {
    assertThat(blocking(three(volume(",\"backendStoreDriver\":\"v2\""), "", "")))
        .contains("its data engine is v2; directories are v1's only");
    assertThat(blocking(three(volume(""), "", ",\"backendStoreDriver\":\"v1\""))).isEmpty();
  }

  @Test
  @DisplayName("a Replica that is larger than its volume, or in a directory of another one's name")
  void otherReplica() throws Exception {
    assertThat(notes(three(volume(""), "", ",\"volumeSize\":\"524288\"")))
        .anySatisfy(t -> assertThat(t).contains("its end would be lost"));
    String elsewhere = replica(1, "", "").replace("pvc-c-00000001", "pvc-d-00000001");
    assertThat(notes(report(volume(""), ENGINE, elsewhere)))
        .anySatisfy(t -> assertThat(t).contains("called after another volume"));
  }

  @Test
  @DisplayName(
      "engines of several versions: Longhorn is as new as the newest; an upgrade is told of")
  void upgrades() throws Exception {
    String image = ",\"image\":\"longhornio/longhorn-engine:v1.%s\"";
    SavedReport report =
        report(
            volume(image.formatted("9.0")),
            ENGINE,
            replica(1, "", image.formatted("9.0")),
            replica(2, "", image.formatted("10.1")));
    assertThat(report.resources().longhornVersion()).isEqualTo("v1.10.1");
    assertThat(notes(report))
        .contains(
            "it was being upgraded when it was saved, and needs longhornio/longhorn-engine:v1.10.1"
                + " too")
        .noneMatch(t -> t.contains("needs longhornio/longhorn-engine:v1.9.0 too"));
  }
}
