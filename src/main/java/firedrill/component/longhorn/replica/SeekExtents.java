package firedrill.component.longhorn.replica;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * For file systems without FIEMAP: data as SEEK_DATA and SEEK_HOLE tell it. Blocks that are
 * allocated but unwritten look like holes here; the engine itself never makes any.
 */
final class SeekExtents implements Extents {

  private static final int BATCH = 256;

  private final Fd fd;

  SeekExtents(Fd fd) {
    this.fd = fd;
  }

  @Override
  public List<Extent> from(long from) throws IOException {
    List<Extent> found = new ArrayList<>();
    long at = from;
    while (found.size() < BATCH) {
      try {
        long data = Linux.C.lseek(fd.number(), at, Linux.SEEK_DATA);
        long hole = Linux.C.lseek(fd.number(), data, Linux.SEEK_HOLE);
        found.add(new Extent(data, hole - data));
        at = hole;
      } catch (LastErrorException e) {
        if (e.getErrorCode() == Linux.ENXIO) {
          return found;
        }
        throw new ReplicaException(
            Problem.NO_EXTENTS, fd.file(), "its holes cannot be found: " + e.getMessage(), e);
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    fd.close();
  }
}
