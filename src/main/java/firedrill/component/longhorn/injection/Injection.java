package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentHash;
import firedrill.component.longhorn.replica.MergedContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Method D: merges a replica's layers while reading them, and writes what is not zero into a fresh
 * volume through its device; compares what the device then says, detaches, attaches, compares
 * again. Each step is persisted, so that the same call after an interruption does only what is
 * left. The replica is never written to. Costs time with the data there are, not with the volume's
 * size.
 */
public final class Injection {

  private static final int BUFFER = 1 << 20;

  /**
   * What was done.
   *
   * @param hash of the content, as {@link ContentHash}
   * @param bytes of data in the volume
   * @param copying of what was left to copy
   * @param verifying both times
   * @param whole with creation and attachments
   * @param resumed an earlier, interrupted call had begun it
   */
  public record Report(
      String volume,
      String source,
      String hash,
      long bytes,
      Duration copying,
      Duration verifying,
      Duration whole,
      boolean resumed) {

    @Override
    public String toString() {
      return volume
          + ": "
          + bytes
          + " B of data copied from "
          + Path.of(source).getFileName()
          + (resumed ? " (begun by an earlier call)" : "")
          + " in "
          + seconds(copying)
          + ", compared twice in "
          + seconds(verifying)
          + "; "
          + seconds(whole)
          + " with creation and attachments; hash of the content "
          + hash;
    }

    private static String seconds(Duration time) {
      return "%.1f s".formatted(time.toMillis() / 1000.0);
    }
  }

  private final Chain source;
  private final FreshVolume volume;
  private final Target target;
  private final Path file;
  private boolean takeExisting;
  private InjectionProgress progress;
  private long copying;
  private long verifying;

  private Injection(Chain source, FreshVolume volume, Path progress) {
    this.source = source;
    this.volume = volume;
    this.target = new Target(volume, source.volume().size());
    this.file = progress;
  }

  /**
   * @param source the chosen candidate's
   * @param progress file that outlives this process; one per volume
   */
  public static Injection of(Chain source, FreshVolume volume, Path progress) {
    return new Injection(source, volume, progress);
  }

  /** A volume that exists already may be taken, if all of it reads as zeros. */
  public Injection intoExisting() {
    takeExisting = true;
    return this;
  }

  /**
   * Does what is left to do.
   *
   * @throws IOException naming the first wrong offset when the device does not hold what was
   *     written, or the volume that is not this injection's to write to, or why no fresh volume can
   *     hold this content
   */
  public Report run() throws IOException {
    long started = System.nanoTime();
    target.requireFit(source);
    ContentHash hash = new ContentHash();
    MergedContent.of(source).to(hash);
    long bytes = hash.bytes();
    String wanted = hash.hex(size());
    boolean resumed = begin(wanted);
    forgetAnotherVolume();
    if (!progress.done()) {
      ensureVolume();
      if (!progress.verified()) {
        try (BlockDevice device = target.attached()) {
          copy(device);
          verify(device, wanted);
        }
        save(progress.withVerified());
      }
      volume.detach();
      try (BlockDevice device = target.attached()) {
        verify(device, wanted);
      }
      volume.detach();
      save(progress.withDone());
    }
    return new Report(
        volume.name(),
        source.directory().toString(),
        wanted,
        bytes,
        Duration.ofNanos(copying),
        Duration.ofNanos(verifying),
        Duration.ofNanos(System.nanoTime() - started),
        resumed);
  }

  private long size() {
    return source.volume().size();
  }

  private boolean begin(String wanted) throws IOException {
    InjectionProgress earlier = InjectionProgress.read(file).orElse(null);
    if (earlier == null) {
      save(InjectionProgress.begin(source.directory().toString(), wanted, volume.name()));
      return false;
    }
    if (!earlier.volume().equals(volume.name()) || !earlier.content().equals(wanted)) {
      throw new IOException(
          file
              + " is the progress of another injection ("
              + earlier.source()
              + " into "
              + earlier.volume()
              + "); give each its own file. A volume that another one has half written to is not a"
              + " fresh one: see whose it is before you delete it, and that file");
    }
    progress = earlier;
    return true;
  }

  private InjectionProgress begun() {
    return InjectionProgress.begin(progress.source(), progress.content(), progress.volume());
  }

  private void save(InjectionProgress next) throws IOException {
    next.write(file);
    progress = next;
  }

  /**
   * What was done to a volume that is gone is undone, and one that has its name since is another.
   */
  private void forgetAnotherVolume() throws IOException {
    Optional<String> now = volume.identity();
    boolean gone = now.isEmpty() && (progress.done() || progress.identity() != null);
    boolean another =
        now.isPresent()
            && progress.identity() != null
            && !progress.identity().equals(now.orElseThrow());
    if (gone || another) {
      save(begun());
    }
  }

  private void ensureVolume() throws IOException {
    OptionalLong present = volume.size();
    if (present.isEmpty()) {
      // Persisted first: found on the way back, the volume is known to be this injection's.
      save(begun().withCreated());
      volume.create(size());
      present = volume.size();
    } else if (!progress.created()) {
      if (!takeExisting) {
        throw new IOException(
            "volume "
                + volume.name()
                + " exists and was not made by this injection; take another name, or allow an"
                + " existing volume, which must be empty");
      }
      target.requireSize(present);
      target.requireBlank();
      save(progress.withCreated());
    }
    target.requireSize(present);
    Optional<String> id = volume.identity();
    if (id.isPresent() && progress.identity() == null) {
      save(progress.withIdentity(id.orElseThrow()));
    }
  }

  private void copy(BlockDevice device) throws IOException {
    long started = System.nanoTime();
    try {
      MergedContent.of(source)
          .from(
              progress.copied(),
              device::write,
              done -> {
                try {
                  device.flush();
                  save(progress.withCopied(done));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      device.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      copying += System.nanoTime() - started;
    }
  }

  private void verify(BlockDevice device, String wanted) throws IOException {
    long started = System.nanoTime();
    ContentHash hash = new ContentHash();
    ByteBuffer seen = ByteBuffer.allocateDirect(BUFFER);
    MergedContent.of(source)
        .to(
            (offset, data) -> {
              seen.clear().limit(data.remaining());
              device.read(offset, seen);
              int wrong = data.mismatch(seen.flip());
              if (wrong >= 0) {
                throw new IOException(
                    "volume "
                        + volume.name()
                        + " does not hold what was written: the first wrong offset is "
                        + (offset + wrong));
              }
              hash.put(offset, seen);
            });
    String found = hash.hex(size());
    if (!found.equals(wanted)) {
      throw new IOException(
          "volume " + volume.name() + " has content " + found + ", wanted is " + wanted);
    }
    verifying += System.nanoTime() - started;
  }
}
