package firedrill.lab;

import firedrill.files.Attempts;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.Sandboxes;
import firedrill.ground.Startup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What all factories of labs do: a ground in the sandbox that {@code -Dsandbox} names, and a lab on
 * it. Of a start that fails nothing is left but its logs, in {@value #LOGS} below the lab's
 * directory.
 */
final class OnGround {

  static final String LOGS = "failed-start";

  private OnGround() {}

  static <L extends Lab> L create(
      GroundSpec spec, Consumer<ComponentStart> started, BiFunction<Ground, Startup, L> lab)
      throws IOException {
    Ground ground = Sandboxes.chosen().open(spec);
    Files.createDirectories(spec.directory());
    try (Startup startup = new Startup(started)) {
      ground.start();
      return lab.apply(ground, startup);
    } catch (RuntimeException e) {
      Attempts.after(e, () -> ground.collect(spec.directory().resolve(LOGS)));
      Attempts.after(e, ground::close);
      throw e;
    }
  }

  static Path checkout() {
    return Path.of(System.getProperty("firedrill.basedir", System.getProperty("basedir", "")))
        .toAbsolutePath();
  }

  static Path manifests() {
    return checkout().resolve("sandbox/manifests");
  }
}
