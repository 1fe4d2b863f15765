package firedrill.integrity;

import java.nio.ByteBuffer;

/** Two volumes hold the same bytes, zeros included. The first wrong offset is named. */
public final class BlocksEqual extends Check {

  private static final int BLOCK = 4096;
  private static final int BUFFER = 1 << 20;

  private final BlockView.Source wanted;
  private final BlockView.Source seen;

  /**
   * @param what volume it is about
   */
  public BlocksEqual(String what, BlockView.Source wanted, BlockView.Source seen) {
    super("blocks-equal(" + what + ")");
    this.wanted = wanted;
    this.seen = seen;
  }

  @Override
  String look(Findings findings) throws Exception {
    try (BlockView one = wanted.open();
        BlockView other = seen.open()) {
      if (one.size() != other.size()) {
        findings.add(
            other.name() + " has " + other.size() + " B, " + one.name() + " has " + one.size());
        return "not compared";
      }
      return compare(one, other, findings);
    }
  }

  private static String compare(BlockView one, BlockView other, Findings findings)
      throws Exception {
    ByteBuffer left = ByteBuffer.allocateDirect(BUFFER);
    ByteBuffer right = ByteBuffer.allocateDirect(BUFFER);
    long size = one.size();
    long wrongBlocks = 0;
    long first = -1;
    for (long at = 0; at < size; at += left.limit()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted at offset " + at);
      }
      int length = (int) Math.min(BUFFER, size - at);
      one.read(at, left.clear().limit(length));
      other.read(at, right.clear().limit(length));
      left.flip();
      right.flip();
      int wrong = left.mismatch(right);
      if (wrong >= 0) {
        first = first < 0 ? at + wrong : first;
        wrongBlocks += blocks(left, right);
      }
    }
    if (first >= 0) {
      findings.add(
          "first wrong offset "
              + first
              + " of "
              + other.name()
              + " against "
              + one.name()
              + "; "
              + wrongBlocks
              + " of "
              + (size + BLOCK - 1) / BLOCK
              + " blocks differ");
    }
    return size + " B compared";
  }

  private static long blocks(ByteBuffer left, ByteBuffer right) {
    long wrong = 0;
    for (int at = 0; at < left.limit(); at += BLOCK) {
      int length = Math.min(BLOCK, left.limit() - at);
      if (!left.slice(at, length).equals(right.slice(at, length))) {
        wrong++;
      }
    }
    return wrong;
  }
}
