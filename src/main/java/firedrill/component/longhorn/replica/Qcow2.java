package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A qcow2 image, versions 2 and 3, read-only (QEMU's docs/interop/qcow2.txt). Snapshots within it
 * are ignored; encryption, backing files, external data files, extended L2 entries and zstd are
 * refused.
 */
final class Qcow2 implements LayerSource {

  private static final long OFFSET = 0x00fffffffffffe00L;
  private static final long COMPRESSED = 1L << 62;

  /** Incompatible features: dirty refcounts do not matter to a reader. */
  private static final long DIRTY = 1;

  private static final int BATCH = 256;

  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final int clusterBits;
  private final boolean zeroFlag;
  private final long[] l1;
  private long[] l2;
  private int l2Index = -1;
  private final byte[] inflated;
  private long inflatedCluster = -1;

  private Qcow2(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    ByteBuffer header = at(0, 72);
    int version = header.getInt(4);
    require(version == 2 || version == 3, "is of qcow version " + version);
    require(header.getLong(8) == 0 && header.getInt(16) == 0, "has a backing file of its own");
    clusterBits = header.getInt(20);
    require(clusterBits >= 9 && clusterBits <= 21, "has clusters of 2^" + clusterBits + " B");
    size = header.getLong(24);
    require(header.getInt(32) == 0, "is encrypted");
    int entries = header.getInt(36);
    long covered = 1L << (clusterBits + clusterBits - 3);
    require(
        size > 0 && entries >= 0 && entries <= (1 << 22) && size / covered <= entries,
        "has a size of " + size + " B and an L1 table of " + entries + " entries");
    if (version == 3) {
      require((at(72, 8).getLong(0) & ~DIRTY) == 0, "uses features that are not known here");
    }
    zeroFlag = version == 3;
    l1 = longs(header.getLong(40), entries);
    inflated = new byte[1 << clusterBits];
  }

  static Qcow2 open(Path file, FileChannel channel) throws IOException {
    return new Qcow2(file, channel);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized List<Extent> from(long offset) throws IOException {
    List<Extent> found = new ArrayList<>();
    long cluster = 1L << clusterBits;
    for (long at = offset & -cluster; at < size && found.size() < BATCH; ) {
      long entriesPerTable = cluster / 8;
      if (table(at) == 0) {
        long tableBytes = cluster * entriesPerTable;
        at = (at / tableBytes + 1) * tableBytes;
        continue;
      }
      if (hasData(entry(at))) {
        Extent last = found.isEmpty() ? null : found.get(found.size() - 1);
        long end = Math.min(at + cluster, size);
        if (last != null && last.end() == at) {
          found.set(found.size() - 1, new Extent(last.offset(), end - last.offset()));
        } else {
          found.add(new Extent(at, end - at));
        }
      }
      at += cluster;
    }
    return found;
  }

  @Override
  public synchronized void read(long offset, ByteBuffer into) throws IOException {
    long cluster = 1L << clusterBits;
    long at = offset;
    while (into.hasRemaining()) {
      int within = (int) (at & (cluster - 1));
      int length = (int) Math.min(into.remaining(), cluster - within);
      long entry = table(at) == 0 ? 0 : entry(at);
      if (!hasData(entry)) {
        into.put(new byte[length]);
      } else if ((entry & COMPRESSED) != 0) {
        inflate(at >>> clusterBits, entry);
        into.put(inflated, within, length);
      } else {
        into.put(at((entry & OFFSET) + within, length));
      }
      at += length;
    }
  }

  private boolean hasData(long entry) {
    if ((entry & COMPRESSED) != 0) {
      return true;
    }
    return (entry & OFFSET) != 0 && !(zeroFlag && (entry & 1) != 0);
  }

  private long table(long offset) throws IOException {
    int index = (int) (offset >>> (clusterBits + clusterBits - 3));
    require(index < l1.length, "has no L1 entry for " + offset);
    return l1[index] & OFFSET;
  }

  private long entry(long offset) throws IOException {
    int entries = 1 << (clusterBits - 3);
    int index = (int) (offset >>> (clusterBits + clusterBits - 3));
    if (index != l2Index) {
      l2 = longs(table(offset), entries);
      l2Index = index;
    }
    return l2[(int) ((offset >>> clusterBits) & (entries - 1))];
  }

  private void inflate(long cluster, long entry) throws IOException {
    if (cluster == inflatedCluster) {
      return;
    }
    int bits = 62 - (clusterBits - 8);
    long from = entry & ((1L << bits) - 1);
    int sectors = (int) ((entry & (COMPRESSED - 1)) >>> bits) + 1;
    int most = (int) Math.min(sectors * 512L - (from & 511), channel.size() - from);
    require(most > 0, "has a compressed cluster beyond its end");
    Inflater inflater = new Inflater(true);
    try {
      byte[] packed = new byte[most];
      at(from, most).get(packed);
      inflater.setInput(packed);
      int at = 0;
      while (at < inflated.length) {
        int n = inflater.inflate(inflated, at, inflated.length - at);
        require(n > 0, "has a compressed cluster that is cut off");
        at += n;
      }
      inflatedCluster = cluster;
    } catch (DataFormatException e) {
      throw new ReplicaException(
          Problem.BACKING_IMAGE, file, "has a broken compressed cluster: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private long[] longs(long offset, int count) throws IOException {
    long[] table = new long[count];
    at(offset, count * 8).asLongBuffer().get(table);
    return table;
  }

  private ByteBuffer at(long offset, int length) throws IOException {
    require(
        offset >= 0 && offset <= channel.size() - length,
        "is cut off: " + length + " B are wanted at " + offset);
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, offset + buffer.position());
      require(read >= 0, "is cut off");
    }
    return buffer.flip();
  }

  private void require(boolean fine, String otherwise) throws ReplicaException {
    if (!fine) {
      throw new ReplicaException(Problem.BACKING_IMAGE, file, "the backing image " + otherwise);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
