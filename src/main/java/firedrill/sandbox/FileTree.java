package firedrill.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Files of the lab's: of a claim's volume, or of a node. Paths are relative to the tree's top, with
 * slashes; the empty one is the top itself. Nothing is cached, and no link is followed. What is not
 * there, or cannot be reached, is an {@link IOException} that names it.
 */
public interface FileTree {

  /** In words, such as {@code pi2:/var/lib/longhorn}. */
  String name();

  /** The tree below a directory of this one, which need not exist. */
  FileTree at(String directory);

  /** Whether there is something. */
  boolean exists(String path) throws IOException;

  /** What lies directly in a directory, sorted by name. */
  List<FileEntry> list(String directory) throws IOException;

  byte[] read(String path) throws IOException;

  /**
   * Writes into a file in place; what is before and behind stays.
   *
   * @param at offset in bytes
   */
  void write(String path, long at, byte[] content) throws IOException;

  /**
   * Puts a whole file in the place of another, or where none was, as a careful program does: what
   * is there is the one or the other, and once this returns the new one has been flushed.
   */
  void replace(String path, byte[] content) throws IOException;

  /**
   * For each regular file of the whole tree, by its path, the SHA-256 of its content in hexadecimal
   * digits; for each symbolic link {@code -> } and where it leads.
   */
  Map<String, String> sums() throws IOException;

  /** Moves a file or a directory at once; directories above the new place are made. */
  void rename(String from, String to) throws IOException;

  /** Removes a file, or a directory with all below it; does nothing when there is none. */
  void delete(String path) throws IOException;

  /**
   * Copies a directory to this machine. Holes stay holes, zeros that were written stay zeros, and
   * times are kept; space that was only reserved becomes a hole.
   *
   * @param to is made; it must not exist
   */
  void copyOut(String directory, Path to) throws IOException;

  /**
   * As {@link #copyOut}, from this machine.
   *
   * @param directory is made; it must not exist
   */
  void copyIn(Path from, String directory) throws IOException;

  /**
   * Has programs of this machine read the tree, which must exist: where the sandbox can, as it is;
   * else a copy of it.
   *
   * @param scratch folder of this machine for a copy
   */
  FolderView view(Path scratch) throws IOException;
}
