package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where two volumes' contents differ.
 *
 * @param first bytes; of the first block that differs
 * @param blocks how many blocks of 4096 bytes differ
 */
public record Difference(long first, long blocks) {

  /** Empty when both read the same; sizes must be equal. */
  public static Optional<Difference> between(Chain one, Chain other) throws IOException {
    long[] found = {Long.MAX_VALUE, 0};
    try (ContentReader first = ContentReader.open(one);
        ContentReader second = ContentReader.open(other)) {
      if (first.size() != second.size()) {
        throw new IllegalArgumentException(
            "volumes of " + first.size() + " and " + second.size() + " B are not compared");
      }
      MergedContent.of(one).to((offset, data) -> compare(offset, data, second, false, found));
      // Blocks that are data on both sides have been counted.
      MergedContent.of(other).to((offset, data) -> compare(offset, data, first, true, found));
    }
    return found[1] == 0 ? Optional.empty() : Optional.of(new Difference(found[0], found[1]));
  }

  private static void compare(
      long offset, ByteBuffer data, ContentReader other, boolean onlyZeros, long[] found)
      throws IOException {
    ByteBuffer there = ByteBuffer.allocate(data.remaining());
    other.read(offset, there);
    for (int at = 0; at < data.remaining(); at += VolumeMeta.BLOCK) {
      int length = Math.min(VolumeMeta.BLOCK, data.remaining() - at);
      boolean differs =
          onlyZeros
              ? Blocks.isZero(there, at, at + length)
              : !data.slice(data.position() + at, length).equals(there.slice(at, length));
      if (differs) {
        found[0] = Math.min(found[0], offset + at);
        found[1]++;
      }
    }
  }
}
