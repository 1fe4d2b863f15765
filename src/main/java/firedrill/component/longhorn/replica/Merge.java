package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Merges a chain into a raw sparse image. A journal beside it makes it resumable: killed at any
 * point, the same call goes on where it was. The journal is believed until the machine restarts,
 * since nothing is flushed meanwhile.
 */
public final class Merge {

  /**
   * @param size of the image, bytes
   * @param resumedAt bytes that an earlier, interrupted call had done
   */
  public record Result(Path image, long size, long resumedAt) {}

  /** What Longhorn puts at the top of each of its disks. */
  private static final String DISK = "longhorn-disk.cfg";

  /** Less than that on a disk, bytes, and a write that failed failed for it. */
  private static final long LEAST_ROOM = 64 << 10;

  private static final Set<OpenOption> MADE =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  /** A replica's directory is closed to others, and the image holds the same. */
  private static final FileAttribute<?> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Chain chain;
  private LongConsumer progress = done -> {};
  private Last last = image -> {};

  /** What is left to do with a merged image. */
  @FunctionalInterface
  public interface Last {
    void with(Path image) throws IOException;
  }

  private Merge(Chain chain) {
    this.chain = chain;
  }

  public static Merge of(Chain chain) {
    return new Merge(chain);
  }

  /** Told up to which byte the image is complete, about each 64 MiB. */
  public Merge onProgress(LongConsumer listener) {
    progress = listener;
    return this;
  }

  /** Done at the end; interrupted in it, the same call does it again, and it alone. */
  public Merge last(Last work) {
    last = work;
    return this;
  }

  /**
   * @param image made, for its owner alone; if it exists, it must be what an interrupted call left
   * @throws ReplicaException when the disk is full: image and journal are left, so that the same
   *     call goes on once there is room
   */
  public Result into(Path image) throws IOException {
    Path target = image.toAbsolutePath();
    requirePlace(target, chain.directory());
    Path journal = journal(target);
    if (Files.exists(target) && isBlank(journal)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "not begun by a merge, and left as it is; name another place");
    }
    MergedContent content = MergedContent.of(chain);
    // Removed to make room, say: what the journal says of it holds no more.
    boolean begun = Files.exists(target) && Files.size(target) == content.size();
    if (!Files.exists(target)) {
      // Before anything is made: another disk may be named instead, and nothing stays on this one.
      requireRoom(target.getParent(), target, content);
    }
    try (MergeJournal done = MergeJournal.open(journal, chain, begun);
        FileChannel channel = FileChannel.open(target, MADE, OWNERS)) {
      long from = done.position();
      if (from == 0) {
        channel.truncate(0);
        requireRoom(target, target, content);
      }
      extend(target, channel, content.size());
      content.into(
          channel,
          from,
          at -> {
            done.reached(at);
            progress.accept(at);
          });
      last.with(target);
      done.finished();
      return new Result(target, content.size(), from);
    } catch (IOException e) {
      throw full(target, e) ? diskFull(target, e) : e;
    } catch (UncheckedIOException e) {
      throw full(target, e.getCause()) ? diskFull(target, e.getCause()) : e.getCause();
    }
  }

  /** Whether it says of no image that it is a merge's; one that a power cut emptied does not. */
  private static boolean isBlank(Path journal) throws IOException {
    return !Files.exists(journal) || Files.size(journal) == 0;
  }

  /** Lies beside an image that is not whole yet. */
  public static Path journal(Path image) {
    return image.resolveSibling(image.getFileName() + ".journal");
  }

  /**
   * Whether an image may be made there; asked before anything is read for long.
   *
   * @param replica that is to be merged, a directory
   * @throws IOException saying what to name instead
   */
  public static void requirePlace(Path image, Path replica) throws IOException {
    Path target = image.toAbsolutePath();
    Path parent = target.getParent();
    if (parent == null || Files.isDirectory(target)) {
      throw new IOException(target + " is no place for an image; name a file");
    }
    if (!Files.isDirectory(parent)) {
      throw new IOException(
          parent + " is not there, or is no directory: make it, or name another place");
    }
    if (Files.isSymbolicLink(target)) {
      throw new IOException(target + " is a link, which is not written through; name a file");
    }
    for (Path at = parent.toRealPath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(DISK))) {
        throw new IOException(
            "the image "
                + target
                + " would lie on a disk of Longhorn's, "
                + at
                + " ("
                + DISK
                + " is there), which is never written to; name another place");
      }
      boolean ofAll = at.endsWith("replicas") && holdsReplicas(at);
      if (ofAll || at.equals(replica.toRealPath()) || isReplica(at)) {
        throw new IOException(
            "the image "
                + target
                + " would lie in "
                + (ofAll ? "Longhorn's own directory, " : "a replica's own directory, ")
                + at
                + ", which is never written to; name another place");
      }
    }
    MergeJournal.requireOwn(journal(target), replica);
    if (!Files.isWritable(parent)) {
      throw new IOException(
          Files.getFileStore(parent).isReadOnly()
              ? parent + " is mounted read-only; name a place on another disk"
              : parent
                  + " may not be written to by this user; name another place, or do it as root");
    }
  }

  /** Longhorn's own folder of this node or of another one, or a copy of it. */
  private static boolean holdsReplicas(Path directory) throws IOException {
    try (Stream<Path> below = Files.list(directory)) {
      for (Path one : below.filter(Files::isDirectory).toList()) {
        if (isReplica(one)) {
          return true;
        }
      }
      return false;
    } catch (AccessDeniedException e) {
      return false;
    }
  }

  private static boolean isReplica(Path directory) throws IOException {
    try {
      return Files.exists(directory.resolve(VolumeMeta.FILE))
          || !DerivedMeta.heads(directory).isEmpty();
    } catch (ReplicaException e) {
      // May not be listed: not everything above a place belongs to its user.
      return false;
    }
  }

  private static void extend(Path target, FileChannel channel, long size) throws IOException {
    try {
      SparseFile.extend(channel, size);
    } catch (IOException e) {
      if (full(target, e)) {
        throw e;
      }
      throw new IOException(
          target
              + " cannot become "
              + size
              + " B long ("
              + e.getMessage()
              + "): some file systems hold no such file, FAT none of 4 GiB. Name a disk with ext4"
              + " or xfs",
          e);
    }
  }

  private static void requireRoom(Path place, Path target, MergedContent content)
      throws IOException {
    FileStore store = Files.getFileStore(place);
    if (store.getUsableSpace() >= content.size()) {
      // Enough for any content: the extents of all layers need not be walked for that.
      return;
    }
    long needed = content.allocated();
    if (store.getUsableSpace() < needed) {
      throw new ReplicaException(
          Problem.DISK_FULL,
          target,
          "the merged image needs up to "
              + needed
              + " B and there are "
              + store.getUsableSpace()
              + " free; nothing was written. Make room, or name another disk");
    }
  }

  /** The system's own words are in the user's language, so the room that is left is asked too. */
  private static boolean full(Path target, IOException e) throws IOException {
    String said = String.valueOf(e.getMessage());
    return said.contains("No space left on device")
        || said.contains("Disk quota exceeded")
        || !(e instanceof ReplicaException)
            && Files.exists(target)
            && Files.getFileStore(target).getUsableSpace() < LEAST_ROOM;
  }

  private static ReplicaException diskFull(Path target, IOException e) {
    return new ReplicaException(
        Problem.DISK_FULL,
        target,
        "the disk is full; make room and merge again: it goes on where it stopped. The replica was"
            + " not touched",
        e);
  }
}
