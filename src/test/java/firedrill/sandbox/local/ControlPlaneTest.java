package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real etcd and API server, as the tool cache has them. */
@Tag("namespaces")
class ControlPlaneTest {

  @Test
  void a_killed_control_plane_comes_back_on_the_same_data(@TempDir Path directory) {
    requirePrograms();
    Map<String, String> seen = LaunchedProbe.run(ControlPlaneProbe.class, directory.resolve("lab"));
    assertThat(seen)
        .containsEntry("restarted [etcd, kube-apiserver]", "true")
        .containsEntry("restarted [kube-apiserver]", "true")
        .containsEntry("restarted [kube-controller-manager, kube-scheduler]", "true")
        .containsEntry("enough were acknowledged", "true")
        .containsEntry("acknowledged but missing", "[]")
        .containsEntry("processes of a dead node", "{}")
        .containsEntry("same data after a reboot", "true");
  }

  @Test
  void a_node_without_a_way_to_the_api_server_is_not_ready_until_it_has_one(
      @TempDir Path directory) {
    requirePrograms();
    Map<String, String> seen = LaunchedProbe.run(IsolationProbe.class, directory.resolve("lab"));
    assertThat(seen)
        .containsEntry("at first", "true")
        .containsEntry("link of pi2 down", "true")
        .containsEntry("link of pi2 up", "true")
        .containsEntry("pi1 | pi3", "true")
        .containsEntry("healed", "true");
  }

  private static void requirePrograms() {
    ThisMachine.requireLocalSandbox();
    try {
      Toolbox.ofThisCheckout().find(Executables.NAMES);
    } catch (ToolException missing) {
      Assumptions.abort("run `mvn verify -Pdrill` once: " + missing.getMessage());
    }
  }
}
