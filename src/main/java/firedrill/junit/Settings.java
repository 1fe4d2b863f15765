package firedrill.junit;

import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.guard.GuardSettings;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Durations;
import firedrill.sandbox.Pi2;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What the command line says.
 *
 * @param reports {@code -Dfiredrill.reports}, default {@code reports}
 * @param seed {@code -Dseed}, before the plan's
 * @param keep {@code -Dkeep}
 * @param keepFor {@code -Dkeep.for}, how long a kept lab waits for somebody to end it
 * @param stopFile while it exists nothing starts; by default the guard's
 * @param sandbox {@code -Dsandbox}
 * @param pi2 {@code -Dpi2}
 */
record Settings(
    Path reports,
    DrillCatalog catalog,
    OptionalLong seed,
    Keep keep,
    Duration keepFor,
    Path stopFile,
    SandboxProvider sandbox,
    Pi2 pi2) {

  /**
   * Reads them.
   *
   * @param properties asked by name
   * @throws IllegalArgumentException naming the property and what is allowed
   */
  static Settings of(Function<String, Optional<String>> properties) {
    return new Settings(
        Path.of(
            properties
                .apply("firedrill.reports")
                .filter(text -> !text.isBlank())
                .orElse("reports")),
        new DrillCatalog(Path.of(properties.apply("drills.dir").orElse("drills"))),
        RunSeed.of(properties.apply("seed").orElse("")),
        Keep.of(properties.apply("keep").filter(text -> !text.isBlank()).orElse("never")),
        properties
            .apply("keep.for")
            .filter(text -> !text.isBlank())
            .map(Settings::keepFor)
            .orElse(Duration.ofMinutes(30)),
        properties
            .apply("firedrill.stop")
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .orElseGet(() -> GuardSettings.system().stopFile()),
        Sandboxes.of(properties.apply("sandbox").orElse("")),
        Pi2.of(properties.apply("pi2").orElse("")));
  }

  /** For the record, for example {@code local, pi2 in a VM}. */
  String place() {
    return sandbox.kind() + (pi2 == Pi2.VM ? ", pi2 in a VM" : "");
  }

  private static Duration keepFor(String text) {
    return Durations.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-Dkeep.for must be " + Durations.ALLOWED + "; found " + text));
  }
}
