package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A replica whose every layer has a time of its own, as the engine's clock and its node's tell it.
 * {@code volume.meta} is as old as the newest layer, unless it was opened again since.
 */
final class TimedReplica {
  private final MadeReplica made;
  private final int size;
  private Instant last = Instant.EPOCH;

  TimedReplica(Path directory, int size) throws IOException {
    this.made = new MadeReplica(directory, size);
    this.size = size;
  }

  Path directory() {
    return made.directory();
  }

  Path file(String name) {
    return directory().resolve(name);
  }

  /**
   * A new top layer.
   *
   * @param created as it says itself
   * @param blocks each followed by the value that fills it
   */
  TimedReplica layer(String name, Instant created, Instant written, int... blocks)
      throws IOException {
    made.layer(name, size);
    for (int i = 0; i < blocks.length; i += 2) {
      made.fill(blocks[i], blocks[i + 1]);
    }
    time(file(name), written);
    Path meta = file(name + ".meta");
    created(meta, created);
    time(meta, created);
    last = created;
    return this;
  }

  TimedReplica finish() throws IOException {
    return opened(last);
  }

  /** When it was opened last, by the clock of its node. */
  TimedReplica opened(Instant at) throws IOException {
    made.finish();
    time(file("volume.meta"), at);
    return this;
  }

  /** A head that is no part of the chain; empty unless blocks are given. */
  Path beside(String name, String parent, Instant created, Instant written, int... blocks)
      throws IOException {
    Path elsewhere = Files.createTempDirectory(directory().getParent(), "beside");
    MadeReplica one = new MadeReplica(elsewhere, size);
    one.layer(name, size);
    for (int i = 0; i < blocks.length; i += 2) {
      one.fill(blocks[i], blocks[i + 1]);
    }
    Path file = Files.move(elsewhere.resolve(name), file(name));
    made.layerMeta(name, parent);
    created(file(name + ".meta"), created);
    time(file(name + ".meta"), created);
    time(file, written);
    Files.delete(elsewhere.resolve(name + ".meta"));
    Files.delete(elsewhere);
    return file;
  }

  static void created(Path meta, Instant created) throws IOException {
    Files.writeString(
        meta,
        Files.readString(meta)
            .replaceFirst(
                "Created\":\"[^\"]*",
                "Created\":\"" + created.toString().replaceAll("\\.[0-9]+", "")));
  }

  static void time(Path file, Instant at) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(at));
  }
}
