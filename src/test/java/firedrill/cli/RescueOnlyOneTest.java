package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One replica was found, and a saved file names no other: whether a newer one may lie elsewhere all
 * the same.
 */
class RescueOnlyOneTest extends RescueRun {
  private static final String OTHER = "a newer one may lie elsewhere";

  /** The snapshot of the replica was taken now. */
  private static final Instant BEFORE = Instant.now().minus(Duration.ofHours(1));

  private static final Instant AFTER = Instant.now().plus(Duration.ofHours(1));

  private final List<String> items = new ArrayList<>();
  private Path only;

  @BeforeEach
  void make() throws IOException {
    only = replica("pi1", "aaaaaaaa", 3, END).directory();
  }

  private void volume(String name, String more) {
    items.add(
        "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Volume\",\"metadata\":{\"name\":\""
            + name
            + "\"},\"spec\":{\"size\":\"262144\""
            + more
            + "}}");
  }

  private void named(String volume, String node, String disk) {
    items.add(
        "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Replica\",\"metadata\":{\"name\":\""
            + volume
            + "-r-"
            + items.size()
            + "\"},\"spec\":{\"volumeName\":\""
            + volume
            + "\",\"nodeID\":\""
            + node
            + "\",\"diskPath\":\""
            + disk
            + "\",\"dataDirectoryName\":\""
            + volume
            + "-aaaaaaaa\",\"active\":true,\"healthyAt\":\"2026-04-01T00:00:00Z\"}}");
  }

  private Path file(Instant savedAt) throws IOException {
    return Files.writeString(
        folder.resolve("saved.json"),
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"savedAt\":\""
            + savedAt
            + "\",\"items\":["
            + String.join(",", items)
            + "]}");
  }

  private void open(Instant savedAt, String why) throws IOException {
    assertThat(run("list", "--saved", file(savedAt), only)).as(out + err).isEqualTo(1);
    assertThat(out).contains("OPEN", OTHER, why, "if there was no other, merge it");
  }

  private void certain(Instant savedAt, Object... more) throws IOException {
    List<Object> line = new ArrayList<>(List.of("list", "--saved", file(savedAt), only));
    line.addAll(List.of(more));
    assertThat(run(line.toArray())).as(out + err).isZero();
    assertThat(out).contains("recover from " + only);
  }

  @Test
  @DisplayName(
      "the file names no replica at all: this one may be a left-over; a human may merge it")
  void unnamed() throws Exception {
    volume("pvc-c", ",\"numberOfReplicas\":1");
    open(AFTER, "the saved file does not name it");
    Path image = folder.resolve("only.img");
    assertThat(run("merge", only, "-o", image, "--saved", file(AFTER))).as(err).isZero();
  }

  @Test
  @DisplayName("the file names it and does not say how many there were: the others may be missing")
  void uncounted() throws Exception {
    named("pvc-c", "pi1", "/var/lib/longhorn");
    open(AFTER, "the saved file does not tell how many there were");
  }

  @Test
  @DisplayName(
      "no snapshot was taken since the file was saved, so none was filled from it: certain")
  void nothingSince() throws Exception {
    volume("pvc-c", ",\"numberOfReplicas\":1");
    named("pvc-c", "pi1", "/var/lib/longhorn");
    certain(AFTER);
    assertThat(out).contains("and no snapshot of it was taken since").doesNotContain(OTHER);
  }

  @Test
  @DisplayName("a snapshot was taken since: open, unless a human knows that nothing was written")
  void snapshotSince() throws Exception {
    volume("pvc-c", ",\"numberOfReplicas\":1");
    named("pvc-c", "pi1", "/var/lib/longhorn");
    open(BEFORE, "and a snapshot of it was taken at ");
    assertThat(out).contains("--saved-at-the-end");
    certain(BEFORE, "--saved-at-the-end");
  }

