package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.replica.Blocks;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
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

  /**
   * Whether a volume that is made, or there, can hold this content so that its pods find it again.
   *
   * @throws IOException before anything is made or written
   */
  void requireFit(Chain source) throws IOException {
    VolumeTraits wanted = volume.wanted();
    boolean luks = source.volume().encrypted() || ContentKind.of(source) == ContentKind.LUKS;
    if (luks || wanted.encrypted()) {
      throw new IOException(
          "volume "
              + volume.name()
              + (luks
                  ? " holds a LUKS container"
                  : " was saved as encrypted, and what is to be recovered holds no LUKS container")
              + ": only an encrypted volume with the Secret of its key can be mounted, and none is"
              + " made here; nothing was written. Merge the replica into an image (firedrill"
              + " rescue merge) and open that with cryptsetup");
    }
    if (!wanted.dataEngine().equals(VolumeTraits.USUAL.dataEngine())) {
      throw new IOException(
          "volume "
              + volume.name()
              + " was one of the data engine "
              + wanted.dataEngine()
              + ", and a replica directory is v1's: is it the right one? Nothing was written");
    }
    Optional<VolumeTraits> there = volume.traits();
    List<String> differences = there.map(wanted::differences).orElse(List.of());
    if (!differences.isEmpty()) {
      throw new IOException(
          "volume "
              + volume.name()
              + " is there and is another one than was lost: "
              + String.join("; ", differences)
              + ". Nothing was written. Change it; or, once you have seen that it holds nothing that"
              + " anybody needs, delete it, so that it is made anew");
    }
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
