package firedrill.sandbox.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Programs of this machine. Debian leaves {@code /usr/sbin} out of an ordinary user's {@code PATH},
 * though {@code ip} and {@code nft} live there and need no privilege inside a namespace.
 */
public final class Programs {
  private static final List<String> SYSTEM = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  private final List<Path> folders;

  private Programs(List<Path> folders) {
    this.folders = folders;
  }

  /** Those of the process's own {@code PATH} and of the system folders. */
  public static Programs ofMachine() {
    return of(System.getenv());
  }

  static Programs of(Map<String, String> environment) {
    LinkedHashSet<Path> folders = new LinkedHashSet<>(onPath(environment));
    SYSTEM.stream().map(Path::of).forEach(folders::add);
    return new Programs(List.copyOf(folders));
  }

  /** The first executable file of that name. */
  public Optional<Path> find(String name) {
    return all(name).stream().findFirst();
  }

  List<Path> all(String name) {
    return folders.stream().map(f -> f.resolve(name)).filter(Programs::isProgram).toList();
  }

  static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
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
