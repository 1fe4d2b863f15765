package firedrill.sandbox.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of this machine. Debian leaves {@code /usr/sbin} out of an ordinary user's {@code PATH},
 * though {@code ip} and {@code nft} live there and need no privilege inside a namespace. What is
 * not installed is taken from {@link UnpackedPackages}.
 */
public final class Programs {

  private static final Path UNPACKED = UnpackedPackages.ofMachine().programs();

  /**
   * The system's own folders and that of unpacked packages: all that a child process gets to see.
   */
  public static final String SEARCH_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:" + UNPACKED;

  private static final List<String> SYSTEM = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");
  private static final Programs OF_SYSTEM = of(Map.of("PATH", SEARCH_PATH));

  private final List<Path> folders;

  private Programs(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * A program of the system, wherever the caller's {@code PATH} leads.
   *
   * @throws IllegalStateException when the program is not installed
   */
  public static String path(String name) {
    return OF_SYSTEM
        .find(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name
                        + " is not installed; `mvn -Pdrill verify` runs doctor, which names its"
                        + " package"))
        .toString();
  }

  /** Those of the process's own {@code PATH} and of the system folders. */
  public static Programs ofMachine() {
    return of(System.getenv());
  }

  /**
   * @param environment its {@code PATH} counts
   */
  public static Programs of(Map<String, String> environment) {
    LinkedHashSet<Path> folders = new LinkedHashSet<>(onPath(environment));
    SYSTEM.stream().map(Path::of).forEach(folders::add);
    // Last: what is installed is preferred.
    folders.add(UNPACKED);
    // On a merged /usr, /bin is /usr/bin: look there once.
    LinkedHashMap<Path, Path> distinct = new LinkedHashMap<>();
    folders.forEach(folder -> distinct.putIfAbsent(real(folder), folder));
    return new Programs(List.copyOf(distinct.values()));
  }

  /** The first executable file of that name. */
  public Optional<Path> find(String name) {
    return candidates(name).findFirst();
  }

  /** Every executable file of that name, in the order of the folders. */
  public List<Path> all(String name) {
    return candidates(name).toList();
  }

  private Stream<Path> candidates(String name) {
    return folders.stream().map(f -> f.resolve(name)).filter(Programs::isProgram);
  }

  public static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException absent) {
      return folder;
    }
  }

  private static List<Path> onPath(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      // A relative folder would make the answer depend on where Maven was started.
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
  }
}
