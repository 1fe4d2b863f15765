package firedrill.sandbox.local;

import firedrill.files.Trees;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import firedrill.sandbox.process.TarPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A tree of the lab's that this JVM can open: a node's disk, or a mount of one of its nodes. */
public final class HostTree implements FileTree {

  private final String name;
  private final Path root;

  /**
   * @param root as this JVM can open it
   */
  public HostTree(String name, Path root) {
    this.name = name;
    this.root = root.normalize();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public FileTree at(String directory) {
    return new HostTree(name + "/" + directory, inside(directory));
  }

  /** A path that leads out of the tree is refused. */
  private Path inside(String path) {
    Path wanted = root.resolve(path).normalize();
    if (!wanted.startsWith(root)) {
      throw new IllegalArgumentException(path + " is not below " + name);
    }
    return wanted;
  }

  /** As {@link #inside}, also by way of links: they would lead into this machine's own files. */
  private Path open(String path) throws IOException {
    Path wanted = inside(path);
    for (Path at = wanted; !at.equals(root); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        throw new IOException(path + " of " + name + " is, or lies behind, a symbolic link");
      }
    }
    return wanted;
  }

  @Override
  public boolean exists(String path) throws IOException {
    return Files.exists(open(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<FileEntry> list(String directory) throws IOException {
    List<Path> entries;
    try (Stream<Path> listing = Files.list(open(directory))) {
      entries = listing.sorted().toList();
    }
    List<FileEntry> all = new ArrayList<>();
    for (Path entry : entries) {
      all.add(entry(entry));
    }
    return all;
  }

  private static FileEntry entry(Path path) throws IOException {
    Map<String, Object> a =
        Files.readAttributes(
            path, "unix:ino,size,lastModifiedTime,isDirectory", LinkOption.NOFOLLOW_LINKS);
    return new FileEntry(
        String.valueOf(path.getFileName()),
        (Boolean) a.get("isDirectory"),
        (Long) a.get("size"),
        ((FileTime) a.get("lastModifiedTime")).toInstant(),
        (Long) a.get("ino"));
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Files.readAllBytes(open(path));
  }

  @Override
  public void write(String path, long at, byte[] content) throws IOException {
    OpenOption[] how = {StandardOpenOption.CREATE, StandardOpenOption.WRITE};
    try (FileChannel file = FileChannel.open(open(path), how)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        int unused = file.write(left, at + left.position());
      }
    }
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    Path target = open(path);
    Path aside = open(path + ".new");
    OpenOption[] anew = {
      StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
    };
    try (FileChannel file = FileChannel.open(aside, anew)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        int unused = file.write(left);
      }
      file.force(true);
    }
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    // Else its name may be lost, and the file with it.
    try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public Map<String, String> sums() throws IOException {
    return Trees.sums(root);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Path target = open(to);
    Files.createDirectories(target.getParent());
    Files.move(open(from), target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String path) throws IOException {
    Trees.delete(open(path));
  }

  @Override
  public void copyOut(String directory, Path to) throws IOException {
    TarPipe.copy(open(directory), to);
  }

  @Override
  public void copyIn(Path from, String directory) throws IOException {
    TarPipe.copy(from, open(directory));
  }

  @Override
  public FolderView view(Path scratch) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(name);
    }
    return FolderView.direct(root);
  }
}
