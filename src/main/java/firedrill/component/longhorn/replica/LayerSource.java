package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

  /** Fills the buffer; what is beyond the end is not asked for. Any thread may call it. */
  void read(long offset, ByteBuffer into) throws IOException;

  /**
   * Writes a range of this layer to the same offset of an image.
   *
   * @param data what {@link #read} gave for the range
   * @param image whose position may be moved: no other thread uses this channel
   */
  default void write(long offset, ByteBuffer data, FileChannel image) throws IOException {
    SparseFile.write(image, offset, data);
  }

  @Override
  void close() throws IOException;
}
