package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/** hostPath volumes, below the node's own root directory. */
final class HostPath {

  private HostPath() {}

  /**
   * Where the path lies; created if its type allows, or has none.
   *
   * @param elsewhere see {@link AgentSettings#hostPaths()}
   */
  static Path resolve(Path root, Map<String, Path> elsewhere, HostPathVolumeSource source)
      throws IOException {
    Path path = place(root, elsewhere, source.getPath());
    switch (Objects.toString(source.getType(), "")) {
      case "", "DirectoryOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
      }
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path.getParent());
          Files.createFile(path);
        }
      }
      case "Directory" -> require(Files.isDirectory(path), source.getPath(), "a directory");
      case "File" -> require(Files.isRegularFile(path), source.getPath(), "a file");
      default -> require(Files.exists(path), source.getPath(), source.getType());
    }
    return path;
  }

  private static Path place(Path root, Map<String, Path> elsewhere, String path) {
    Path wanted = Path.of(path).normalize();
    return elsewhere.entrySet().stream()
        .filter(
            e ->
                e.getKey().equals("/") ? wanted.getNameCount() == 0 : wanted.startsWith(e.getKey()))
        .max(Comparator.comparing(e -> e.getKey().length()))
        .map(e -> e.getValue().resolve(Path.of(e.getKey()).relativize(wanted)).normalize())
        .orElseGet(() -> below(root, path));
  }

  /** The absolute path inside the node as a path on this machine. */
  static Path below(Path root, String path) {
    Path resolved = root.resolve(path.replaceFirst("^/+", "")).normalize();
    if (!resolved.startsWith(root)) {
      throw new ConfigException("hostPath leaves the node's root: " + path);
    }
    return resolved;
  }

  private static void require(boolean ok, String path, String type) {
    if (!ok) {
      throw new ConfigException("hostPath type check failed: " + path + " is not " + type);
    }
  }
}
