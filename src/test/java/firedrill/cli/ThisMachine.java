package firedrill.cli;

import firedrill.sandbox.machine.Machine;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** What tests of the local sandbox need of the machine they run on. */
public final class ThisMachine {

  private static final Set<String> NOT_NEEDED =
      Set.of(
          "go",
          "gcc",
          "libqcow",
          "git",
          "cache",
          "disk-cache",
          "disk-reports",
          "reports",
          "memory");

  private ThisMachine() {}

  /**
   * Skips the test, with doctor's reason, where namespaces, nbdkit or fuse are missing; fails
   * instead where {@code FIREDRILL_NAMESPACES=required} is set, as in CI.
   */
  public static void requireLocalSandbox() {
    String missing =
        new Doctor(Machine.THIS, Path.of("target"), Path.of("target"))
            .examine().stream()
                .filter(c -> !c.ok() && !NOT_NEEDED.contains(c.id()))
                .map(
                    c ->
                        c.id()
                            + ": "
                            + c.detail()
                            + c.debianPackage().map(p -> ", Debian package " + p).orElse("")
                            + c.remedy().map(r -> "; " + r).orElse(""))
                .collect(Collectors.joining("\n"));
    if ("required".equals(System.getenv("FIREDRILL_NAMESPACES")) && !missing.isEmpty()) {
      throw new AssertionError("this machine cannot hold a local sandbox:\n" + missing);
    }
    Assumptions.assumeTrue(
        missing.isEmpty(), () -> "this machine cannot hold a local sandbox:\n" + missing);
  }
}
