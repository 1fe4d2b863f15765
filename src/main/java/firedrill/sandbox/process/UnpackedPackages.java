package firedrill.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian packages that were fetched into the cache and unpacked there; nothing of the system is
 * changed. The script that starts a lab's JVM names the same folder.
 *
 * @param folder of one release of one distribution on one architecture
 */
public record UnpackedPackages(Path folder) {

  private static final Path RELEASE = Path.of("/etc/os-release");

  /** Those of this machine; the folder need not exist. */
  public static UnpackedPackages ofMachine() {
    Map<String, String> properties = new HashMap<>();
    List.of("firedrill.cache", "user.home")
        .forEach(name -> properties.computeIfAbsent(name, System::getProperty));
    return new UnpackedPackages(
        CacheRoot.of(properties, System.getenv())
            .resolve("packages")
            .resolve(release() + "-" + System.getProperty("os.arch")));
  }

  /** Programs that can be called from anywhere: each knows its own libraries. */
  public Path programs() {
    return folder.resolve("bin");
  }

  /** What the packages have below {@code /}. */
  public Path root() {
    return folder.resolve("root");
  }

  /** The same, made where nothing was fetched. */
  public Path madeRoot() {
    try {
      return Files.createDirectories(root());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + root() + "; give it to this user", e);
    }
  }

  /** Where a file of the system's would lie among them. */
  public Path file(Path ofSystem) {
    return root().resolve(Path.of("/").relativize(ofSystem));
  }

  private static String release() {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String line : Files.readAllLines(RELEASE)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          fields.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
        }
      }
    } catch (IOException none) {
      return "unknown";
    }
    return fields.getOrDefault("ID", "unknown") + "-" + fields.getOrDefault("VERSION_ID", "");
  }
}
