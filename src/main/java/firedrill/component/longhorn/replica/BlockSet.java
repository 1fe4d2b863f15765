package firedrill.component.longhorn.replica;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Numbers of blocks, of layers of any size: an {@code int} ends at 8 TiB. */
final class BlockSet {

  /** Blocks in one piece: 4 GiB of data. */
  private static final int PIECE = 1 << 20;

  private final TreeMap<Long, BitSet> pieces = new TreeMap<>();

  void set(long from, long to) {
    for (long at = from; at < to; ) {
      long end = Math.min(to, (at / PIECE + 1) * PIECE);
      pieces
          .computeIfAbsent(at / PIECE, p -> new BitSet())
          .set((int) (at % PIECE), (int) (end - 1 - at / PIECE * PIECE) + 1);
      at = end;
    }
  }

  boolean get(long block) {
    BitSet piece = pieces.get(block / PIECE);
    return piece != null && piece.get((int) (block % PIECE));
  }

  void or(BlockSet other) {
    other.pieces.forEach((at, bits) -> pieces.computeIfAbsent(at, p -> new BitSet()).or(bits));
  }

  void andNot(BlockSet other) {
    other.pieces.forEach(
        (at, bits) -> {
          if (pieces.containsKey(at)) {
            pieces.get(at).andNot(bits);
          }
        });
  }

  /** The first one from there on; -1 when there is none. */
  long next(long from) {
    for (Map.Entry<Long, BitSet> piece : pieces.tailMap(from / PIECE, true).entrySet()) {
      long base = piece.getKey() * PIECE;
      int at = piece.getValue().nextSetBit((int) Math.max(0, from - base));
      if (at >= 0) {
        return base + at;
      }
    }
    return -1;
  }

  /** How many follow each other from there on, that one too, within a piece; at most so many. */
  int run(long from, int most) {
    BitSet piece = pieces.get(from / PIECE);
    int at = (int) (from % PIECE);
    return piece == null ? 0 : Math.min(piece.nextClearBit(at) - at, most);
  }

  /** Of sets to which nothing but {@link #set} was done. */
  boolean isSame(BlockSet other) {
    return pieces.equals(other.pieces);
  }
}
