package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A layer opened for reading. */
interface LayerSource extends AutoCloseable {

  /** Bytes. */
  long size();

  /**
   * The first ranges that belong to this layer and reach beyond an offset, in ascending order;
   * empty when there is none.
   */
  List<Extent> from(long offset) throws IOException;

  /** Fills the buffer; what is beyond the end is not asked for. */
  void read(long offset, ByteBuffer into) throws IOException;

  @Override
  void close() throws IOException;
}
