package firedrill.sandbox.local;

import firedrill.sandbox.NodeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node keeps when it has no power: its disk, and where a {@link HostDisk} is to be had, one
 * more for its host directories, which else are folders of this machine.
 */
final class NodeDisks {

  private final NodeSpec spec;
  private final Path directory;
  private final VolatileDisk disk;
  private final Optional<HostDisk> hostDisk;
  private final SmallDisk small;

  /**
   * @param directory the lab's own
   * @param sockets folder for the sockets of what serves the disks
   */
  NodeDisks(NodeSpec spec, Path directory, Path sockets) {
    String name = spec.name();
    this.spec = spec;
    this.directory = directory;
    this.disk =
        new VolatileDisk(
            name, directory, sockets, directory.resolve(name + "-disk.log"), spec.diskBytes());
    this.hostDisk =
        HostDisk.toBeHad() && !spec.hostDirectories().isEmpty()
            ? Optional.of(
                new HostDisk(name, directory, sockets, directory.resolve(name + "-host-disk.log")))
            : Optional.empty();
    this.small = new SmallDisk(hostFolder(directory, name));
  }

  /** Where the disk is mounted; what is below it can be lost in a cut unless it was flushed. */
  Path mount() {
    return disk.mount();
  }

  /** See {@link firedrill.sandbox.Node#repairs}. */
  List<String> repairs() {
    return disk.repairs();
  }

  /** The folder below which this node's host directories lie, and no other node's. */
  Path hostMount() {
    return hostDisk.map(HostDisk::mount).orElse(directory);
  }

  /** What they are made of; whole only while the node has no power. */
  List<Path> raw() {
    return Stream.concat(Stream.of(disk.raw()), hostDisk.map(HostDisk::raw).stream()).toList();
  }

  /** Host directories that lie on no disk of the node's own, as the lab can open them. */
  List<Path> plainHostData() {
    return hostDisk.isPresent() ? List.of() : List.copyOf(hostData().values());
  }

  /** Where each of the node's host directories lies. */
  Map<Path, Path> hostData() {
    return spec.hostDirectories().stream()
        .collect(Collectors.toMap(d -> d, d -> hostData(directory, spec.name(), d)));
  }

  /**
   * A path below one of this node's host directories, as the lab can open it.
   *
   * @throws IllegalArgumentException for any other path
   */
  Path hostFile(String path) {
    Path wanted = Path.of(path).normalize();
    return spec.hostDirectories().stream()
        .filter(wanted::startsWith)
        .findFirst()
        .map(d -> hostData(directory, spec.name(), d).resolve(d.relativize(wanted)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    path + " of " + spec.name() + " cannot be opened from outside"));
  }

  /**
   * Where a node's host directory lies; what is there before the node starts, it finds.
   *
   * @param lab the lab's own directory
   */
  static Path hostData(Path lab, String node, Path hostDirectory) {
    return hostFolder(lab, node).resolve(Path.of("/").relativize(hostDirectory));
  }

  private static Path hostFolder(Path lab, String node) {
    return lab.toAbsolutePath().resolve(node + "-host");
  }

  /** What the disk holds when the machine is new. */
  void fill(Path contents) {
    disk.fill(contents);
  }

  void attach() {
    disk.attach();
    hostDisk.ifPresent(HostDisk::attach);
  }

  void remountHost(String options) {
    hostDisk
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the host directories of " + spec.name() + " lie on no disk of its own here"))
        .remount(options);
  }

  /** The caches die first, so that nothing they hold can be written back. */
  void cut() {
    hostDisk.ifPresent(HostDisk::loseCache);
    disk.cut();
  }

  /** After {@link #cut}, when the node is dead. */
  void detach() {
    hostDisk.ifPresent(HostDisk::detach);
  }

  /** After {@link #detach}: the next ones are new. */
  void discard() {
    disk.discard();
    hostDisk.ifPresent(HostDisk::discard);
    small.remove();
  }

  /** Without power: whether no disk was ever formatted, and no host directory holds anything. */
  boolean areBlank() {
    return raw().stream().noneMatch(Files::exists)
        && plainHostData().stream().allMatch(NodeDisks::isEmpty);
  }

  private static boolean isEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + folder, e);
    }
  }

  /** After {@link #discard}: the host directories have no more room than this. */
  void insertSmall(long bytes) {
    small.insert(bytes);
  }

  /** Once the node is never started again. */
  void close() {
    small.remove();
  }
}
