package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import firedrill.testing.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parents are names in files that anybody may have written: any graph of them is possible. */
class ParentGraphTest {
  private static final int SIZE = 2 * MadeReplica.BLOCK;
  private static final String HEAD = "volume-head-001.img";

  @TempDir Path folder;

  /** What must be found, from the graph alone. */
  private static Object expected(Map<String, String> parents, Set<String> present) {
    List<String> chain = new ArrayList<>();
    for (String name = HEAD; !name.isEmpty(); name = parents.get(name)) {
      if (chain.contains(name)) {
        return Problem.CYCLE;
      }
      if (!present.contains(name)) {
        return Problem.MISSING_LAYER;
      }
      chain.add(name);
    }
    Collections.reverse(chain);
    return chain;
  }

  @Test
  void any_graph_of_parents_is_a_chain_a_cycle_or_a_missing_layer_and_is_left_as_it_was() {
    int[] directories = {0};
    Property.holds(
        300,
        gen -> {
          Path directory = folder.resolve("vol-%08d".formatted(directories[0]++));
          MadeReplica replica = new MadeReplica(directory, SIZE);
          List<String> snapshots =
              List.of("volume-snap-a.img", "volume-snap-b.img", "volume-snap-c.img");
          Map<String, String> parents = new HashMap<>();
          Set<String> present = new HashSet<>();
          List<String> names = new ArrayList<>(snapshots);
          names.add(HEAD);
          for (String name : names) {
            replica.layer(name, SIZE);
            String parent = gen.of("", snapshots.toArray(String[]::new));
            replica.layerMeta(name, parent);
            parents.put(name, parent);
            present.add(name);
          }
          replica.finish();
          String gone = gen.ofAll(snapshots);
          if (gen.between(0, 3) == 0) {
            Files.delete(directory.resolve(gone + gen.of("", LayerMeta.SUFFIX)));
            present.remove(gone);
          }
          Untouched before = Untouched.now(directory);
          assertThat(found(directory)).isEqualTo(expected(parents, present));
          before.still();
        });
  }

  private static Object found(Path directory) throws Exception {
    List<Object> chain = new ArrayList<>();
    ReplicaException refusal =
        catchThrowableOfType(
            ReplicaException.class,
            () ->
                ReplicaDirectory.at(directory).chain().layers().stream()
                    .map(Layer::name)
                    .forEach(chain::add));
    return refusal == null ? chain : refusal.problem();
  }
}
