package firedrill.guard;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;

/** One record's file: it must be a small, private, plain file of this very user. */
final class RecordFile {
  /** Some hundred host names; a real one has under 2 KiB. */
  static final int MAX_BYTES = 64 << 10;

  private static final String ATTRIBUTES =
      "unix:dev,ino,size,lastModifiedTime,ctime,mode,uid,nlink";
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int OTHERS_WRITE = 0022;
  private static final int REGULAR = 0100000;

  /** Any bit but its owner's reading and writing: nobody else's, and no program's. */
  private static final int OTHERS = 07177;

  private static final int TRIES = 3;
  private static final long USER = new UnixSystem().getUid();

  /** What changes when a file does; the kernel alone sets the time of change. */
  record Stamp(
      long device,
      long inode,
      long size,
      FileTime modified,
      FileTime changed,
      int mode,
      int owner,
      int links) {

    /**
     * Whether a later change is sure to show: the kernel's clock for files moves in steps of
     * milliseconds, some file systems' in seconds.
     */
    boolean isSettled() {
      long age = System.currentTimeMillis() - changed.toMillis();
      return age > 2000;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares two, nor writes into one.
  record Content(Stamp stamp, byte[] bytes) {}

  private RecordFile() {}

  /**
   * Looks at the file without opening it.
   *
   * @throws GuardRefusal unless it is what a record's file is
   */
  static Stamp stamp(Path file) {
    Stamp stamp;
    try {
      Map<String, Object> a = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      stamp =
          new Stamp(
              (Long) a.get("dev"),
              (Long) a.get("ino"),
              (Long) a.get("size"),
              (FileTime) a.get("lastModifiedTime"),
              (FileTime) a.get("ctime"),
              (Integer) a.get("mode"),
              (Integer) a.get("uid"),
              (Integer) a.get("nlink"));
    } catch (IOException e) {
      throw refusal(file, "there is no such regular file: " + Shown.reason(e));
    }
    if ((stamp.mode & TYPE) != REGULAR) {
      throw refusal(file, "there is no such regular file: it is something else");
    }
    if ((stamp.mode & OTHERS) != 0) {
      throw refusal(file, "its mode %04o is wider than 0600".formatted(stamp.mode & 07777));
    }
    if (Integer.toUnsignedLong(stamp.owner) != USER) {
      throw refusal(file, "it belongs to another user");
    }
    if (stamp.links != 1) {
      throw refusal(file, "it has more than one name");
    }
    if (stamp.size > MAX_BYTES) {
      throw refusal(file, "it is larger than " + MAX_BYTES + " bytes");
    }
    return stamp;
  }

  /**
   * Whoever may write into the folder, or into one above it, may put another record in the place of
   * one.
   *
   * @throws GuardRefusal unless nobody but this user may
   */
  static void requireFolder(Path folder) {
    Map<String, Object> found;
    try {
      found = Files.readAttributes(folder, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return; // Then there is no record in it.
    } catch (IOException e) {
      throw refusal(folder, Shown.reason(e));
    }
    int mode = (Integer) found.get("mode");
    if ((mode & TYPE) != DIRECTORY) {
      throw refusal(folder, "their folder is none");
    }
    if (Integer.toUnsignedLong((Integer) found.get("uid")) != USER) {
      throw unsafe(folder, "their folder belongs to another user");
    }
    if ((mode & OTHERS_WRITE) != 0) {
      throw unsafe(folder, "others may write into their folder");
    }
    String fault;
    try {
      fault = FoldersAbove.fault(folder, USER);
    } catch (IOException e) {
      fault = Shown.reason(e);
    }
    if (fault != null) {
      throw unsafe(folder, fault);
    }
  }

  /** Reads it whole, and only what stood there both before and after. */
  static Content read(Path file) {
    for (int i = 0; i < TRIES; i++) {
      Stamp before = stamp(file);
      byte[] bytes = bytes(file);
      if (bytes.length == before.size && stamp(file).equals(before)) {
        return new Content(before, bytes);
      }
    }
    throw refusal(file, "it changes while it is read");
  }

  private static byte[] bytes(Path file) {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES + 1);
    try (SeekableByteChannel in =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {
        // More to read.
      }
    } catch (IOException e) {
      throw refusal(file, Shown.reason(e));
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  /** A new run's record would lie there as well. */
  private static GuardRefusal unsafe(Path folder, String why) {
    return new GuardRefusal(
        "sandbox record " + folder,
        why,
        "let that folder be yours or root's and nobody else write into it (chmod go-w), or keep the"
            + " checkout, in which labs lie with their records, below one that is");
  }

  static GuardRefusal refusal(Path file, String why) {
    return new GuardRefusal("sandbox record " + file, why, RecordStore.REMEDY);
  }
}
