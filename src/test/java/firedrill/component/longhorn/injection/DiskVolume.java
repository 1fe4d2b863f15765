package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.VolumeTraits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/** A fresh volume made of a file, which fails on demand. */
class DiskVolume implements FreshVolume {

  final Path file;
  int creations;

  /** Counts who made the file, this class or somebody else. */
  int attachments;

  long written;

  /** Asked before everything; true fails it. */
  BooleanSupplier fails = () -> false;

  /** What a device does with a write. */
  interface Writing {
    void write(BlockDevice device, long offset, ByteBuffer from) throws IOException;
  }

  Writing writing = BlockDevice::write;
  boolean attached;

  /** How many bytes the device gets, of how many are asked for. */
  LongUnaryOperator creates = LongUnaryOperator.identity();

  /** Said to be the volume's size, whatever its device has; 0 for the device's. */
  long claims;

  VolumeTraits wanted = VolumeTraits.USUAL;

  /** Of the volume when it is there; null for what was wanted. */
  VolumeTraits traits;

  DiskVolume(Path file) {
    this.file = file;
  }

  private void mayFail(String what) throws IOException {
    if (fails.getAsBoolean()) {
      throw new IOException("interrupted at " + what);
    }
  }

  @Override
  public String name() {
    return "pvc-c-fresh";
  }

  @Override
  public OptionalLong size() throws IOException {
    mayFail("size");
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(claims == 0 ? Files.size(file) : claims);
  }

  @Override
  public Optional<String> identity() throws IOException {
    mayFail("identity");
    return Files.exists(file) ? Optional.of(Files.readString(uid())) : Optional.empty();
  }

  /** Outlives this process, as the volume does. */
  private Path uid() {
    return file.resolveSibling(file.getFileName() + ".uid");
  }

  @Override
  public VolumeTraits wanted() {
    return wanted;
  }

  @Override
  public Optional<VolumeTraits> traits() {
    return Files.exists(file) ? Optional.of(traits == null ? wanted : traits) : Optional.empty();
  }

  @Override
  public void create(long bytes) throws IOException {
    mayFail("before creation");
    creations++;
    Files.writeString(uid(), UUID.randomUUID().toString());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), creates.applyAsLong(bytes) - 1);
    }
    mayFail("after creation");
  }

  @Override
  public BlockDevice attach() throws IOException {
    mayFail("attachment");
    attachments++;
    attached = true;
    return new Device(FileDevice.open(file));
  }

  @Override
  public void detach() throws IOException {
    mayFail("detachment");
    attached = false;
  }

  private final class Device implements BlockDevice {
    private final FileDevice device;

    Device(FileDevice device) {
      this.device = device;
    }

    @Override
    public long size() throws IOException {
      return device.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      mayFail("read at " + offset);
      device.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
      mayFail("write at " + offset);
      written += from.remaining();
      writing.write(device, offset, from);
    }

    @Override
    public void flush() throws IOException {
      mayFail("flush");
      device.flush();
    }

    @Override
    public void close() throws IOException {
      device.close();
    }
  }
}
