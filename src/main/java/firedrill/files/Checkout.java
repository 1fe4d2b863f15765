package firedrill.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;

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

  /**
   * Where Maven has put the ERP's jars, its own and in {@code lib} those that it needs. Without
   * them its pods would start and end at once, which reads as a drill's failure.
   *
   * @throws IllegalStateException when they have not been made; says how
   */
  public static Path erp(Path folder) {
    Path erp = folder.resolve("target/erp");
    if (!holdsJar(erp) || !holdsJar(erp.resolve("lib"))) {
      throw new IllegalStateException(
          "the ERP's jars are not in "
              + erp
              + "; make them: mvn package -Dskip.unit.tests=true (mvn verify -Pdrill does)");
    }
    return erp;
  }

  private static boolean holdsJar(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".jar"));
    } catch (NotDirectoryException | NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
