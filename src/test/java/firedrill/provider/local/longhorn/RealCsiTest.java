package firedrill.provider.local.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.component.longhorn.engine.InNamespaces;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What {@link CsiTest} shows with a fake's tickets, with Longhorn's own: minutes. */
@Tag("namespaces")
@EnabledIfSystemProperty(
    named = "longhorn.cluster",
    matches = "true",
    disabledReason =
        "only with -Dlonghorn.cluster=true: takes minutes, and the drills do all of it")
class RealCsiTest {

  @Test
  void claims_and_pods_live_on_the_whole_of_longhorn(@TempDir Path directory) throws Exception {
    ThisMachine.requireLocalSandbox();
    Map<String, String> seen =
        InNamespaces.run(RealCsiProbe.class, directory.resolve("lab"))
            .lines()
            .map(l -> l.split("\t", 3))
            .filter(l -> l[0].equals("saw"))
            .collect(Collectors.toMap(l -> l[1], l -> l[2]));
    assertThat(seen)
        .containsEntry("attached before a pod", "")
        .containsEntry("attached to", "pi2")
        .containsEntry("copy", "hello")
        .containsEntry("second check", "is clean")
        .containsEntry("file on the other node", "hello")
        .containsEntry("check after the crash", "was not clean and is repaired")
        .containsEntry("file after the crash", "hello")
        .containsEntry("file bound by hand", "hello")
        .containsEntry("volume of a retained claim", "true")
        .containsEntry("second node", "ContainerCreating")
        .containsEntry("reclaimed", "true");
  }
}
