package firedrill.component.longhorn.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Header of one message of Longhorn's data connection, as between engine and replica and on the
 * engine's {@code socket} frontend (longhorn-engine 1.12.1, {@code pkg/dataconn}): little-endian,
 * 26 bytes, followed by {@code length} bytes.
 *
 * @param seq chosen by the client, repeated in the answer
 * @param offset in bytes
 * @param size of the range in bytes, unsigned
 * @param length of what follows, unsigned
 */
record Frame(int magic, int seq, int type, long offset, int size, int length) {

  static final int BYTES = 26;
  static final int MAGIC = 0x1b01;

  static final int READ = 0;
  static final int WRITE = 1;
  static final int RESPONSE = 2;
  static final int ERROR = 3;
  static final int EOF = 4;
  static final int CLOSE = 5;
  static final int UNMAP = 7;
  static final int NO_SPACE = 8;

  static Frame request(int seq, int type, long offset, int size, int length) {
    return new Frame(MAGIC, seq, type, offset, size, length);
  }

  void put(ByteBuffer into) {
    into.order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) magic)
        .putInt(seq)
        .putInt(type)
        .putLong(offset)
        .putInt(size)
        .putInt(length);
  }

  static Frame get(ByteBuffer from) {
    from.order(ByteOrder.LITTLE_ENDIAN);
    return new Frame(
        Short.toUnsignedInt(from.getShort()),
        from.getInt(),
        from.getInt(),
        from.getLong(),
        from.getInt(),
        from.getInt());
  }
}
