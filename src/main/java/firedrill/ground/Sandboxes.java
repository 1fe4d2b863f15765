package firedrill.ground;

import firedrill.sandbox.machine.SandboxNeeds;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The kinds of sandboxes there are. */
public final class Sandboxes {

  private static final String PROPERTY = "sandbox";

  /** Set by a launcher: the kind of sandbox that it starts this JVM in. */
  private static final String STARTED_IN = "FIREDRILL_KIND";

  private Sandboxes() {}

  /** All, in order of their names. */
  public static List<SandboxProvider> all() {
    return ServiceLoader.load(SandboxProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(java.util.Comparator.comparing(SandboxProvider::kind))
        .toList();
  }

  /**
   * The one that {@code -Dsandbox} names.
   *
   * @throws IllegalArgumentException naming the kinds there are
   */
  public static SandboxProvider chosen() {
    return of(System.getProperty(PROPERTY, ""));
  }

  /**
   * @param kind blank for the default
   * @throws IllegalArgumentException naming the kinds there are
   */
  public static SandboxProvider of(String kind) {
    String wanted =
        kind.isBlank()
            ? Optional.ofNullable(System.getenv(STARTED_IN)).orElseGet(SandboxNeeds::defaultKind)
            : kind.strip();
    List<SandboxProvider> all = all();
    return all.stream()
        .filter(p -> p.kind().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no sandbox '"
                        + wanted
                        + "'; use one of "
                        + all.stream().map(p -> "-D" + PROPERTY + "=" + p.kind()).toList()));
  }
}
