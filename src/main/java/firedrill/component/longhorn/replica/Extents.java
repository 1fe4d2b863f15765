package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.util.List;

/** Which ranges of a file are allocated. */
interface Extents extends AutoCloseable {

  /**
   * The first ranges that reach beyond an offset, in ascending order; empty when there is none.
   *
   * @param from bytes
   */
  List<Extent> from(long from) throws IOException;

  @Override
  void close() throws IOException;
}
