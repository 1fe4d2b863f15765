package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies replica directories as they must be copied: holes stay holes, zeros stay zeros, times are
 * kept. Each file it makes carries an attribute that says so.
 */
public final class ExactCopy {

  private static final String ATTRIBUTE = "firedrill.exact-copy";
  private static final int BUFFER = 1 << 20;

  private ExactCopy() {}

  /**
   * Copies one directory's regular files.
   *
   * @param to is made; it must not exist
   */
  public static void directory(Path from, Path to) throws IOException {
    Files.createDirectory(
        to,
        PosixFilePermissions.asFileAttribute(
            Files.getPosixFilePermissions(from, LinkOption.NOFOLLOW_LINKS)));
    List<Path> files;
    try (Stream<Path> listing = Files.list(from)) {
      files = listing.sorted().toList();
    }
    // By name: volume.meta comes last, and without it an interrupted copy is taken for no replica.
    for (Path file : files) {
      file(file, to.resolve(String.valueOf(file.getFileName())));
    }
  }

  /** Copies one file; {@code to} must not exist. */
  public static void file(Path from, Path to) throws IOException {
    BasicFileAttributes attributes = MetaReader.requireRegular(from);
    long allocated;
    try (Fd fd = Fd.open(from)) {
      allocated = fd.stat().allocated();
    }
    try (LayerSource source = FileSource.open(from, attributes.size(), allocated);
        FileChannel target =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Cursor cursor = new Cursor(source, 0);
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
        copy(source, e.offset(), Math.min(e.end(), source.size()), buffer, target);
        cursor.drop();
      }
      if (target.size() < attributes.size()) {
        SparseFile.extend(target, attributes.size());
      }
    }
    // First: one that may only be read takes no attribute, but from root.
    mark(to);
    Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    Files.setLastModifiedTime(to, FileTime.from(attributes.lastModifiedTime().toInstant()));
  }

  private static void copy(
      LayerSource source, long from, long end, ByteBuffer buffer, FileChannel target)
      throws IOException {
    for (long at = from; at < end; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      source.read(at, buffer);
      buffer.flip();
      SparseFile.write(target, at, buffer);
    }
  }

  private static void mark(Path file) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    view.write(ATTRIBUTE, ByteBuffer.wrap("1".getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether all layers were copied by this class. */
  static boolean made(Chain chain) throws IOException {
    for (Layer layer : chain.layers()) {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(
              layer.file(), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      try {
        if (!view.list().contains(ATTRIBUTE)) {
          return false;
        }
      } catch (FileSystemException e) {
        // A file system without attributes, such as NFS.
        return false;
      }
    }
    return true;
  }
}
