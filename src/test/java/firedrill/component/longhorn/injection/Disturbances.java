package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.testing.Gen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What befalls replicas beside damage: an engine killed in a snapshot, a rebuild that has begun,
 * nodes that come up again, files that are packed, directories that are renamed. The fresh ones
 * still hold what the volume held.
 */
final class Disturbances {
  private static final String TWO = "volume-snap-two.img";

  private final Gen gen;
  private final Instant end;
  private final int head;

  /**
   * @param head the number of the replicas' head
   */
  Disturbances(Gen gen, Instant end, int head) {
    this.gen = gen;
    this.end = end;
    this.head = head;
  }

  static String head(int number) {
    return String.format("volume-head-%03d.img", number);
  }

  private String before() {
    return head(head == 1 ? 10 : head - 1);
  }

  private String next() {
    return head(head % 10 + 1);
  }

  /** A head that was made for a snapshot that was never taken. */
  void unusedHead(Path replica) throws IOException {
    Path file = replica.resolve(next());
    long size = Files.size(replica.resolve(head(head)));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), size);
      channel.truncate(size);
    }
    Instant made = end.minusSeconds(gen.of(0, 3600));
    TimedReplica.time(file, made);
    if (gen.between(0, 1) == 0) {
      meta(replica, next(), "volume-snap-three.img", made);
    }
  }

  private static void meta(Path replica, String layer, String parent, Instant created)
      throws IOException {
    Path meta = replica.resolve(layer + ".meta");
    Files.writeString(
        meta,
        "{\"Name\":\"\",\"Parent\":\""
            + parent
            + "\",\"Created\":\""
            + created.toString().replaceAll("\\.[0-9]+", "")
            + "\"}\n");
    TimedReplica.time(meta, created);
  }

  /** The last snapshot's old name was not removed; copied, the two are two files. */
  void oldName(Path replica) throws Exception {
    Path old = replica.resolve(before());
    if (gen.between(0, 1) == 0) {
      Files.createLink(old, replica.resolve(TWO));
    } else {
      MadeReplica.run(
          "cp", "--sparse=always", "-p", replica.resolve(TWO).toString(), old.toString());
    }
    Files.copy(replica.resolve(TWO + ".meta"), replica.resolve(before() + ".meta"));
  }

  /** volume.meta is that of before the last snapshot, whose old name is there still. */
  void oldVolumeMeta(Path replica) throws Exception {
    oldName(replica);
    Path meta = replica.resolve("volume.meta");
    var time = Files.getLastModifiedTime(meta);
    Files.writeString(
        meta,
        Files.readString(meta).replace(head(head), before()).replace(TWO, "volume-snap-one.img"));
    Files.setLastModifiedTime(meta, time);
  }

  /**
   * All took the snapshot of a rebuild, and what was written since; what is in the stale one's is
   * still that of when it dropped out.
   */
  void rebuildBegun(List<Path> fresh, Path stale, Duration age) throws Exception {
    Instant snapshot = end.minusSeconds(3600);
    List<Path> all = new ArrayList<>(fresh);
    all.add(stale);
    for (Path replica : all) {
      for (String layer : List.of(TWO, head(head))) {
        Path meta = replica.resolve(layer + ".meta");
        TimedReplica.created(meta, snapshot);
        TimedReplica.time(meta, snapshot);
      }
      TimedReplica.time(replica.resolve("volume.meta"), snapshot);
      TimedReplica.time(
          replica.resolve(TWO), replica.equals(stale) ? snapshot.minus(age) : snapshot);
    }
    Files.delete(stale.resolve(head(head)));
    // As the engine has it: with its holes.
    MadeReplica.run(
        "cp",
        "--sparse=always",
        "-p",
        fresh.get(0).resolve(head(head)).toString(),
        stale.resolve(head(head)).toString());
    byte[] block = new byte[MadeReplica.BLOCK];
    Arrays.fill(block, (byte) 6);
    try (FileChannel channel = FileChannel.open(stale.resolve(TWO), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(block), 2L * MadeReplica.BLOCK);
    }
    TimedReplica.time(stale.resolve(TWO), snapshot.minus(age));
  }

  /** A purge of the older snapshot into which the newer one was written, and that one is gone. */
  void purgeCutOff(Path replica) throws IOException {
    Path older = replica.resolve("volume-snap-one.img");
    Path meta = replica.resolve("volume-snap-one.img.meta");
    Files.writeString(
        meta, Files.readString(meta).replace("\"Removed\":false", "\"Removed\":true"));
    byte[] block = new byte[MadeReplica.BLOCK];
    Arrays.fill(block, (byte) 7);
    try (FileChannel channel = FileChannel.open(older, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(block), 2L * MadeReplica.BLOCK);
    }
    Path newer = replica.resolve(TWO);
    if (gen.between(0, 1) == 0) {
      Files.delete(newer);
      Files.createLink(newer, older);
    } else if (gen.between(0, 1) == 0) {
      Files.write(newer, new byte[0]);
    } else {
      Files.delete(newer);
    }
  }

  /** A file that an incremental restore has left, or that was being folded in. */
  void delta(Path replica) throws IOException {
    Path file = replica.resolve("volume-delta-backup-1.img");
    Files.write(file, new byte[MadeReplica.BLOCK]);
    TimedReplica.time(file, end.minusSeconds(gen.of(0, 3600, 86_400 * 40)));
  }

  /** Opened again since the newest layer, after a cut that set its clock back. */
  void openedAgain(Path replica, Duration back) throws IOException {
    TimedReplica.time(replica.resolve("volume.meta"), end.minus(Duration.ofHours(6)).minus(back));
  }

  /** Each file packed, or called otherwise. */
  void packed(Path replica) throws IOException {
    String behind = gen.of(".gz", ".bak");
    try (Stream<Path> files = Files.list(replica)) {
      for (Path file : files.toList()) {
        Path to =
            gen.between(0, 1) == 0
                ? file.resolveSibling("old-" + file.getFileName())
                : file.resolveSibling(file.getFileName() + behind);
        Files.move(file, to);
      }
    }
  }

  /** The same replica under another name. */
  Orphan renamed(Orphan one) throws IOException {
    String name = one.name();
    String other =
        gen.of(
            "old",
            "#12345",
            "old-" + name,
            name + ".bak",
            name + "-20240412",
            name + "-backup01",
            one.volume() + "-old",
            one.volume() + ".bak",
            one.volume() + "-2024-04-12",
            name + "X");
    Path to = one.directory().resolveSibling(one.node()).resolve(other);
    Files.createDirectories(to.getParent());
    return Orphan.named(one.node(), Files.move(one.directory(), to));
  }
}
