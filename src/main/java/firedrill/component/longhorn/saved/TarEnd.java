package firedrill.component.longhorn.saved;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Sees whether a tar ends as one does: with a block of zeros, of which a text's end has none. */
final class TarEnd extends FilterInputStream {

  private static final int BUFFER = 1 << 16;

  private long zeros;

  TarEnd(InputStream in) {
    super(in);
  }

  /**
   * Reads on to the end.
   *
   * @return whether anything but zeros comes
   */
  boolean hasMore() throws IOException {
    boolean more = false;
    for (byte[] next = readNBytes(BUFFER); next.length > 0; next = readNBytes(BUFFER)) {
      for (byte one : next) {
        more |= one != 0;
      }
    }
    return more;
  }

  /** Once all is read. */
  boolean isThere() {
    return zeros >= Encoding.TAR_BLOCK;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0) {
      zeros = one == 0 ? zeros + 1 : 0;
    }
    return one;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    for (int i = from; i < from + read; i++) {
      zeros = into[i] == 0 ? zeros + 1 : 0;
    }
    return read;
  }

  /** What is skipped is looked at, too. */
  @Override
  public long skip(long bytes) throws IOException {
    return readNBytes((int) Math.min(bytes, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
