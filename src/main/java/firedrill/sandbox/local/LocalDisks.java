package firedrill.sandbox.local;

import firedrill.files.Trees;
import firedrill.sandbox.Disks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Each node's raw disk, and what Longhorn keeps on the node's host. */
final class LocalDisks implements Disks {

  private final Path directory;
  private final List<LocalNode> nodes;

  LocalDisks(Path directory, List<LocalNode> nodes) {
    this.directory = directory;
    this.nodes = nodes;
  }

  @Override
  public void save(Path into) {
    requireDark();
    nodes.parallelStream()
        .forEach(
            n -> {
              Path data = LocalSandbox.hostData(directory, n.name());
              if (Files.isDirectory(data)) {
                SparseCopy.tree(data, into.resolve(data.getFileName()));
              }
              SparseCopy.file(n.rawDisk(), into.resolve(n.rawDisk().getFileName()));
            });
  }

  @Override
  public void rewind(Path from) {
    requireDark();
    nodes.parallelStream()
        .forEach(
            n -> {
              Path data = LocalSandbox.hostData(directory, n.name());
              Path saved = from.resolve(data.getFileName());
              if (Files.isDirectory(saved)) {
                empty(data);
                SparseCopy.tree(saved, data);
              }
              SparseCopy.file(from.resolve(n.rawDisk().getFileName()), n.rawDisk());
            });
  }

  private void requireDark() {
    List<String> running =
        nodes.stream().filter(LocalNode::isRunning).map(LocalNode::name).toList();
    if (!running.isEmpty()) {
      throw new IllegalStateException(
          "the disks of running machines cannot be copied; cut the power of " + running + " first");
    }
  }

  /** The folder itself stays: it may be mounted elsewhere. */
  private static void empty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Trees.delete(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + folder, e);
    }
  }
}
