package firedrill.integrity;

import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a volume's blocks can be read. */
public interface BlockView extends AutoCloseable {

  /** What messages call it. */
  String name();

  /** Bytes. */
  long size() throws IOException;

  /**
   * Fills the buffer's remaining bytes.
   *
   * @param offset bytes, a multiple of 4096
   */
  void read(long offset, ByteBuffer into) throws IOException;

  @Override
  void close() throws IOException;

  /** Opened for each run of a check. */
  @FunctionalInterface
  interface Source {
    BlockView open() throws IOException, InterruptedException;
  }

  /** A replica's layers, merged while they are read. */
  static Source of(String name, Chain chain) {
    return () -> {
      ContentReader reader = ContentReader.open(chain);
      return new Named(name, reader.size(), reader::read, reader::close);
    };
  }

  /** Closes it after the check. */
  static BlockView of(String name, BlockDevice device) throws IOException {
    return new Named(name, device.size(), device::read, device::close);
  }

  /** Reads for {@link Named}. */
  @FunctionalInterface
  interface Reading {
    void read(long offset, ByteBuffer into) throws IOException;
  }

  /** Ends {@link Named}. */
  @FunctionalInterface
  interface Closing {
    void close() throws IOException;
  }

  /** A view made of its parts. */
  record Named(String name, long size, Reading reading, Closing closing) implements BlockView {

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      reading.read(offset, into);
    }

    @Override
    public void close() throws IOException {
      closing.close();
    }
  }
}
