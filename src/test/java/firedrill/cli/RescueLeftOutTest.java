package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was not looked at, or is not there any more, may be the newest replica. */
class RescueLeftOutTest extends RescueRun {

  private Path image() {
    return folder.resolve("out.img");
  }

  private JsonNode notes() throws IOException {
    return new JsonMapper().readTree(folder.resolve("out.img.json").toFile()).path("notes");
  }

  private Path bundle() throws IOException {
    return Files.writeString(folder.resolve("pi1/replicas/longhorn-support-bundle.zip"), "PK");
  }

  @Test
  @DisplayName("a packed neighbour leaves all open, in words, in JSON and in the exit code")
  void packedNeighbour() throws Exception {
    replica("pi1", "aaaaaaaa", 3, END);
    replica("pi2", "bbbbbbbb", 3, END);
    assertThat(run("list", folder)).isZero();
    Path bundle = bundle();
    assertThat(run("list", folder)).isEqualTo(1);
    assertThat(out).contains("OPEN", "--not-looked-at " + bundle).doesNotContain("-> recover from");
    assertThat(run("list", "--json", folder)).isEqualTo(1);
    JsonNode json = new JsonMapper().readTree(out);
    assertThat(json.at("/volumes/0/outcome").asText()).isEqualTo("open");
    assertThat(json.at("/notLookedAt/0/place").asText()).isEqualTo(bundle.toString());
    assertThat(run("list", folder, "--not-looked-at", bundle)).isZero();
    assertThat(out).contains("-> recover from", "by a human's word " + bundle + " was not looked");
    assertThat(run("list", folder, "--not-looked-at", folder)).isEqualTo(2);
    assertThat(err).contains(folder + " is no place that was not looked at; there are " + bundle);
  }

