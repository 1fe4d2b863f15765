package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

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

  private final Chain chain;
  private LongConsumer progress = done -> {};

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

  /**
   * @param image made; if it exists, it must be what an interrupted call left
   * @throws ReplicaException when the disk is full: image and journal are left, so that the same
   *     call goes on once there is room
   */
  public Result into(Path image) throws IOException {
    Path target = image.toAbsolutePath();
    if (target.startsWith(chain.directory())
        || parent(target).toRealPath().startsWith(chain.directory().toRealPath())) {
      throw new IOException(
          "the image "
              + target
              + " would lie in the replica's own directory, which is never written to; name another"
              + " place");
    }
    Path journal = target.resolveSibling(target.getFileName() + ".journal");
    if (Files.exists(target) && !Files.exists(journal)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "not begun by a merge; remove it or name another place");
    }
    MergedContent content = MergedContent.of(chain);
    // Removed to make room, say: what the journal says of it holds no more.
    boolean begun = Files.exists(target) && Files.size(target) == content.size();
    try (MergeJournal done = MergeJournal.open(journal, chain, begun);
        FileChannel channel =
            FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long from = done.position();
      if (from == 0) {
        channel.truncate(0);
        requireRoom(target, content);
      }
      SparseFile.extend(channel, content.size());
      content.into(
          target,
          from,
          at -> {
            done.reached(at);
            progress.accept(at);
          });
      done.finished();
      return new Result(target, content.size(), from);
    } catch (IOException e) {
      throw full(e) ? diskFull(target, e) : e;
    } catch (java.io.UncheckedIOException e) {
      throw full(e.getCause()) ? diskFull(target, e.getCause()) : e.getCause();
    }
  }

  private static Path parent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent == null || Files.isDirectory(target)) {
      throw new IOException(target + " is no place for an image; name a file");
    }
    if (!Files.isDirectory(parent)) {
      throw new IOException(
          parent + " is not there, or is no directory: make it, or name another place");
    }
    return parent;
  }

  private static void requireRoom(Path target, MergedContent content) throws IOException {
    FileStore store = Files.getFileStore(target);
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

  private static boolean full(IOException e) {
    return String.valueOf(e.getMessage()).contains("No space left on device")
        || String.valueOf(e.getMessage()).contains("Disk quota exceeded");
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
