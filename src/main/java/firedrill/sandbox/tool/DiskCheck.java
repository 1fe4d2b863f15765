package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Room for a build. Figures are measured, by the processor time that the catalogue gives: the six
 * programs that tests start (595 s) left 3.8 GiB in Go's build cache and 1.9 GiB of modules, with
 * those of {@code power-cut} beside them (1305 s) it was 7.3 and 7.0 GiB; the programs themselves
 * are 2 GiB at most while they are linked.
 */
record DiskCheck(Disk disk, Catalog catalog) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long PROGRAMS = GIB;

  /** Bytes for a second of a program's build. */
  private static final long COMPILED = 6 * MIB;

  private static final long MODULES = 5 * MIB;

  /**
   * @throws ToolException naming what is free, what is needed and what can be done
   */
  void mustHold(Set<String> missing, Path cache, GoToolchain go) {
    Optional<BuildRoom> tight =
        tightest(missing, cache, go).filter(room -> room.free() < room.needed());
    if (tight.isPresent()) {
      throw new ToolException(
          "the disk of "
              + tight.get().folder()
              + " has "
              + gib(tight.get().free())
              + " free and building "
              + String.join(", ", missing)
              + " needs "
              + gib(tight.get().needed())
              + "; "
              + BuildRoom.REMEDY);
    }
  }

  /** Of the disks that a build writes to the one with the least beside what is needed. */
  Optional<BuildRoom> tightest(Set<String> missing, Path cache, GoToolchain go) {
    try {
      Map<Object, BuildRoom> disks = new LinkedHashMap<>();
      need(disks, cache, PROGRAMS);
      need(disks, go.moduleCache(), wanted(missing, go.moduleCache(), MODULES));
      need(disks, go.buildCache(), wanted(missing, go.buildCache(), COMPILED));
      return disks.values().stream()
          .min((a, b) -> Long.compare(a.free() - a.needed(), b.free() - b.needed()));
    } catch (IOException e) {
      throw new ToolException("cannot tell how much of the disk is free: " + e, e);
    }
  }

  private void need(Map<Object, BuildRoom> disks, Path folder, long bytes) throws IOException {
    BuildRoom own = new BuildRoom(folder, disk.free(folder), bytes);
    disks.merge(
        disk.of(folder),
        own,
        (one, other) -> new BuildRoom(other.folder(), one.free(), one.needed() + other.needed()));
  }

  /** Nothing where at least half of what all programs leave is there already. */
  private long wanted(Set<String> missing, Path folder, long perSecond) throws IOException {
    long all = catalog.tools().values().stream().mapToLong(CatalogEntry::cpuSeconds).sum();
    long half = all * perSecond / 2;
    long wanted = missing.stream().mapToLong(n -> catalog.get(n).cpuSeconds()).sum() * perSecond;
    return disk.used(folder, half) >= half ? 0 : wanted;
  }

  static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
  }
}