  @Test
  @DisplayName("left out by hand, a neighbour switches no comparison off: the stale one is refused")
  void comparisonGoesOn() throws Exception {
    Path stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000)).directory();
    MadeReplica fresh = new MadeReplica(stale.resolveSibling("pvc-c-bbbbbbbb"), SIZE);
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    fresh.layer("volume-head-001.img", SIZE).fill(3, 3).fill(4, 4).finish();
    Files.setLastModifiedTime(fresh.top(), FileTime.from(END));
    Path bundle = bundle();
    assertThat(run("merge", stale, "-o", image())).isEqualTo(1);
    assertThat(err).contains("Nothing was written", "--not-looked-at " + bundle, "--choose this");
    assertThat(run("merge", stale, "-o", image(), "--not-looked-at", bundle)).isEqualTo(1);
    assertThat(err).contains("recover from pvc-c-bbbbbbbb");
    assertThat(image()).doesNotExist();
    assertThat(run("merge", fresh.directory(), "-o", image(), "--not-looked-at", bundle)).isZero();
    assertThat(notes())
        .anySatisfy(n -> assertThat(n.asText()).contains(bundle + " was not looked"));
  }

  @Test
  @DisplayName("chosen by hand, it is compared all the same, and the report says against what")
  void chosenAgainst() throws Exception {
    Path stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000)).directory();
    replica("pi2", "bbbbbbbb", 3, END);
    Path bundle = bundle();
    assertThat(
            run(
                "merge",
                stale,
                "-o",
                image(),
                "--beside",
                folder.resolve("pi2"),
                "--choose",
                "this"))
        .isZero();
    assertThat(notes())
        .anySatisfy(
            n ->
                assertThat(n.asText())
                    .contains("chosen by hand", "without that: recover from pvc-c-bbbbbbbb"))
        .anySatisfy(n -> assertThat(n.asText()).contains("compared with: pvc-c-bbbbbbbb on pi2"))
        .anySatisfy(n -> assertThat(n.asText()).contains("not looked at: " + bundle));
  }

  @Test
  @DisplayName(
      "one node alone is open and says so; with what was saved of all, or another, it is not")
  void oneNode() throws Exception {
    Path only = replica("pi1", "aaaaaaaa", 3, END).directory();
    assertThat(run("list", folder.resolve("pi1"))).isEqualTo(1);
    assertThat(out).contains("OPEN", "it is the only one that was found", "all nodes");
    Path copy = folder.resolve("pi1/copy/pvc-c-aaaaaaaa.bak");
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(only)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(file.getFileName());
        MadeReplica.run("cp", "--sparse=always", "-p", file.toString(), to.toString());
      }
    }
    assertThat(run("list", "--exact-copies", folder.resolve("pi1")))
        .as("nor is a copy of it another one")
        .isEqualTo(1);
    assertThat(out).contains("it is the only one that was found");
    Path saved =
        Files.writeString(
            folder.resolve("saved.yaml"),
            "apiVersion: longhorn.io/v1beta2\nkind: Volume\nmetadata: {name: pvc-c}\n"
                + "spec: {size: '"
                + SIZE
                + "', numberOfReplicas: 1}\n---\n"
                + "apiVersion: longhorn.io/v1beta2\nkind: Replica\nmetadata: {name: r}\n"
                + "spec: {volumeName: pvc-c, nodeID: pi1, dataDirectoryName: pvc-c-aaaaaaaa,"
                + " healthyAt: '"
                + Instant.now().plusSeconds(3600)
                + "'}\n");
    assertThat(run("list", "--saved", saved, folder.resolve("pi1"))).isZero();
    assertThat(run("merge", only, "-o", image())).as("a human may merge it").isZero();
    assertThat(out).contains("no other replica of pvc-c was given to compare it with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pi2/lost+found", "lost+found", "pi2/replicas/lost+found"})
  @DisplayName("what a repair of the file system put aside is named, and nothing is certain")
  void lostAndFound(String place) throws Exception {
    replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000));
    replica("pi2", "bbbbbbbb", 9, END.minusSeconds(5000));
    Path lost = Files.createDirectories(folder.resolve(place));
    Object[] both = {"list", folder.resolve("pi1/replicas"), folder.resolve("pi2/replicas")};
    assertThat(run(both)).as("an empty one is usual").isZero();
    Files.write(lost.resolve("#12345"), new byte[SIZE]);
    assertThat(run(both)).isEqualTo(1);
    assertThat(err).contains(lost + " holds 1 files that a repair of the file system put there");
    assertThat(out).contains("OPEN").doesNotContain("-> recover from");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pi2/replicas", "copies-of-pi2"})
  @DisplayName("a replica's directory that was emptied may have been the newest one")
  void emptied(String place) throws Exception {
    replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000));
    replica("pi3", "cccccccc", 9, END.minusSeconds(5000));
    Path emptied = Files.createDirectories(folder.resolve(place).resolve("pvc-c-bbbbbbbb"));
    assertThat(run("list", folder)).as("made and never filled").isZero();
    Path file = Files.writeString(emptied.resolve("volume-head-001.img"), "x");
    Files.delete(file);
    Files.setLastModifiedTime(emptied, FileTime.from(END));
    assertThat(run("list", folder)).isEqualTo(1);
    assertThat(out).contains("pvc-c-bbbbbbbb on ", "OPEN").doesNotContain("-> recover from");
  }

  @Test
  @DisplayName(
      "a word on one directory is none on a copy of its name; of two, the path is asked for")
  void overrideByPath() throws Exception {
    Path one = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path copy = replica("pi2", "aaaaaaaa", 3, END).directory();
    for (Path replica : List.of(one, copy)) {
      Path meta = replica.resolve("volume.meta");
      Files.writeString(
          meta, Files.readString(meta).replace("\"Rebuilding\":false", "\"Rebuilding\":true"));
    }
    assertThat(run("list", folder, "--override", "pvc-c-aaaaaaaa:rebuilding")).isEqualTo(2);
    assertThat(err).contains("more than one directory is called pvc-c-aaaaaaaa", one + ", " + copy);
    run("list", "--json", folder, "--override", one + ":rebuilding");
    JsonNode replicas = new JsonMapper().readTree(out).at("/volumes/0/replicas");
    for (JsonNode replica : replicas) {
      boolean said = replica.path("directory").asText().equals(one.toString());
      assertThat(replica.has("problem")).isEqualTo(!said);
    }
    assertThat(run("merge", copy, "-o", image(), "--choose", "this,rebuilding")).isZero();
    assertThat(run("list", folder, "--override", folder + "/none:rebuilding")).isEqualTo(2);
    assertThat(err).contains("no directory is called " + folder + "/none");
  }

  @Test
  @DisplayName("an image into any folder of replicas is refused, of whatever node")
  void imageAmongReplicas() throws Exception {
    Path one = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path other = replica("pi2", "bbbbbbbb", 3, END).directory();
    Path there = other.resolveSibling("x.img");
    assertThat(run("merge", one, "-o", there)).isEqualTo(1);
    assertThat(err).contains("Longhorn's own directory", "name another place");
    assertThat(there).doesNotExist();
  }

  @Test
  @DisplayName("an image that a volume stands on was spoken of, wherever it lies")
  void backingImage() throws Exception {
    replica("pi1", "aaaaaaaa", 3, END);
    replica("pi2", "bbbbbbbb", 3, END);
    Path image = Files.write(folder.resolve("ubuntu.img"), new byte[SIZE]);
    assertThat(run("list", folder)).isEqualTo(1);
    assertThat(err).contains("ubuntu.img may be a packed replica");
    assertThat(run("list", folder, "--backing", "pvc-c=" + image)).as(out + err).isZero();
    assertThat(err).doesNotContain("ubuntu.img");
  }
}
