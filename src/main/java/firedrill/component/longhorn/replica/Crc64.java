package firedrill.component.longhorn.replica;

import java.nio.ByteBuffer;

/** CRC-64 of ISO 3309, as Go's {@code hash/crc64} computes it; zeros cost next to nothing. */
final class Crc64 {

  private static final long POLYNOMIAL = 0xd800000000000000L;
  private static final long[] TABLE = table();
  private static final int BITS = 64;

  /** Inverted, as it is kept between bytes. */
  private long state = ~0L;

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 1 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
      }
      table[i] = crc;
    }
    return table;
  }

  /** Takes the buffer's remaining bytes. */
  void update(ByteBuffer data) {
    long crc = state;
    while (data.hasRemaining()) {
      crc = TABLE[(int) (crc ^ data.get()) & 0xff] ^ crc >>> 8;
    }
    state = crc;
  }

  /** As that many bytes of zeros: a step is linear, so many are its matrix, squared again. */
  void zeros(long count) {
    long[] step = new long[BITS];
    for (int bit = 0; bit < BITS; bit++) {
      long crc = 1L << bit;
      step[bit] = TABLE[(int) crc & 0xff] ^ crc >>> 8;
    }
    for (long left = count; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        state = times(step, state);
      }
      long[] twice = new long[BITS];
      for (int bit = 0; bit < BITS; bit++) {
        twice[bit] = times(step, step[bit]);
      }
      step = twice;
    }
  }

  private static long times(long[] matrix, long vector) {
    long product = 0;
    for (long left = vector; left != 0; left &= left - 1) {
      product ^= matrix[Long.numberOfTrailingZeros(left)];
    }
    return product;
  }

  /** 16 digits, the most significant byte first. */
  String hex() {
    return String.format("%016x", ~state);
  }
}
