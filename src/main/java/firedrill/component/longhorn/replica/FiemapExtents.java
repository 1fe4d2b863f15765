package firedrill.component.longhorn.replica;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * As the engine asks (FIEMAP, flags of the extents ignored): allocated but unwritten blocks belong
 * to the layer and are zeros, which SEEK_DATA would take for holes.
 */
final class FiemapExtents implements Extents {

  private static final int BATCH = 256;
  private static final int HEAD = 32;
  private static final int EXTENT = 56;
  private static final int FLAG_SYNC = 1;

  /** FIEMAP_MAX_OFFSET: up to the end of the file, wherever that is. */
  private static final long ALL = -1;

  /** A file system that has no FIEMAP, and a kernel that knows none of it, say so in these ways. */
  private static final Set<Integer> UNKNOWN = Set.of(Linux.EOPNOTSUPP, Linux.ENOTTY, Linux.ENOSYS);

  private final Fd fd;
  private final Memory request = new Memory(HEAD + (long) BATCH * EXTENT);

  FiemapExtents(Fd fd) {
    this.fd = fd;
  }

  /** Whether the file system answers. */
  boolean supported() throws IOException {
    try {
      ask(0, 1);
      return true;
    } catch (LastErrorException e) {
      if (UNKNOWN.contains(e.getErrorCode())) {
        return false;
      }
      throw failed(e);
    }
  }

  @Override
  public List<Extent> from(long from) throws IOException {
    try {
      return ask(from, BATCH);
    } catch (LastErrorException e) {
      throw failed(e);
    }
  }

  private List<Extent> ask(long from, int most) {
    request.clear(HEAD);
    request.setLong(0, from);
    request.setLong(8, ALL);
    request.setInt(16, FLAG_SYNC);
    request.setInt(24, most);
    Linux.C.ioctl(fd.number(), Linux.FS_IOC_FIEMAP, request);
    List<Extent> found = new ArrayList<>();
    for (int i = 0; i < request.getInt(20); i++) {
      long at = HEAD + (long) i * EXTENT;
      found.add(new Extent(request.getLong(at), request.getLong(at + 16)));
    }
    return found;
  }

  private ReplicaException failed(LastErrorException e) {
    return new ReplicaException(
        Problem.NO_EXTENTS, fd.file(), "its extents cannot be read: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    request.close();
    fd.close();
  }
}
