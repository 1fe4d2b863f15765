package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Room for a build. Figures are measured: all programs of the first catalogue left 7 GiB in Go's
 * caches; with these warm, the programs themselves are under 1 GiB.
 */
record DiskCheck(Disk disk, Catalog catalog) {
  private static final long GIB = 1L << 30;
  private static final long PROGRAMS = GIB;
  private static final long GO_CACHES = 7 * GIB;
  private static final long WARM = 2 * GIB;

  /**
   * @throws ToolException naming what is free, what is needed and what can be done
   */
  void mustHold(Set<String> missing, Path cache, GoToolchain go) {
    try {
      double all = catalog.tools().values().stream().mapToInt(CatalogEntry::cpuSeconds).sum();
      double wanted = missing.stream().mapToInt(n -> catalog.get(n).cpuSeconds()).sum();
      boolean warm = disk.used(go.buildCache(), WARM) >= WARM;
      long compile = warm ? PROGRAMS : PROGRAMS + (long) (GO_CACHES * (wanted / all));
      Map<Path, Long> needs = new LinkedHashMap<>();
      needs.put(cache, PROGRAMS);
      needs.put(go.moduleCache(), PROGRAMS);
      needs.put(go.buildCache(), compile);
      for (Map.Entry<Path, Long> need : needs.entrySet()) {
        long free = disk.free(need.getKey());
        if (free < need.getValue()) {
          throw new ToolException(
              "the disk of "
                  + need.getKey()
                  + " has "
                  + gib(free)
                  + " free and building "
                  + String.join(", ", missing)
                  + " needs "
                  + gib(need.getValue())
                  + "; free some, or move what fills it: -Dfiredrill.cache=/path for the programs,"
                  + " the variables GOCACHE and GOMODCACHE for Go's own caches");
        }
      }
    } catch (IOException e) {
      throw new ToolException("cannot tell how much of the disk is free: " + e, e);
    }
  }

  static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
  }
}
