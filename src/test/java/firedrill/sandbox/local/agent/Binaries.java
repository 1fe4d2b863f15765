package firedrill.sandbox.local.agent;

import firedrill.sandbox.local.controlplane.Executables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the Kubernetes programs lie, if they do. */
final class Binaries {

  private Binaries() {}

  static boolean present() {
    return Executables.NAMES.stream().allMatch(name -> find(name).isPresent());
  }

  static Path require(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("no " + name));
  }

  private static Optional<Path> find(String name) {
    List<Path> candidates = new ArrayList<>();
    String property = System.getProperty("tool." + name);
    if (property != null) {
      candidates.add(Path.of(property));
    }
    String assets = System.getenv("KUBEBUILDER_ASSETS");
    if (assets != null) {
      candidates.add(Path.of(assets, name));
    }
    Path entries =
        Path.of(
            System.getProperty(
                "firedrill.cache", System.getProperty("user.home") + "/.cache/firedrill"),
            "entries");
    if (Files.isDirectory(entries)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(entries, name + "-*")) {
        found.forEach(entry -> candidates.add(entry.resolve(name)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return candidates.stream().filter(Files::isRegularFile).filter(Files::isExecutable).findFirst();
  }
}
