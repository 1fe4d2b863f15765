package firedrill.cli;

import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the doctor says. */
final class Diagnosis {
  private Diagnosis() {}

  /** One line per check, then what to do. */
  static String full(List<Requirement> checks, boolean apt) {
    return checks.stream().map(Diagnosis::line).collect(Collectors.joining()) + todo(checks, apt);
  }

  /** One line if all is well, else only what is missing and what to do. */
  static String summary(List<Requirement> checks, boolean apt) {
    return checks.stream().filter(c -> !c.ok()).map(Diagnosis::line).collect(Collectors.joining())
        + todo(checks, apt);
  }

  /** What Debian calls what is missing, with spaces between. */
  static String packages(List<Requirement> checks) {
    return checks.stream()
        .filter(c -> !c.ok())
        .flatMap(c -> c.debianPackage().stream())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /** The same, and what would be good to have. */
  static String wantedPackages(List<Requirement> checks) {
    return checks.stream()
        .flatMap(c -> c.debianPackage().stream())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private static String line(Requirement check) {
    return String.format(
        Locale.ROOT, "%-8s %-17s %s%n", check.ok() ? "ok" : "missing", check.id(), check.detail());
  }

  private static String todo(List<Requirement> checks, boolean apt) {
    List<Requirement> missing = checks.stream().filter(c -> !c.ok()).toList();
    if (missing.isEmpty()) {
      return String.format(
          Locale.ROOT, "doctor: this machine can run drills (%d checks)%n", checks.size());
    }
    StringBuilder text =
        new StringBuilder(
            String.format(Locale.ROOT, "doctor: %d missing. To do:%n", missing.size()));
    String packages = packages(checks);
    if (!packages.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              apt
                  ? "  sudo apt-get install -y %s%n"
                  : "  install what Debian calls: %s; or, " + SandboxNeeds.offers() + "%n",
              packages));
    }
    missing.stream()
        .filter(c -> c.remedy().isPresent())
        .forEach(
            c ->
                text.append(
                    String.format(Locale.ROOT, "  %s: %s%n", c.id(), c.remedy().orElseThrow())));
    return text.toString();
  }
}