  @Test
  @DisplayName("its replica follows its pod, or comes from backups: an older file proves nothing")
  void moves() throws Exception {
    volume("pvc-c", ",\"numberOfReplicas\":1,\"dataLocality\":\"best-effort\"");
    named("pvc-c", "pi1", "/var/lib/longhorn");
    open(AFTER, "its data locality is best-effort");
    certain(AFTER, "--saved-at-the-end");
    items.set(0, items.get(0).replace("\"dataLocality\":\"best-effort\"", "\"Standby\":true"));
    open(AFTER, "filled from the backup store");
    items.set(0, items.get(0).replace("\"Standby\":true", "\"dataLocality\":\"strict-local\""));
    certain(AFTER);
  }

  @Test
  @DisplayName("every disk of every node that the file names was looked at: certain")
  void everywhere() throws Exception {
    volume("pvc-c", ",\"numberOfReplicas\":1,\"dataLocality\":\"best-effort\"");
    named("pvc-c", "pi1", "/var/lib/longhorn");
    volume("other", ",\"numberOfReplicas\":2");
    named("other", "pi2", "/var/lib/longhorn/");
    open(BEFORE, "its data locality is best-effort");
    assertThat(out).contains("(of pi2 not all was seen)");
    Path second = replica("pi2", "bbbbbbbb", 3, END).directory();
    Path other = Files.move(second, second.resolveSibling("other-aaaaaaaa"));
    assertThat(run("list", "--saved", file(BEFORE), only, other)).isEqualTo(1);
    assertThat(out)
        .contains("recover from " + only, "the disks of all nodes that the saved file names")
        .doesNotContain(OTHER);
    named("more", "pi2", "/mnt/second-disk");
    assertThat(run("list", "--saved", file(BEFORE), only, other)).isEqualTo(1);
    assertThat(out).as("pi2 has two disks").contains(OTHER);
  }

  @Test
  @DisplayName("a directory that never held anything is no second replica")
  void neverFilled() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("pi2/replicas/pvc-c-bbbbbbbb"));
    Files.writeString(
        empty.resolve("volume.meta"),
        "{\"Size\":262144,\"Head\":\"\",\"Dirty\":false,\"Rebuilding\":false,\"Parent\":\"\"}");
    assertThat(run("list", folder)).as(out).isEqualTo(1);
    assertThat(out).contains("it is the only one that was found");
  }

  @Test
  @DisplayName("a rebuild began after the file: who was filled is not here; merge asks for a word")
  void rebuiltSince() throws Exception {
    volume("pvc-c", ",\"numberOfReplicas\":1");
    named("pvc-c", "pi1", "/var/lib/longhorn");
    Path meta = only.resolve("volume-snap-one.img.meta");
    Files.writeString(
        meta, Files.readString(meta).replace("UserCreated\":true", "UserCreated\":false"));
    assertThat(run("list", "--saved", file(BEFORE), only)).isEqualTo(1);
    assertThat(out).contains("OPEN", "took part in a rebuild that began at");
    Path image = folder.resolve("only.img");
    assertThat(run("merge", only, "-o", image, "--saved", file(BEFORE))).isEqualTo(1);
    assertThat(err).contains("took part in a rebuild", "--choose this");
    assertThat(image).doesNotExist();
    assertThat(run("merge", only, "-o", image, "--saved", file(BEFORE), "--choose", "this"))
        .as(err)
        .isZero();
  }

  @Test
  @DisplayName(
      "of data engine v2, a directory of that name is of an earlier volume: open, both ways")
  void secondEngine() throws Exception {
    replica("pi2", "bbbbbbbb", 3, END);
    assertThat(run("list", folder.resolve("pi1"), folder.resolve("pi2"))).isZero();
    assertThat(out).contains("nothing tells how many replicas there were");
    volume("pvc-c", ",\"numberOfReplicas\":2,\"dataEngine\":\"v2\"");
    assertThat(run("list", "--saved", file(AFTER), folder.resolve("pi1"), folder.resolve("pi2")))
        .isEqualTo(1);
    assertThat(out).contains("OPEN", "its data engine is v2").doesNotContain("recover from");
    Path image = folder.resolve("v2.img");
    Object[] merge = {
      "merge", only, "-o", image, "--saved", file(AFTER), "--beside", folder.resolve("pi2")
    };
    assertThat(run(merge)).isEqualTo(1);
    assertThat(err).contains("its data engine is v2", "Nothing was written");
    assertThat(image).doesNotExist();
  }
}
