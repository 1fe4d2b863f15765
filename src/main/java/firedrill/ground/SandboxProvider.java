package firedrill.ground;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A kind of sandbox; found by {@link java.util.ServiceLoader}. */
public interface SandboxProvider {

  /** What {@code -Dsandbox} calls it, for example {@code local}. */
  String kind();

  /** Known before a lab is built, so that what cannot be drilled costs none. */
  Set<Capability> capabilities();

  /** What this machine lacks to open one, each with its remedy; empty when nothing is lacking. */
  List<String> lacks();

  /**
   * The program that is started in java's place for a JVM that builds labs here; empty where any
   * JVM can.
   */
  Optional<Path> launcher(Path checkout);

  /** Where a JVM started by {@link #launcher} keeps its labs, if that is settled for it. */
  default Optional<Path> labDirectory() {
    return Optional.empty();
  }

  /**
   * Programs that such a lab is made of beside those of its components, by their names in the
   * catalogue.
   */
  default Set<String> programs(GroundSpec spec) {
    return Set.of();
  }

  /**
   * What of such a lab is real, as far as the sandbox brings it, by the names of the components it
   * belongs to.
   */
  default Map<String, List<Reality>> reality(GroundSpec spec) {
    return Map.of();
  }

  /** Cheap: nothing exists before {@link Ground#start}. */
  Ground open(GroundSpec spec);
}
