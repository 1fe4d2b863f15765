package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash keeps what was written; a power cut keeps only what was flushed. */
@Tag("namespaces")
class PowerTest {

  private static Map<String, String> seen;

  @BeforeAll
  static void probe(@TempDir Path directory) {
    ThisMachine.requireLocalSandbox();
    seen = LaunchedProbe.run(PowerProbe.class, directory.resolve("lab"));
  }

  @Test
  void all_processes_of_a_crashed_node_die_and_no_other() {
    assertThat(seen)
        .containsEntry("alive after the crash", "0")
        // The one of the other node.
        .containsEntry("programs after the crash", "1")
        .containsEntry("runs after the crash", "false")
        .containsEntry("other node after the crash", "true");
  }

  @Test
  void a_crash_keeps_unflushed_writes() {
    assertThat(seen).containsEntry("after the crash", "unflushed");
  }

  @Test
  void a_power_cut_keeps_flushed_writes_and_loses_the_others() {
    assertThat(seen)
        .containsEntry("before the cut", "flushed|lost|unflushed")
        .containsEntry("after the cut", "flushed|unflushed")
        .containsEntry("content after the cut", "flushed");
  }

  @Test
  void a_node_without_power_has_no_process_and_no_network() {
    assertThat(seen)
        .containsEntry("alive after the cut", "0")
        .containsEntry("reachable after the cut", "false");
  }

  @Test
  void restored_power_boots_the_units_in_order_once_per_boot() {
    assertThat(seen)
        .containsEntry("boot units", "[first, second]")
        .containsEntry("boot units after the cut", "[first, second, first, second]");
  }

  @Test
  void a_restored_disk_is_writable() {
    assertThat(seen).containsEntry("writable after the cut", "again|flushed|unflushed");
  }

  @Test
  void what_a_boot_mends_in_an_operators_stead_is_told() {
    assertThat(seen.get("repairs after damage"))
        .startsWith("[the disk of pi1 took e2fsck -fy, for preen stopped at: ")
        .contains("directory corrupted");
    assertThat(seen).containsEntry("repairs after cuts", "[]");
  }

  @Test
  void all_nodes_can_lose_power_at_once() {
    assertThat(seen)
        .containsEntry("other node while one takes its time", "true")
        .containsEntry("running after a cut of all", "0")
        .containsEntry("running after restore", "2");
  }

  @Test
  void the_first_process_of_lab_and_node_reaps_orphans() {
    assertThat(seen)
        .containsEntry("orphans of the lab", "reaped")
        .containsEntry("orphans of a node", "reaped");
  }

  @Test
  void a_closed_sandbox_leaves_no_mount_and_no_program() {
    assertThat(seen)
        .containsEntry("mounts after close", "0")
        .containsEntry("programs after close", "0");
  }
}
