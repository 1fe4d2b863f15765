package firedrill.lab.local.longhorn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths through another process's root, which each PID namespace numbers in its own way. */
final class NodeView {

  private NodeView() {}

  /**
   * The same file as a program of the node finds it.
   *
   * @param path of the lab; {@code /proc/<pid>/root/…} is translated, any other is the same there
   * @param node for the message
   * @throws IllegalStateException when that process does not run on the node
   */
  static Path of(Path path, String node) {
    boolean foreign =
        path.getNameCount() > 3
            && path.startsWith("/proc")
            && path.getName(2).toString().equals("root");
    if (!foreign) {
      return path;
    }
    String pid = path.getName(1).toString();
    try (var lines = Files.lines(Path.of("/proc", pid, "status"))) {
      String[] pids =
          lines
              .filter(l -> l.startsWith("NSpid:"))
              .findFirst()
              .map(l -> l.substring("NSpid:".length()).strip().split("\\s+"))
              .orElseThrow();
      if (pids.length < 2) {
        throw new IllegalStateException("process " + pid + " runs outside node " + node);
      }
      return Path.of("/proc", pids[1], "root").resolve(path.subpath(3, path.getNameCount()));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " of the engine has gone", e);
    }
  }
}
