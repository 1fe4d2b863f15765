package drills;

import firedrill.component.longhorn.injection.Orphan;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Replica directories as they lie on the nodes: no Longhorn is asked. */
final class Orphans {

  private Orphans() {}

  /**
   * @param replicas the directory of a node in which Longhorn keeps its replicas, as it can be read
   *     here
   */
  static List<Orphan> on(List<Node> nodes, Function<Node, Path> replicas) {
    List<Orphan> all = new ArrayList<>();
    for (Node node : nodes) {
      try (Stream<Path> entries = Files.list(replicas.apply(node))) {
        entries.flatMap(d -> Orphan.of(node.name(), d).stream()).forEach(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the replicas of " + node.name(), e);
      }
    }
    return all;
  }
}
