package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of a process tree, ended children included: proc(5), stat, fields 14 to 17. */
final class CpuTime {
  private static final double TICKS_PER_SECOND = 100;

  private CpuTime() {}

  /** Seconds; 0 where there is no {@code /proc}. */
  static double ofTree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .mapToDouble(p -> ticks(p.pid()) / TICKS_PER_SECOND)
        .sum();
  }

  private static long ticks(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException gone) {
      return 0;
    }
    // The second field, the name in parentheses, may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return List.of(11, 12, 13, 14).stream().mapToLong(i -> Long.parseLong(fields[i])).sum();
  }
}
