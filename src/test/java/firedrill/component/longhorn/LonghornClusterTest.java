package firedrill.component.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.engine.InNamespaces;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Real Longhorn on three nodes, from nothing. */
@EnabledIfSystemProperty(
    named = "longhorn.cluster",
    matches = "true",
    disabledReason =
        "only with -Dlonghorn.cluster=true: takes minutes, and the drills do all of it")
class LonghornClusterTest {

  @TempDir Path directory;

  @Test
  void volumes_are_spread_attached_and_outlive_a_node_and_the_managers() throws Exception {
    Map<String, String> seen =
        InNamespaces.run(LonghornProbe.class, directory.resolve("lab"))
            .lines()
            .map(l -> l.split("\t", 3))
            .filter(l -> l[0].equals("saw"))
            .collect(Collectors.toMap(l -> l[1], l -> l[2]));
    assertThat(seen)
        .containsEntry("managers", "3")
        .containsEntry("v2 is attached at", "pi1")
        .containsEntry("v2 replicas in use", "2")
        .containsEntry("v2 nodes with a replica", "2")
        .containsEntry("v2 directories that can be read", "2")
        .containsEntry("v2 reads what was written", "true")
        .containsEntry("v3 replicas in use", "3")
        .containsEntry("v3 nodes with a replica", "3")
        .containsEntry("v3 directories that can be read", "3")
        .containsEntry("v3 reads what was written", "true")
        .containsEntry("writes go on without pi3", "true")
        .containsEntry("v3 replicas in use afterwards", "3")
        .containsEntry("managers left", "0")
        .containsEntry("volumes go on without managers", "true")
        .containsEntry("managers back", "3");
  }
}
