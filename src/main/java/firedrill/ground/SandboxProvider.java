package firedrill.ground;

import firedrill.files.Checkout;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A kind of sandbox; found by {@link java.util.ServiceLoader}. */
public interface SandboxProvider {

  /** What {@code -Dsandbox} calls it, for example {@code local}. */
  String kind();

  /** Known before a lab is built, so that what cannot be drilled costs none. */
  Set<Capability> capabilities();

  /**
   * What this machine lacks to open one; empty when nothing is lacking. The doctor prints it.
   * Unless a kind says otherwise it is what its {@link SandboxNeeds} miss, which are asked as well
   * before anything is compiled.
   */
  default List<Requirement> lacks() {
    return SandboxNeeds.of(kind())
        .map(needs -> needs.lacks(Machine.THIS, Checkout.folder()))
        .orElse(List.of());
  }

  /**
   * Makes what needs a network, since labs have none; nothing when it is there already.
   *
   * @param progress told what takes long
   */
  default void prepare(Path checkout, Consumer<String> progress) {}

  /**
   * What {@link #prepare} has made and keeps outside the cache; empty also where none can be had.
   */
  default List<Prepared> prepared(Path checkout) {
    return List.of();
  }

  /**
   * Removes one of those.
   *
   * @return false, and it stays, when a lab uses it
   */
  default boolean remove(Path checkout, Prepared prepared) {
    return false;
  }

  /**
   * A JVM with a network in which the programs of labs are found and built, where this one cannot:
   * they are for Linux. Empty where it can. To be asked for after {@link #prepare}.
   *
   * @param arguments java's own, a main class, and its arguments
   */
  default Optional<ProgramBuilder> builder(Path checkout, List<String> arguments) {
    return Optional.empty();
  }

  /**
   * A JVM that builds labs of its own, apart from those of this one; not started yet.
   *
   * @param labs the folder its labs lie in, see {@link #labDirectory}; must not exist or be empty,
   *     and is gone when the JVM has ended
   * @param arguments java's own, a main class, and its arguments
   */
  LabJvm jvm(Path checkout, Path labs, List<String> arguments);

  /**
   * Where this JVM's labs lie, if whatever started it has settled that; it is removed when this JVM
   * ends, however that happens.
   */
  Optional<Path> labDirectory();

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
