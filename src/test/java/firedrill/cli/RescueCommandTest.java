package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.component.longhorn.replica.MadeReplica;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RescueCommandTest extends RescueRun {

  @Test
  @DisplayName("list compares the replicas of several nodes and recommends one, in words and JSON")
  void recommends() throws Exception {
    replica("pi1", "aaaaaaaa", 9, END.minusSeconds(500));
    Path fresh = replica("pi2", "bbbbbbbb", 3, END).directory();
    Set<String> before = files();
    assertThat(run("list", folder)).isZero();
    assertThat(out).contains("volume pvc-c", "-> recover from " + fresh, "pvc-c-aaaaaaaa on pi1");
    assertThat(run("list", "--json", folder)).isZero();
    JsonNode volume = new JsonMapper().readTree(out).at("/volumes/0");
    assertThat(volume.path("outcome").asText()).isEqualTo("certain");
    assertThat(volume.path("recoverFrom").asText()).isEqualTo(fresh.toString());
    assertThat(volume.at("/replicas/1/lastWrite").asText()).isEqualTo(END.toString());
    assertThat(files()).as("nothing was written").isEqualTo(before);
  }

  @Test
  @DisplayName("a replica that somebody renamed is a replica of its volume still")
  void renamed() throws Exception {
    replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000));
    Path fresh = replica("pi2", "bbbbbbbb.bak", 3, END).directory();
    assertThat(run("list", folder)).isZero();
    assertThat(out).contains("-> recover from " + fresh).doesNotContain("only one");
    Path odd = Files.move(fresh, folder.resolve("pi2").resolve("replicas").resolve("old"));
    run("list", folder);
    assertThat(out).contains("volume old\n", "old on pi2");
    assertThat(run("merge", odd, "-o", folder.resolve("odd.img"))).isZero();
  }

  @Test
  @DisplayName("a directory reached twice is no second witness of itself")
  void reachedTwice() throws Exception {
    Path only = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("pi1"));
    assertThat(run("list", folder.resolve("pi1"), "pi1=" + link, only)).isEqualTo(1);
    assertThat(out).contains("it is the only one that was found").doesNotContain("->recover");
    assertThat(out).contains("pvc-c-aaaaaaaa on pi1", "only one");
    assertThat(run("list", folder.resolve("pi1"), "two=" + link, only)).isEqualTo(1);
    assertThat(out).contains("pvc-c-aaaaaaaa on pi1", "only one").doesNotContain("on two");
    assertThat(err).as("it was taken for another node's disk").contains("two's own disk mounted?");
  }

  @Test
  @DisplayName("whole disks of nodes are searched, and the nodes told apart by their directories")
  void wholeDisks() throws Exception {
    for (String node : List.of("a1", "a2")) {
      replica(node + "/var/lib/longhorn", node + "aaaaaa", 3, END);
    }
    assertThat(run("list", folder)).isZero();
    assertThat(out).contains("pvc-c-a1aaaaaa on a1", "pvc-c-a2aaaaaa on a2");
  }

  @Test
  @DisplayName("a saved Volume alone does not make the replicas of before an expansion the last")
  void savedBeforeAnExpansion() throws Exception {
    MadeReplica stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(50_000));
    MadeReplica fresh = new MadeReplica(folder.resolve("pi2/replicas/pvc-c-bbbbbbbb"), 2 * SIZE);
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    fresh.layer("volume-snap-expand-" + 2 * SIZE + ".img", SIZE).fill(3, 3);
    fresh.layer("volume-head-002.img", 2 * SIZE).fill(80, 3).finish();
    Files.setLastModifiedTime(fresh.top(), FileTime.from(END));
    Path file =
        Files.writeString(
            folder.resolve("volumes.yaml"),
            "apiVersion: longhorn.io/v1beta2\nkind: Volume\nmetadata: {name: pvc-c}\n"
                + "spec: {size: '"
                + SIZE
                + "'}\n");
    run("list", "--saved", file, folder);
    assertThat(out).doesNotContain("recover from " + stale.directory());
    assertThat(run("list", "--saved", file, folder.resolve("pi2"))).isEqualTo(1);
    assertThat(out)
        .contains("none of them has the " + SIZE + " B", "the saved file does not name it");
  }

  @Test
  @DisplayName("list says that it is open, and why; a place that is none is named")
  void open() throws Exception {
    replica("pi1", "aaaaaaaa", 9, END);
    replica("pi2", "bbbbbbbb", 3, END);
    assertThat(run("list", "one=" + folder.resolve("pi1"), folder.resolve("pi2"))).isEqualTo(1);
    assertThat(out)
        .contains("OPEN: a human must choose", "pvc-c-aaaaaaaa on one", "neither is newer");
    assertThat(run("list", folder.resolve("nowhere"))).isEqualTo(2);
    assertThat(err).contains("nowhere is not there");
    assertThat(run("list", Files.createDirectory(folder.resolve("empty")))).isEqualTo(2);
    assertThat(err).contains("no replica directory lies below");
  }

  @Test
  @DisplayName(
      "merge refuses one that may not be the last, until a human chooses it; both are said")
  void refusesAndIsOverruled() throws Exception {
    MadeReplica stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(500));
    MadeReplica fresh = replica("pi2", "bbbbbbbb", 3, END);
    Path image = folder.resolve("out.img");
    Path beside = folder.resolve("pi2");
    assertThat(run("merge", stale.directory(), "-o", image, "--beside", beside)).isEqualTo(1);
    assertThat(err).contains("recover from pvc-c-bbbbbbbb on pi2", "--choose this");
    assertThat(image).doesNotExist();
    assertThat(run("merge", stale.directory(), "-o", image, "--beside", beside, "--choose", "this"))
        .isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(stale.model());
    assertThat(Files.readString(folder.resolve("out.img.json"))).contains("chosen by hand");
    Path right = folder.resolve("right.img");
    assertThat(run("merge", fresh.directory(), "-o", right, "--beside", folder.resolve("pi1")))
        .isZero();
    assertThat(Files.readAllBytes(right)).isEqualTo(fresh.model());
    assertThat(err).contains("100 %");
    assertThat(out).contains("sha256 ", "holds  no file system");
  }

  @Test
  @DisplayName("a human's words for a damaged replica are taken and recorded in the report")
  void words() throws Exception {
    MadeReplica only = replica("pi1", "aaaaaaaa", 3, END);
    Files.write(only.directory().resolve("volume.meta"), new byte[0]);
    Path image = folder.resolve("out.img");
    assertThat(run("merge", only.directory(), "-o", image)).isEqualTo(1);
    assertThat(err).contains("(derive)");
    assertThat(run("merge", only.directory(), "-o", image, "--choose", "this,derive")).isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(only.model());
    assertThat(new JsonMapper().readTree(folder.resolve("out.img.json").toFile()).path("notes"))
        .anySatisfy(
            n -> assertThat(n.asText()).contains("by a human's word: volume.meta is derived"));
    assertThat(run("merge", only.directory(), "-o", image, "--choose", "please")).isEqualTo(2);
    assertThat(err).contains("\"please\" is none of: rebuilding");
  }

  @Test
  @DisplayName("merge says what the image holds and the line that mounts it read-only")
  void saysWhatItHolds() throws Exception {
    MadeReplica luks = replica("pi1", "aaaaaaaa", 3, END);
    luks.write(0, new byte[] {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe, 0, 2});
    Files.setLastModifiedTime(luks.top(), FileTime.from(END));
    assertThat(run("merge", luks.directory(), "-o", folder.resolve("a.img"))).isZero();
    assertThat(out).contains("a LUKS container", "cryptsetup open --readonly");
  }

  @Test
  @DisplayName("check tells a file that is enough from one that is not")
  void check() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("volumes.yaml"),
            "apiVersion: longhorn.io/v1beta2\n"
                + "kind: Volume\n"
                + "metadata: {name: pvc-c}\n"
                + "spec: {size: '4096'}\n");
    assertThat(run("check", file)).isEqualTo(1);
    assertThat(out).contains("MISSING it holds no Replica", "not enough");
    assertThat(run("check", folder.resolve("none"))).isEqualTo(2);
    assertThat(List.of(out, err)).anySatisfy(t -> assertThat(t).contains("none"));
  }

  @Test
  @DisplayName(
      "check -o writes what may be applied; as kubectl gave it, the file is not good enough")
  void checkWrites() throws Exception {
    String raw =
        """
        {"apiVersion":"v1","kind":"List","items":[
         {"apiVersion":"longhorn.io/v1beta2","kind":"Volume","metadata":{"name":"v"},
          "spec":{"size":"4096","numberOfReplicas":1,"fromBackup":"s3://b"}},
         {"apiVersion":"longhorn.io/v1beta2","kind":"Engine","metadata":{"name":"v-e-0",
          "ownerReferences":[{"uid":"gone"}]},"spec":{"volumeName":"v"}},
         {"apiVersion":"longhorn.io/v1beta2","kind":"Replica","metadata":{"name":"v-r-1",
          "ownerReferences":[{"uid":"gone"}]},"spec":{"volumeName":"v","nodeID":"pi1","diskID":"d",
          "diskPath":"/l","dataDirectoryName":"v-0a1b2c3d","engineName":"v-e-0",
          "healthyAt":"2026-11-02T00:00:00Z"}}]}
        """;
    Path file = Files.writeString(folder.resolve("saved.json"), raw);
    assertThat(run("check", file)).isEqualTo(1);
    assertThat(out)
        .contains(
            "STRIP   ownerReferences of 1 Engine, 1 Replica", "STRIP   fromBackup of 1 Volume")
        .contains("MUST NOT be applied as it is", "-o cleaned.json")
        .doesNotContain("good enough");
    Path cleaned = folder.resolve("cleaned.json");
    assertThat(run("check", file, "-o", cleaned)).isZero();
    assertThat(out)
        .contains("written to " + cleaned, "Apply that file, never the one", "good enough");
    assertThat(run("check", cleaned)).isZero();
    assertThat(out).doesNotContain("STRIP");
    assertThat(run("check", file, "-o", cleaned)).as("nothing is written over").isEqualTo(2);
    assertThat(err).contains("is there already");
  }

  @Test
  @DisplayName("names of a file that would write to the terminal stay on their line")
  void printable() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("saved.json"),
            "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Volume\","
                + "\"metadata\":{\"name\":\"v\\u001b[2K\\nok\"},"
                + "\"spec\":{\"size\":\"4096\",\"image\":\"i\\u001b[1m\"}}");
    assertThat(run("check", file)).isEqualTo(1);
    assertThat(out).contains("v?[2K?ok: it has no Replica").doesNotContain("\u001b");
  }

  @Test
  @DisplayName("merge finds what lies beside a replica in any folder, and refuses the stale one")
  void besideInAnyFolder() throws Exception {
    Path copies = Files.createDirectory(folder.resolve("copies"));
    Path stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000)).directory();
    Path fresh = replica("pi2", "bbbbbbbb", 3, END).directory();
    Path left = Files.move(stale, copies.resolve(stale.getFileName()));
    Files.move(fresh, copies.resolve(fresh.getFileName()));
    assertThat(run("merge", left, "-o", folder.resolve("out.img"))).isEqualTo(1);
    assertThat(err).contains("recover from pvc-c-bbbbbbbb");
    assertThat(folder.resolve("out.img")).doesNotExist();
  }

  @Test
  @DisplayName("a link behind which replicas lie is named, and nothing is taken for certain then")
  void linksAreNamed() throws Exception {
    Path stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000)).directory();
    Path fresh = replica("ssd", "bbbbbbbb", 3, END).directory();
    Path node = Files.createDirectories(folder.resolve("pi2/var/lib"));
    Path link = Files.createSymbolicLink(node.resolve("longhorn"), folder.resolve("ssd"));
    assertThat(run("list", folder.resolve("pi1"), folder.resolve("pi2"))).isEqualTo(1);
    assertThat(err).contains(link + " is a link to", "name that place too");
    Path image = folder.resolve("out.img");
    assertThat(run("merge", stale, "-o", image, "--beside", folder.resolve("pi2"))).isEqualTo(1);
    assertThat(image).doesNotExist();
    assertThat(run("list", folder.resolve("pi1"), folder.resolve("pi2"), folder.resolve("ssd")))
        .isZero();
    assertThat(out).contains("recover from " + fresh);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/mnt/not-here/longhorn"));
    assertThat(run("list", folder.resolve("pi1"), folder.resolve("pi2"))).isEqualTo(1);
    assertThat(err).contains("which is not there");
  }

  @Test
  @DisplayName("replicas are found however deep they lie")
  void deep() throws Exception {
    replica("a/b/c/d/e/f/g/h/i/j/k/l/pi1", "aaaaaaaa", 3, END);
    assertThat(run("list", folder)).as("one alone may be the one that fell out").isEqualTo(1);
    assertThat(out).contains("pvc-c-aaaaaaaa on pi1");
  }

  @Test
  @DisplayName("a replica renamed with a date is listed with the volume that the saved file names")
  void renamedWithADate() throws Exception {
    replica("pi1", "aaaaaaaa-20240412", 3, END);
    Path file =
        Files.writeString(
            folder.resolve("volumes.yaml"),
            "apiVersion: longhorn.io/v1beta2\nkind: Volume\nmetadata: {name: pvc-c}\n"
                + "spec: {size: '"
                + SIZE
                + "'}\n");
    assertThat(run("list", "--saved", file, folder)).as("it names no replica").isEqualTo(1);
    assertThat(out)
        .contains("volume pvc-c\n", "pvc-c-aaaaaaaa-20240412 on pi1: last written")
        .doesNotContain("volume pvc-c-a");
  }
}
