package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Blocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** The volume an injection writes to: whether it is the right one. A wrong one is left detached. */
final class Target {

  private static final int BUFFER = 1 << 20;

  private final FreshVolume volume;
  private final long size;

  /**
   * @param size it must have, bytes
   */
  Target(FreshVolume volume, long size) {
    this.volume = volume;
    this.size = size;
  }

  void requireSize(OptionalLong present) throws IOException {
    if (present.isEmpty()) {
      throw new IOException("volume " + volume.name() + " was made and is not there");
    }
    if (present.getAsLong() != size) {
      throw new IOException(
          "volume "
              + volume.name()
              + " has "
              + present.getAsLong()
              + " B, what is to be recovered "
              + size
              + ": is it the right one?");
    }
  }

  /** Its device, which is the volume's to the byte. */
  BlockDevice attached() throws IOException {
    BlockDevice device = volume.attach();
    if (device.size() != size) {
      long wrong = device.size();
      device.close();
      volume.detach();
      throw new IOException(
          "the device of " + volume.name() + " has " + wrong + " B, the volume " + size);
    }
    return device;
  }

  /** Reads all of it. */
  void requireBlank() throws IOException {
    OptionalLong data;
    try (BlockDevice device = attached()) {
      data = firstData(device);
    }
    if (data.isPresent()) {
      // Somebody's: it is left as it was found.
      volume.detach();
      throw new IOException(
          "volume "
              + volume.name()
              + " is not empty: there are data within "
              + BUFFER
              + " B from offset "
              + data.getAsLong()
              + "; nothing was written");
    }
  }

  private OptionalLong firstData(BlockDevice device) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    for (long at = 0; at < size; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, size - at));
      device.read(at, buffer);
      if (!Blocks.isZero(buffer, 0, buffer.limit())) {
        return OptionalLong.of(at);
      }
    }
    return OptionalLong.empty();
  }
}
