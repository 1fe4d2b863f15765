package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.injection.EngineDevice;
import firedrill.component.longhorn.injection.FileDevice;
import firedrill.integrity.BlockView;
import firedrill.integrity.BlocksEqual;
import firedrill.recovery.Observation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A volume whose every byte is known from a file outside the lab: each write goes to both. */
final class KnownVolume {

  private static final int BLOCK = 4096;
  private static final String TICKET = "drill";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Longhorn longhorn;
  private final String name;
  private final long bytes;
  private final int replicas;
  private final Path image;

  /**
   * @param image what the volume is to hold; made
   */
  KnownVolume(Longhorn longhorn, String name, long bytes, int replicas, Path image)
      throws IOException {
    this.longhorn = longhorn;
    this.name = name;
    this.bytes = bytes;
    this.replicas = replicas;
    this.image = image;
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  String name() {
    return name;
  }

  int replicas() {
    return replicas;
  }

  /** Returns when it can be attached. */
  void create() {
    longhorn.createVolume(name, bytes, replicas);
    longhorn.awaitState(name, VolumeState::isDetached, LIMIT, name + " is made");
  }

  void attach(String node) {
    ask(node);
    awaitAttached();
  }

  /** Asks for an attachment; returns at once, for several volumes can wait side by side. */
  void ask(String node) {
    longhorn.attach(name, node, TICKET);
  }

  void awaitAttached() {
    longhorn.awaitState(name, VolumeState::isHealthy, LIMIT, name + " is attached");
  }

  /** Asks for the detachment; returns at once. */
  void release() {
    longhorn.detach(name, TICKET);
  }

  void awaitDetached() {
    longhorn.awaitState(name, VolumeState::isDetached, LIMIT, name + " is detached");
  }

  /** What Longhorn says of it. */
  Observation healthy() {
    String robustness = longhorn.volume(name).map(VolumeState::robustness).orElse("not there");
    return Observation.of(
        longhorn.volume(name).filter(VolumeState::isHealthy).isPresent(),
        name + " is " + robustness);
  }

  /** Whether Longhorn says that users have it, with all of its replicas or with some. */
  Observation served() {
    VolumeState state = longhorn.volume(name).orElseThrow();
    return Observation.of(
        state.isHealthy() || state.isDegraded(), state.state() + ", " + state.robustness());
  }

  /**
   * Writes to blocks here and there, each of them once; every replica has them when it returns.
   * Every other one lies within the first eighth, where later calls then meet earlier ones.
   *
   * @param zeros every so many blocks one is filled with zeros: data, and no hole
   */
  void write(Random random, int blocks, int zeros) throws IOException {
    Set<Long> places = new TreeSet<>();
    while (places.size() < blocks) {
      long span = places.size() % 2 == 0 ? bytes : bytes / 8;
      places.add(random.nextInt((int) (span / BLOCK)) * (long) BLOCK);
    }
    try (BlockDevice engine = device();
        BlockDevice known = FileDevice.open(image)) {
      int count = 0;
      for (long place : places) {
        byte[] block = new byte[BLOCK];
        if (++count % zeros != 0) {
          random.nextBytes(block);
        }
        engine.write(place, ByteBuffer.wrap(block));
        known.write(place, ByteBuffer.wrap(block));
      }
      engine.flush();
    }
  }

  /** Whether it takes a write: a block is written and read again. */
  Observation takesAWrite(Random random) throws IOException {
    long place = random.nextInt((int) (bytes / BLOCK)) * (long) BLOCK;
    byte[] block = new byte[BLOCK];
    random.nextBytes(block);
    ByteBuffer back = ByteBuffer.allocate(BLOCK);
    try (BlockDevice engine = device();
        BlockDevice known = FileDevice.open(image)) {
      engine.write(place, ByteBuffer.wrap(block));
      engine.flush();
      known.write(place, ByteBuffer.wrap(block));
      engine.read(place, back);
    }
    boolean same = Arrays.equals(block, back.array());
    return Observation.of(
        same,
        "a block written to " + name + (same ? " is read again" : " is not what is read then"));
  }

  /** The attached volume, past every cache. */
  BlockDevice device() throws IOException {
    return new EngineDevice(longhorn.openEngine(name), bytes);
  }

  /** What was written up to now, kept apart. */
  Path copy(Path into) throws IOException {
    return Files.copy(image, into);
  }

  /** What was written. */
  BlockView.Source wanted() {
    return () -> BlockView.of("what was written", FileDevice.open(image));
  }

  /** What was written against what the device says now. */
  BlocksEqual blocks() {
    return against(name, () -> BlockView.of("the device of " + name, device()));
  }

  /** What an image of before holds against what the device says now. */
  BlocksEqual asIn(Path before) {
    return new BlocksEqual(
        name,
        () -> BlockView.of("what it held before", FileDevice.open(before)),
        () -> BlockView.of("the device of " + name, device()));
  }

  /** Attached without its frontend, as a change of the volume itself wants it. */
  void attachForMaintenance(String node) {
    longhorn.attachForMaintenance(name, node, TICKET);
    awaitAttached();
  }

  /** What was written against something else that should hold it. */
  BlocksEqual against(String what, BlockView.Source seen) {
    return new BlocksEqual(what, wanted(), seen);
  }
}
