package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** hostPath volumes, below the node's own root directory. */
final class HostPath {

  private HostPath() {}

  /** Where the path lies; created if its type allows, or has none. */
  static Path resolve(Path root, HostPathVolumeSource source) throws IOException {
    Path path = below(root, source.getPath());
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
