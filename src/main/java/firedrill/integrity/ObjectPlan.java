package firedrill.integrity;

import java.util.List;
import java.util.Random;

/**
 * What a workload of objects sends.
 *
 * @param buckets they go into, in turn
 * @param perSecond upper bound of writes a second, over all writers; 0 for none
 * @param largest size of an object, bytes
 * @param overwritePercent of the writes go to an object that is there
 * @param deletePercent of the writes are deletions
 */
public record ObjectPlan(
    long seed,
    List<String> buckets,
    int writers,
    int perSecond,
    int largest,
    int overwritePercent,
    int deletePercent) {

  /** From here on an object is sent in parts. */
  static final int IN_PARTS_FROM = 6 << 20;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  public ObjectPlan {
    buckets = List.copyOf(buckets);
    if (writers < 1 || largest < 1 || buckets.isEmpty()) {
      throw new IllegalArgumentException("a workload needs writers, a bucket and a size");
    }
  }

  /** The k-th content of a writer: mostly small, now and then as large as it gets. */
  byte[] content(int writer, long k) {
    Random random = random(writer, k);
    byte[] bytes = new byte[Math.min(largest, size(random))];
    random.nextBytes(bytes);
    return bytes;
  }

  private static int size(Random random) {
    int kind = random.nextInt(1000);
    if (kind < 20) {
      return 1;
    }
    if (kind < 900) {
      return 1 + random.nextInt(8 * KIB);
    }
    if (kind < 980) {
      // On both sides of what the server keeps in its metadata.
      return 64 * KIB + random.nextInt(960 * KIB);
    }
    return kind < 997 ? MIB + random.nextInt(3 * MIB) : 4 * MIB + random.nextInt(61 * MIB);
  }

  Random random(int writer, long k) {
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L + writer * 0x1000_0000_0001L + k);
    random.nextLong();
    return random;
  }
}
