package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network of real nodes. */
@Tag("namespaces")
class NetworkTest {

  private static final String ALL = "1>2 1>3 2>1 2>3 3>1 3>2";
  private static Map<String, String> seen;

  @BeforeAll
  static void probe(@TempDir Path directory) {
    ThisMachine.requireLocalSandbox();
    seen = LaunchedProbe.run(NetworkProbe.class, directory.resolve("a lab with spaces, it's odd"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lab", "node", "pod"})
  void an_outside_address_is_unreachable_at_once(String from) {
    for (String address : new String[] {"192.0.2.1/80", "1.1.1.1/443"}) {
      assertThat(seen.get(from + " to " + address)).contains("Network is unreachable");
    }
  }

  @Test
  void neither_lab_nor_node_has_a_default_route() {
    assertThat(seen.get("routes of the lab")).contains("10.77.0.0/24").doesNotContain("default");
    assertThat(seen.get("routes of a node")).contains("10.77.0.0/24").doesNotContain("default");
  }

  @Test
  void the_lab_has_no_link_but_its_own() {
    assertThat(seen.get("links of the lab").split("\\|"))
        .allMatch(l -> l.matches("(lo|br0|to-pi[123]@\\S+) .*"))
        .hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_node_has_its_own_name_and_address(int ordinal) {
    assertThat(seen)
        .containsEntry("host name of pi" + ordinal, "pi" + ordinal)
        .containsEntry("address of pi" + ordinal, "10.77.0.1" + ordinal);
  }

  @Test
  void nodes_know_each_other_by_name() {
    assertThat(seen.get("pi3 by name")).startsWith("10.77.0.13");
  }

  @Test
  void the_hosts_file_is_the_labs_own() {
    assertThat(seen.get("hosts").split("\\|"))
        .containsExactlyInAnyOrder(
            "127.0.0.1 localhost",
            "10.77.0.11 pi1",
            "10.77.0.12 pi2",
            "10.77.0.52 pi2-vm",
            "10.77.0.13 pi3");
  }

  @Test
  void three_nodes_reach_each_other() {
    assertThat(seen).containsEntry("all reach all", ALL);
  }

  @Test
  void a_link_goes_down_and_up() {
    assertThat(seen)
        .containsEntry("link of pi2 down", "1>3 3>1")
        .containsEntry("link of pi2 up", ALL);
  }

  @Test
  void a_partition_blocks_both_ways_and_heals() {
    assertThat(seen).containsEntry("pi1 | pi2 pi3", "2>3 3>2").containsEntry("healed", ALL);
  }

  @Test
  void a_partition_outlives_a_reboot() {
    assertThat(seen).containsEntry("pi1 | pi3 after a reboot of pi3", "1>2 2>1 2>3 3>2");
  }

  @Test
  void an_unplugged_cable_outlives_a_reboot() {
    assertThat(seen)
        .containsEntry("link of pi2 down after its reboot", "1>3 3>1")
        .containsEntry("healed again", ALL);
  }

  @Test
  void a_closed_sandbox_leaves_only_the_loopback() {
    assertThat(seen).containsEntry("interfaces after close", "1");
  }
}
