package firedrill.files;

import java.nio.file.Path;

/** The project's folder, with {@code drills/}, {@code sandbox/} and {@code reports/}. */
public final class Checkout {

  private Checkout() {}

  /**
   * Absolute; named by {@code -Dfiredrill.basedir}, else by Maven's {@code basedir}, else where
   * this JVM was started.
   */
  public static Path folder() {
    return Path.of(System.getProperty("firedrill.basedir", System.getProperty("basedir", "")))
        .toAbsolutePath();
  }
}
