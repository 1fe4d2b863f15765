package firedrill.provider.local.longhorn.data;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.component.longhorn.engine.InNamespaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the real engine's socket to files in a mounted ext4, and all the ways to lose it. */
@Tag("namespaces")
class DataPathTest {

  private static final Map<String, String> SEEN = new LinkedHashMap<>();

  @BeforeAll
  static void probe(@TempDir Path directory) throws IOException, InterruptedException {
    ThisMachine.requireLocalSandbox();
    InNamespaces.run(DataPathProbe.class, directory.resolve("lab"))
        .lines()
        .map(l -> l.split("\t", 3))
        .filter(l -> l[0].equals("saw"))
        .forEach(l -> SEEN.put(l[1], l[2]));
  }

  @Test
  void the_engine_answers_on_its_wire() {
    assertThat(SEEN).containsEntry("wire", "true").containsEntry("unmapped page is zero", "true");
    assertThat(SEEN.get("beyond the end")).contains("beyond volume size");
  }

  @Test
  void a_blank_volume_is_formatted_once_and_keeps_its_files() {
    assertThat(SEEN)
        .containsEntry("first check", "was blank and is formatted")
        .containsEntry("second check", "is clean")
        .containsEntry("kept", "in order");
  }

  @Test
  void a_cut_keeps_what_was_synced_and_loses_what_was_not() {
    assertThat(SEEN)
        .containsEntry("alive after the cut", "false")
        .containsEntry("check after the cut", "was not clean and is repaired")
        .containsEntry("synced files after the cut", "50")
        .containsEntry("unsynced after the cut", "nothing")
        .containsEntry("kept after the cut", "in order");
  }

  @Test
  void the_volume_outlives_its_engine_and_replicas() {
    assertThat(SEEN)
        .containsEntry("kept after all died", "in order")
        .containsEntry("kept after the engine died", "in order");
  }

  @Test
  void nothing_is_acknowledged_over_a_dead_engine_and_closing_tells() {
    assertThat(SEEN).containsEntry("write to a dead engine", "failed");
    assertThat(SEEN.get("close over a dead engine"))
        .startsWith("what was written last to pvc-probe did not reach its engine");
    assertThat(SEEN.get("mount without an engine"))
        .contains("no engine listens at /var/run/longhorn-pvc-probe.sock")
        .contains("attach the volume to this node");
  }

  @Test
  void what_preen_does_not_dare_is_told_as_somebody_elses_work() {
    assertThat(SEEN).containsEntry("mended before damage", "[]");
    assertThat(SEEN.get("mended after damage"))
        .startsWith(
            "[the file system of pvc-probe on here took e2fsck -fy, for preen stopped at: ");
  }

  @Test
  void what_is_neither_blank_nor_ext4_is_left_alone() {
    assertThat(SEEN.get("half a file system")).contains("neither ext4 nor blank");
  }

  @Test
  void nothing_is_left_behind() {
    assertThat(SEEN)
        .containsEntry("mounts at the end", "0")
        .containsEntry("programs at the end", "0");
  }
}
