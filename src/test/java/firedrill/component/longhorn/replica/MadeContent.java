package firedrill.component.longhorn.replica;

import java.nio.charset.StandardCharsets;

/** The first 96 KiB of volumes. */
public final class MadeContent {

  private MadeContent() {}

  /** As the formats' own documents describe their beginnings. */
  public static byte[] of(ContentKind kind) {
    byte[] first = new byte[96 * 1024];
    switch (kind) {
      case EXT4, EXT3 -> {
        put(first, 1080, new byte[] {0x53, (byte) 0xef});
        first[1024 + 96] = (byte) (kind == ContentKind.EXT4 ? 0x42 : 0x02);
      }
      case XFS -> put(first, 0, "XFSB".getBytes(StandardCharsets.US_ASCII));
      case BTRFS -> put(first, 0x10040, "_BHRfS_M".getBytes(StandardCharsets.US_ASCII));
      case LUKS -> put(first, 0, new byte[] {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe, 0, 2});
      case SWAP -> put(first, 4086, "SWAPSPACE2".getBytes(StandardCharsets.US_ASCII));
      case LVM -> put(first, 512, "LABELONE".getBytes(StandardCharsets.US_ASCII));
      case PARTITIONED -> {
        put(first, 510, new byte[] {0x55, (byte) 0xaa});
        put(first, 446, new byte[] {(byte) 0x80, 0, 0, 0, (byte) 0x83, 0, 0, 0, 0, 8, 0, 0, 1});
        first[446 + 13] = 1;
      }
      case UNKNOWN -> put(first, 40, new byte[] {1});
      case BLANK -> first[0] = 0;
    }
    return first;
  }

  /**
   * With an identity of its own; of formats that have one.
   *
   * @param id not 0
   */
  public static byte[] of(ContentKind kind, int id) {
    byte[] first = of(kind);
    int at =
        switch (kind) {
          case EXT4, EXT3 -> 1024 + 0x68;
          case XFS -> 32;
          case BTRFS -> 0x10020;
          case LUKS -> 168;
          case LVM -> 512 + 32;
          case SWAP -> 1024 + 12;
          case PARTITIONED -> 440;
          case BLANK, UNKNOWN -> throw new IllegalArgumentException(kind + " has none");
        };
    first[at + 1] = (byte) id;
    return first;
  }

  static void put(byte[] into, int at, byte[] what) {
    System.arraycopy(what, 0, into, at, what.length);
  }
}
