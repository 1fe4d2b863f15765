package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.FsCheck;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Gets a device ready to be mounted: a blank one is formatted, any other is checked. One that is
 * neither blank nor ext4 is left alone.
 */
final class Ext4 {

  private static final int MAGIC_AT = 1024 + 0x38;
  private static final int MAGIC = 0xEF53;
  private static final int PIECE = 1 << 20;

  /** Bytes at the start that are looked at. */
  private static final long HEAD = 16L << 20;

  /** Bytes of a block group when blocks have 4 KiB; backups of the superblock lie at odd powers. */
  private static final long GROUP = 32768L * 4096;

  private static final int[] BACKUPS = {1, 3, 5, 7, 9, 25, 27, 49};

  private final MountingNode machine;

  Ext4(MountingNode machine) {
    this.machine = machine;
  }

  /**
   * @throws IllegalStateException when it must not be mounted, with what e2fsck said
   */
  FsCheck prepare(String volume, Path device) {
    if (isExt4(device)) {
      return check(volume, device);
    }
    requireBlank(volume, device);
    format(volume, device);
    return FsCheck.FORMATTED;
  }

  private FsCheck check(String volume, Path device) {
    return FsCheck.of(
        volume,
        "-p",
        mode -> machine.attempt(List.of(Programs.path("e2fsck"), mode, device.toString())));
  }

  private void format(String volume, Path device) {
    var made =
        machine.attempt(
            List.of(
                Programs.path("mkfs.ext4"),
                "-q",
                // Below 512 MiB it would be 1 KiB, a quarter of what the engine reads and writes.
                "-b",
                "4096",
                "-E",
                "lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0",
                device.toString()));
    if (!made.ok()) {
      throw new IllegalStateException("cannot format " + volume + ": " + made.output().strip());
    }
  }

  private boolean isExt4(Path device) {
    try (FileChannel channel = FileChannel.open(machine.view(device))) {
      ByteBuffer magic = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
      return channel.read(magic, MAGIC_AT) == 2
          && Short.toUnsignedInt(magic.flip().getShort()) == MAGIC;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + device + " on " + machine.name(), e);
    }
  }

  /**
   * The start, every place where a backup of an ext4 superblock would be, and the end: all zeros.
   * Half of a volume that lost its other half must not be formatted.
   */
  private void requireBlank(String volume, Path device) {
    try (FileChannel channel = FileChannel.open(machine.view(device))) {
      long size = channel.size();
      requireZeros(volume, channel, 0, Math.min(HEAD, size));
      for (int group : BACKUPS) {
        requireZeros(volume, channel, group * GROUP, Math.min(group * GROUP + PIECE, size));
      }
      requireZeros(volume, channel, Math.max(0, size - PIECE), size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + device + " on " + machine.name(), e);
    }
  }

  private static void requireZeros(String volume, FileChannel channel, long from, long to)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    for (long at = from; at < to; at += piece.limit()) {
      piece.clear().limit((int) Math.min(PIECE, to - at));
      while (piece.hasRemaining() && channel.read(piece, at + piece.position()) >= 0) {
        // read adds to the piece until the file has no more
      }
      piece.flip();
      int first = piece.mismatch(ByteBuffer.allocate(piece.limit()));
      if (first >= 0) {
        throw new IllegalStateException(
            volume
                + " is neither ext4 nor blank (byte "
                + (at + first)
                + " is not zero) and is left alone; look at it, and format it by hand if nothing on"
                + " it is wanted");
      }
    }
  }
}
