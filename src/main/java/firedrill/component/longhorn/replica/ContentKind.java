package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** What a volume holds, by its first bytes. */
public enum ContentKind {
  EXT4("an ext4 file system", "ext4"),
  EXT3("an ext2 or ext3 file system", "ext3"),
  XFS("an XFS file system", "xfs"),
  BTRFS("a Btrfs file system", "btrfs"),
  LUKS("a LUKS container: the volume is encrypted", ""),
  PARTITIONED("a partition table", ""),
  SWAP("swap space", ""),
  LVM("an LVM physical volume", ""),
  BLANK("only zeros where a file system begins", ""),
  UNKNOWN("no file system or partition table that is known here", "");

  private static final int LOOK = 0x11000;
  private static final byte[] LUKS_MAGIC = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};

  private final String text;
  private final String fsType;

  ContentKind(String text, String fsType) {
    this.text = text;
    this.fsType = fsType;
  }

  /** In words, as the end of "it holds …". */
  public String text() {
    return text;
  }

  /** What a PersistentVolume calls it; empty for what is not a file system. */
  public String fsType() {
    return fsType;
  }

  /** Of a chain's merged content. */
  public static ContentKind of(Chain chain) throws IOException {
    return of(first(chain));
  }

  /** As much as tells. */
  static ByteBuffer first(Chain chain) throws IOException {
    try (ContentReader reader = ContentReader.open(chain)) {
      ByteBuffer first = ByteBuffer.allocate((int) Math.min(LOOK, reader.size()));
      reader.read(0, first);
      return first.flip();
    }
  }

  /**
   * What tells this very file system, container or table from another one of its kind: the UUID
   * that it was given when it was made; empty for what has none.
   */
  public static Optional<String> identity(Chain chain) throws IOException {
    return identity(first(chain));
  }

  static Optional<String> identity(ByteBuffer data) {
    ContentKind kind = of(data);
    return switch (kind) {
      case EXT4, EXT3 -> kind.identity(data, 1024 + 0x68, 16);
      case XFS -> kind.identity(data, 32, 16);
      case BTRFS -> kind.identity(data, 0x10020, 16);
      case LUKS -> kind.identity(data, 168, 40);
      case LVM -> kind.identity(data, 512 + 32, 32);
      case SWAP -> kind.identity(data, 1024 + 12, 16);
      case PARTITIONED -> kind.identity(data, 440, 4);
      case BLANK, UNKNOWN -> Optional.empty();
    };
  }

  /** Bytes that a file system says it has; empty for what is none, or does not tell. */
  static Optional<Long> length(ByteBuffer first) {
    ByteBuffer data = first.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return switch (of(first)) {
      case EXT4, EXT3 -> {
        long blocks = Integer.toUnsignedLong(data.getInt(1024 + 4));
        boolean wide = (data.getInt(1024 + 96) & 0x80) != 0;
        long high = wide ? Integer.toUnsignedLong(data.getInt(1024 + 0x150)) << 32 : 0;
        int scale = data.getInt(1024 + 0x18);
        yield scale < 0 || scale > 6 ? Optional.empty() : bytes(high | blocks, 1024L << scale);
      }
      case XFS -> {
        data.order(ByteOrder.BIG_ENDIAN);
        yield bytes(data.getLong(8), Integer.toUnsignedLong(data.getInt(4)));
      }
      case BTRFS, LUKS, PARTITIONED, SWAP, LVM, BLANK, UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<Long> bytes(long blocks, long each) {
    boolean none = each < 512 || each > (1 << 16) || blocks < 0 || blocks > Long.MAX_VALUE / each;
    return none ? Optional.empty() : Optional.of(blocks * each);
  }

  /**
   * When a file system was made, by the clock of the node that did; empty where it does not say.
   */
  static Optional<Instant> made(ByteBuffer first) {
    ContentKind kind = of(first);
    if (kind != EXT4 && kind != EXT3) {
      return Optional.empty();
    }
    int at = first.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(1024 + 0x108);
    return Optional.of(Instant.ofEpochSecond(Integer.toUnsignedLong(at)));
  }

  /**
   * Number of the last transaction in the journal of an ext3 or ext4 file system: of two states of
   * one file system, the later one has the higher. Empty for what has none that is known here.
   */
  public static Optional<Long> lastCommit(Chain chain) throws IOException {
    return FileSystemJournal.last(chain);
  }

  /** Whether one such number comes after another; they begin again after 32 bits. */
  public static boolean isLaterCommit(long one, long other) {
    return FileSystemJournal.isLater(one, other);
  }

  private Optional<String> identity(ByteBuffer data, int offset, int length) {
    if (data.limit() < offset + length || Blocks.isZero(data, offset, offset + length)) {
      return Optional.empty();
    }
    byte[] uuid = new byte[length];
    data.get(offset, uuid);
    return Optional.of(this + " " + HexFormat.of().formatHex(uuid));
  }

  /**
   * @param first bytes of the volume; 70 KiB are enough
   */
  public static ContentKind of(ByteBuffer first) {
    ByteBuffer data = first.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (at(data, 0, LUKS_MAGIC)) {
      return LUKS;
    }
    if (at(data, 0, "XFSB")) {
      return XFS;
    }
    if (at(data, 0x10040, "_BHRfS_M")) {
      return BTRFS;
    }
    if (data.limit() >= 2048 && data.getShort(1080) == (short) 0xef53) {
      // Extents and 64 bits (incompat 0x40, 0x80) are ext4's own.
      return (data.getInt(1024 + 96) & 0xc0) != 0 ? EXT4 : EXT3;
    }
    if (at(data, 512, "LABELONE")) {
      return LVM;
    }
    if (at(data, 4086, "SWAPSPACE2")) {
      return SWAP;
    }
    if (at(data, 512, "EFI PART") || hasPartition(data)) {
      return PARTITIONED;
    }
    return Blocks.isZero(data, 0, data.limit()) ? BLANK : UNKNOWN;
  }

  private static boolean hasPartition(ByteBuffer data) {
    if (data.limit() < 512 || data.getShort(510) != (short) 0xaa55) {
      return false;
    }
    for (int entry = 446; entry < 510; entry += 16) {
      int flag = data.get(entry) & 0x7f;
      if (flag != 0) {
        return false;
      }
    }
    return data.get(446 + 4) != 0 && data.getInt(446 + 12) != 0;
  }

  private static boolean at(ByteBuffer data, int offset, String text) {
    return at(data, offset, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean at(ByteBuffer data, int offset, byte[] magic) {
    return data.limit() >= offset + magic.length
        && data.slice(offset, magic.length).equals(ByteBuffer.wrap(magic));
  }
}
