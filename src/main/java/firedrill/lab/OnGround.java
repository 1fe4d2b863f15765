package firedrill.lab;

import firedrill.lab.local.LocalGround;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What all factories of labs on this machine do; nothing is left of a start that fails. */
final class OnGround {

  private OnGround() {}

  /** Makes the ground, below {@code directory}. */
  @FunctionalInterface
  interface Make<G> {
    G make(Path directory, Path checkout);
  }

  static <G extends AutoCloseable, L extends Lab> L create(
      Path directory, Consumer<ComponentStart> started, Make<G> make, BiFunction<G, Startup, L> lab)
      throws IOException {
    Files.createDirectories(directory);
    G ground = make.make(directory, checkout());
    try (Startup startup = new Startup(started)) {
      return lab.apply(ground, startup);
    } catch (RuntimeException e) {
      try {
        ground.close();
      } catch (Exception alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /** The ground with a cluster that {@code -Dsandbox} names. */
  static Ground sandbox(Path directory, Path checkout, LabOptions options) {
    String sandbox = System.getProperty("sandbox", "local");
    if (!sandbox.equals("local")) {
      throw new IllegalArgumentException(
          "there is no sandbox '" + sandbox + "' yet; use -Dsandbox=local");
    }
    return new LocalGround(directory, checkout, options);
  }

  static Path checkout() {
    return Path.of(System.getProperty("firedrill.basedir", System.getProperty("basedir", "")))
        .toAbsolutePath();
  }
}
