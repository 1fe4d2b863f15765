package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a volume's content; whatever it is not given is zeros. */
@FunctionalInterface
public interface BlockSink {

  /**
   * Called with ascending offsets.
   *
   * @param offset bytes, a multiple of 4096
   * @param data whole blocks of 4096 bytes, none of them all zeros; only the volume's last may be
   *     shorter. Valid during the call
   */
  void put(long offset, ByteBuffer data) throws IOException;
}
