package firedrill.sandbox.local;

import firedrill.files.Trees;
import firedrill.sandbox.Disks;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Each node's raw disk, and its host directories. */
final class LocalDisks implements Disks {

  private final Path directory;
  private final List<LocalNode> nodes;

  LocalDisks(Path directory, List<LocalNode> nodes) {
    this.directory = directory.toAbsolutePath();
    this.nodes = nodes;
  }

  @Override
  public void save(Path into) {
    requireDark();
    nodes.parallelStream()
        .forEach(
            n -> {
              for (Path directory : n.disks().plainHostData()) {
                SparseCopy.tree(directory, saved(into, directory));
              }
              for (Path raw : n.disks().raw()) {
                SparseCopy.file(raw, into.resolve(raw.getFileName()));
              }
            });
  }

  @Override
  public void rewind(Path from) {
    requireDark();
    nodes.parallelStream()
        .forEach(
            n -> {
              for (Path directory : n.disks().plainHostData()) {
                empty(directory);
                SparseCopy.tree(saved(from, directory), directory);
              }
              for (Path raw : n.disks().raw()) {
                SparseCopy.file(from.resolve(raw.getFileName()), raw);
              }
            });
  }

  @Override
  public void replace(Node node) {
    if (node.isRunning()) {
      throw new IllegalStateException(
          "the disks of " + node.name() + " cannot be replaced while it runs; pull its plug first");
    }
    NodeDisks disks = ((LocalNode) node).disks();
    disks.discard();
    disks.plainHostData().forEach(LocalDisks::empty);
  }

  @Override
  public boolean areBlank(Node node) {
    if (node.isRunning()) {
      throw new IllegalStateException(
          "the disks of " + node.name() + " are in use; pull its plug first");
    }
    return ((LocalNode) node).disks().areBlank();
  }

  @Override
  public void replace(Node node, long bytes) {
    if (!SmallDisk.toBeHad()) {
      throw new IllegalStateException(
          "the disks of "
              + node.name()
              + " are no smaller than this machine's: that takes Linux 6.6, and no"
              + " FIREDRILL_NODE_DISKS=cut");
    }
    replace(node);
    ((LocalNode) node).disks().insertSmall(bytes);
  }

  private Path saved(Path folder, Path data) {
    return folder.resolve(directory.relativize(data));
  }

  @Override
  public void remount(Node node, String options) {
    nodes.stream()
        .filter(n -> n.name().equals(node.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no machine is called " + node.name()))
        .disks()
        .remountHost(options);
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
