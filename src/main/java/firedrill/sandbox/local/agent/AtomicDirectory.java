package firedrill.sandbox.local.agent;

import firedrill.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A volume directory whose files all change at once, as kubelet's AtomicWriter does: files lie in a
 * hidden directory, {@code ..data} points to it, and one rename of that link is the switch.
 */
final class AtomicDirectory {

  private static final String DATA = "..data";

  private final Path directory;
  private Map<String, FileContent> last;
  private int generation;

  AtomicDirectory(Path directory) {
    this.directory = directory;
  }

  /** Writes the files; answers whether anything had to change. */
  boolean write(Map<String, FileContent> files) throws IOException {
    if (files.equals(last)) {
      return false;
    }
    Files.createDirectories(directory);
    Path old = Files.isSymbolicLink(directory.resolve(DATA)) ? currentTarget() : null;
    Path fresh = newDirectory();
    for (Map.Entry<String, FileContent> file : files.entrySet()) {
      Path path = fresh.resolve(file.getKey()).normalize();
      if (!path.startsWith(fresh)) {
        throw new ConfigException("path leaves the volume: " + file.getKey());
      }
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().bytes());
      Files.setPosixFilePermissions(path, permissions(file.getValue().mode()));
    }
    Path link = directory.resolve("..data_tmp");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, fresh.getFileName());
    Files.move(
        link,
        directory.resolve(DATA),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    linkNames(files.keySet());
    if (old != null && !old.equals(fresh)) {
      Trees.delete(old);
    }
    last = Map.copyOf(files);
    return true;
  }

  private Path currentTarget() throws IOException {
    return directory.resolve(Files.readSymbolicLink(directory.resolve(DATA)));
  }

  private Path newDirectory() throws IOException {
    Path fresh;
    do {
      fresh = directory.resolve("..firedrill_" + ++generation);
    } while (Files.exists(fresh, LinkOption.NOFOLLOW_LINKS));
    return Files.createDirectory(fresh);
  }

  private void linkNames(Set<String> paths) throws IOException {
    Set<String> names = new HashSet<>();
    for (String path : paths) {
      names.add(Path.of(path).getName(0).toString());
    }
    for (String name : names) {
      Path link = directory.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    List<Path> present;
    try (Stream<Path> children = Files.list(directory)) {
      present = children.toList();
    }
    for (Path child : present) {
      String name = child.getFileName().toString();
      if (!name.startsWith("..") && !names.contains(name)) {
        Files.delete(child);
      }
    }
  }

  static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder("rwxrwxrwx");
    for (int bit = 0; bit < 9; bit++) {
      if ((mode & (0400 >> bit)) == 0) {
        text.setCharAt(bit, '-');
      }
    }
    return PosixFilePermissions.fromString(text.toString());
  }
}
