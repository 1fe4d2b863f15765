package firedrill.provider.local.longhorn.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Numbers of the NBD protocol (its {@code doc/proto.md}); everything is big-endian. */
final class Nbd {

  static final long MAGIC = 0x4e42444d41474943L;
  static final long OPTION_MAGIC = 0x49484156454f5054L;
  static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
  static final int REQUEST_MAGIC = 0x25609513;
  static final int REPLY_MAGIC = 0x67446698;

  static final int FIXED_NEWSTYLE = 1;
  static final int NO_ZEROES = 2;

  static final int OPT_EXPORT_NAME = 1;
  static final int OPT_ABORT = 2;
  static final int OPT_LIST = 3;
  static final int OPT_INFO = 6;
  static final int OPT_GO = 7;

  static final int REP_ACK = 1;
  static final int REP_SERVER = 2;
  static final int REP_INFO = 3;
  static final int REP_ERR_UNSUP = 0x80000001;
  static final int REP_ERR_INVALID = 0x80000003;
  static final int REP_ERR_UNKNOWN = 0x80000006;
  static final int REP_ERR_TOO_BIG = 0x80000009;

  static final int INFO_EXPORT = 0;
  static final int INFO_NAME = 1;
  static final int INFO_BLOCK_SIZE = 3;

  static final int HAS_FLAGS = 1;
  static final int SEND_FLUSH = 4;
  static final int SEND_FUA = 8;
  static final int SEND_TRIM = 32;
  static final int SEND_WRITE_ZEROES = 64;
  static final int CAN_MULTI_CONN = 256;

  static final int CMD_READ = 0;
  static final int CMD_WRITE = 1;
  static final int CMD_DISCONNECT = 2;
  static final int CMD_FLUSH = 3;
  static final int CMD_TRIM = 4;
  static final int CMD_WRITE_ZEROES = 6;

  static final int FLAG_FUA = 1;
  static final int FLAG_NO_HOLE = 2;

  static final int OK = 0;
  static final int EIO = 5;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;

  static final int REQUEST_BYTES = 28;
  static final int REPLY_BYTES = 16;

  private Nbd() {}

  /** Fills the buffer and turns it around for reading. */
  static ByteBuffer receive(SocketChannel from, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (from.read(into) < 0) {
        throw new EOFException("the client hung up");
      }
    }
    return into.flip();
  }

  static ByteBuffer receive(SocketChannel from, int bytes) throws IOException {
    return receive(from, ByteBuffer.allocate(bytes));
  }

  /** Sends all of all parts. */
  static void send(SocketChannel to, ByteBuffer... parts) throws IOException {
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        to.write(parts);
      }
    }
  }
}
