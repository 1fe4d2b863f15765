package firedrill.sandbox.tool;

import firedrill.files.Kernel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Processor time of a process tree, ended children included: proc(5), stat, fields 14 to 17. */
final class CpuTime {
  private static final double TICKS_PER_SECOND = 100;
  private static final Pattern MINUTES_AND_SECONDS = Pattern.compile("(\\d+)m([0-9.]+)s");

  private CpuTime() {}

  /** Seconds; 0 where the kernel does not tell. */
  static double ofTree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .mapToDouble(p -> ticks(p.pid()) / TICKS_PER_SECOND)
        .sum();
  }

  /**
   * Seconds of a shell's ended children.
   *
   * @param times what the shell's {@code times} printed: two lines of user and system time, its own
   *     and its children's, for example {@code 1m2.340000s 0m5.670000s}
   */
  static double ofEnded(String times) {
    String children = times.lines().skip(1).findFirst().orElse("");
    Matcher matcher = MINUTES_AND_SECONDS.matcher(children);
    double sum = 0;
    while (matcher.find()) {
      sum += 60 * Double.parseDouble(matcher.group(1)) + Double.parseDouble(matcher.group(2));
    }
    return sum;
  }

  private static long ticks(long pid) {
    return Kernel.stat(pid).map(CpuTime::sum).orElse(0L);
  }

  private static long sum(String stat) {
    // The second field, the name in parentheses, may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return List.of(11, 12, 13, 14).stream().mapToLong(i -> Long.parseLong(fields[i])).sum();
  }
}
