package firedrill.component.longhorn.injection;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An attached volume's device, whatever the sandbox makes of it. Used by one thread. */
public interface BlockDevice extends AutoCloseable {

  /** Bytes. */
  long size() throws IOException;

  /** Fills the buffer's remaining bytes; sees what was written before. */
  void read(long offset, ByteBuffer into) throws IOException;

  /** Writes the buffer's remaining bytes; it may return before they are there. */
  void write(long offset, ByteBuffer from) throws IOException;

  /** Returns when everything written before has reached the volume. */
  void flush() throws IOException;

  @Override
  void close() throws IOException;
}
