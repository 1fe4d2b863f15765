package firedrill.sandbox.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one kind of sandbox needs of the machine; found by {@link ServiceLoader}. */
public interface SandboxNeeds {

  /** What {@code -Dsandbox} calls it. */
  String kind();

  /** Whether it is meant where nothing names a kind; true of one. */
  default boolean isDefault() {
    return false;
  }

  /** Why no such sandbox can ever be on this machine; then nothing else needs to be looked at. */
  default Optional<Requirement> impossible(Machine machine) {
    return Optional.empty();
  }

  /** Whether programs of its labs are built on this machine itself. */
  default boolean buildsHere(Machine machine) {
    return true;
  }

  /** All that it needs, found or not. Changes nothing. */
  List<Requirement> examine(Machine machine, Path checkout);

  /** How it can take the place of one that this machine has not; one line. */
  default Optional<String> offer() {
    return Optional.empty();
  }

  /** What is missing. */
  default List<Requirement> lacks(Machine machine, Path checkout) {
    Optional<Requirement> never = impossible(machine);
    return (never.isPresent() ? List.of(never.get()) : examine(machine, checkout))
        .stream().filter(need -> !need.ok()).toList();
  }

  /**
   * @return empty for a kind that needs nothing, or that there is none of
   */
  static Optional<SandboxNeeds> of(String kind) {
    return all().filter(needs -> needs.kind().equals(kind)).findFirst();
  }

  /** What {@code -Dsandbox} calls the kind that is meant where nothing names one. */
  static String defaultKind() {
    return all().filter(SandboxNeeds::isDefault).map(SandboxNeeds::kind).findFirst().orElseThrow();
  }

  /** What all kinds offer, in one line. */
  static String offers() {
    return all().flatMap(needs -> needs.offer().stream()).collect(Collectors.joining("; or "));
  }

  private static Stream<SandboxNeeds> all() {
    return ServiceLoader.load(SandboxNeeds.class, SandboxNeeds.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get);
  }
}
