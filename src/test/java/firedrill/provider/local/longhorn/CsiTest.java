package firedrill.provider.local.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.component.longhorn.engine.InNamespaces;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims and pods against the real Kubernetes and the real engine; tickets are a fake's. */
@Tag("namespaces")
class CsiTest {

  private static final Map<String, String> SEEN = new LinkedHashMap<>();

  @BeforeAll
  static void probe(@TempDir Path directory) throws IOException, InterruptedException {
    ThisMachine.requireLocalSandbox();
    try {
      Toolbox.ofThisCheckout().find(Executables.NAMES);
    } catch (ToolException missing) {
      Assumptions.abort("run `mvn verify -Pdrill` once: " + missing.getMessage());
    }
    InNamespaces.run(CsiProbe.class, directory.resolve("lab"))
        .lines()
        .map(l -> l.split("\t", 3))
        .filter(l -> l[0].equals("saw"))
        .forEach(l -> SEEN.put(l[1], l[2]));
  }

  @Test
  void a_claim_gets_a_volume_of_its_class_which_is_attached_when_a_pod_lands() {
    assertThat(SEEN)
        .containsEntry("replicas", "2")
        .containsEntry("attached before a pod", "")
        .containsEntry("attached to", "pi2")
        .containsEntry("first check", "was blank and is formatted");
  }

  @Test
  void pods_of_one_node_share_the_mount_and_the_last_one_ends_it() {
    assertThat(SEEN)
        .containsEntry("copy", "hello")
        .containsEntry("attached while a pod is left", "pi2");
  }

  @Test
  void the_volume_follows_its_pods_to_another_node_clean() {
    assertThat(SEEN)
        .containsEntry("on the other node", "pi1")
        .containsEntry("second check", "is clean")
        .containsEntry("file on the other node", "hello");
  }

  @Test
  void a_pod_waits_in_ContainerCreating_while_its_volume_is_not_attached() {
    assertThat(SEEN).containsEntry("while it is not attached", "ContainerCreating");
  }

  @Test
  void a_node_that_died_checks_and_mounts_again_what_its_pods_had() {
    assertThat(SEEN)
        .containsEntry("mounted after the crash", "false")
        .containsEntry("check after the crash", "was not clean and is repaired")
        .containsEntry("file after the crash", "hello");
  }

  @Test
  void a_claim_bound_by_hand_uses_the_volume_it_was_given_and_keeps_it() {
    assertThat(SEEN)
        .containsEntry("file bound by hand", "hello")
        .containsEntry("volume of a retained claim", "true");
  }

  @Test
  void a_shared_volume_is_on_one_node_at_a_time() {
    assertThat(SEEN).containsEntry("second node", "ContainerCreating");
  }

  @Test
  void a_deleted_claim_of_policy_Delete_takes_its_volume_with_it() {
    assertThat(SEEN).containsEntry("reclaimed", "true");
  }
}
