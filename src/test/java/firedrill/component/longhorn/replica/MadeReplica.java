package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A replica directory written by hand, with a model of what a reader must see. */
public final class MadeReplica {

  public static final int BLOCK = VolumeMeta.BLOCK;

  private final Path directory;
  private final List<Path> layers = new ArrayList<>();
  private final byte[] model;
  private byte[] beforeTop;

  public MadeReplica(Path directory, int size) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.model = new byte[size];
    this.beforeTop = model.clone();
  }

  public Path directory() {
    return directory;
  }

  /** The volume's content as a reader must see it. */
  public byte[] model() {
    return model.clone();
  }

  /** One of its files. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** As it is read on these words of a human's. */
  public Chain chain(String... words) throws IOException {
    return ReplicaDirectory.at(directory).override(Overrides.parse(List.of(words))).chain();
  }

  /** The refusal that it meets on these words. */
  public ReplicaException refused(String... words) {
    ReplicaException refusal = catchThrowableOfType(ReplicaException.class, () -> chain(words));
    assertThat(refusal).as("refused with %s", List.of(words)).isNotNull();
    return refusal;
  }

  public Path top() {
    return layers.get(layers.size() - 1);
  }

  /** The backing image's content lies below all. */
  public void base(byte[] content) {
    System.arraycopy(content, 0, model, 0, Math.min(content.length, model.length));
  }

  /** A new top layer; the last one is the head once the volume's metadata are written. */
  public MadeReplica layer(String name, int size) throws IOException {
    String parent = layers.isEmpty() ? "" : String.valueOf(top().getFileName());
    Path file = directory.resolve(name);
    layers.add(file);
    beforeTop = model.clone();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      SparseFile.extend(channel, size);
    }
    layerMeta(name, parent);
    return this;
  }

  public void layerMeta(String name, String parent) throws IOException {
    Files.writeString(
        directory.resolve(name + ".meta"),
        "{\"Name\":\"volume-head-000.img\",\"Parent\":\""
            + parent
            + "\",\"Removed\":false,\"UserCreated\":true,\"Created\":\""
            + Instant.now().toString().replaceAll("\\.[0-9]+", "")
            + "\",\"Labels\":null}\n");
  }

  /** Writes into the top layer; zeros are allocated too. */
  public MadeReplica write(int offset, byte[] data) throws IOException {
    try (FileChannel channel = FileChannel.open(top(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(data), offset);
      // Whole blocks belong to a layer.
      int from = offset - offset % BLOCK;
      int to = Math.min((int) channel.size(), (offset + data.length + BLOCK - 1) / BLOCK * BLOCK);
      Arrays.fill(model, from, to, (byte) 0);
    }
    System.arraycopy(data, 0, model, offset, data.length);
    return this;
  }

  public MadeReplica fill(int block, int value) throws IOException {
    byte[] data = new byte[BLOCK];
    Arrays.fill(data, (byte) value);
    return write(block * BLOCK, data);
  }

  /**
   * Writes where no other one was written to: it went on when they had dropped out. The time of the
   * last write stays.
   */
  public static void goOn(Path head) throws IOException {
    FileTime time = Files.getLastModifiedTime(head);
    byte[] data = new byte[BLOCK];
    Arrays.fill(data, (byte) 77);
    try (FileChannel channel = FileChannel.open(head, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(data), 50L * BLOCK);
    }
    Files.setLastModifiedTime(head, time);
  }

  /** Allocates without writing: the engine takes that for the layer's own zeros. */
  public void allocate(int block, int blocks) throws Exception {
    run("fallocate", "-n", "-o", at(block), "-l", at(blocks), top().toString());
    Arrays.fill(model, block * BLOCK, (block + blocks) * BLOCK, (byte) 0);
  }

  /** Punches a hole into the top layer: what is below shows again. */
  public void punch(int block, int blocks) throws Exception {
    run("fallocate", "-p", "-o", at(block), "-l", at(blocks), top().toString());
    int from = block * BLOCK;
    System.arraycopy(beforeTop, from, model, from, blocks * BLOCK);
  }

  public MadeReplica finish() throws IOException {
    volumeMeta("");
    return this;
  }

  public void volumeMeta(String backing) throws IOException {
    Path below = layers.size() < 2 ? Path.of("") : layers.get(layers.size() - 2).getFileName();
    Files.writeString(
        directory.resolve("volume.meta"),
        "{\"Size\":"
            + model.length
            + ",\"Head\":\""
            + top().getFileName()
            + "\",\"Dirty\":true,\"Rebuilding\":false,\"Error\":\"\",\"Parent\":\""
            + below
            + "\",\"SectorSize\":512,\"BackingFilePath\":\""
            + backing
            + "\",\"Encrypted\":false}\n");
  }

  public static byte[] read(MergedContent content) throws IOException {
    byte[] all = new byte[(int) content.size()];
    long[] last = {-1};
    content.to(
        (offset, data) -> {
          if (offset <= last[0] || offset % BLOCK != 0 || !data.hasRemaining()) {
            throw new IOException("sink called out of order at " + offset);
          }
          last[0] = offset;
          data.get(all, (int) offset, data.remaining());
        });
    return all;
  }

  public static void run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What is not installed is found where packages are unpacked.
    builder.environment().merge("PATH", Programs.SEARCH_PATH, (own, more) -> own + ":" + more);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  private static String at(int blocks) {
    return String.valueOf((long) blocks * BLOCK);
  }
}
