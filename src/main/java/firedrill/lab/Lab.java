package firedrill.lab;

import firedrill.component.RealityRow;
import firedrill.ground.ComponentStart;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One disposable copy of the platform, with its nodes and components. */
public interface Lab extends AutoCloseable {

  Sandbox sandbox();

  /** The lab's own directory: logs, generated keys, node disks. */
  Path directory();

  /** How long each component took to start, and what it waited for. */
  List<ComponentStart> starts();

  /** What in it is real, what stands for something else, and what is absent. */
  default List<RealityRow> reality() {
    return List.of();
  }

  /**
   * On which node each workload runs now, as {@code namespace/name}; empty without a cluster. Those
   * that run on every node are left out.
   */
  default Map<String, String> placement() {
    return Map.of();
  }

  /**
   * What boots of its machines mended on their disks in an operator's stead, see {@link
   * firedrill.sandbox.Node#repairs}; the list only grows.
   */
  default List<String> repairs() {
    return List.of();
  }

  /** What alert rules look at in it; empty where nobody knows. */
  default Optional<LabWatch> watch() {
    return Optional.empty();
  }

  /**
   * Copies every component's log and the Kubernetes events into a directory; never throws for one
   * missing piece.
   */
  void collect(Path into);

  /** One shell line that opens a shell inside the kept lab. */
  String howToEnter();

  @Override
  void close();
}
