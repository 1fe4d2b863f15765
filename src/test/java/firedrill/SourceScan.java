package firedrill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What no import shows: what only the local sandbox's provider may know, written out. */
final class SourceScan {

  /** The kernel's view of processes, and what starts a JVM in namespaces and how it is told. */
  private static final Pattern KNOWLEDGE =
      Pattern.compile("/proc/|\"/proc\"|FIREDRILL_LAB_DIR|FIREDRILL_OUTER_PID|launcher/local");

  private static final List<String> PROVIDER =
      List.of("firedrill/sandbox/local/", "firedrill/ground/local/");

  /**
   * Of this machine itself, not of a lab: its boot, who has a file open, what a build costs, and
   * whether it allows namespaces.
   */
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "firedrill/component/longhorn/replica/OpenCheck.java",
          "firedrill/sandbox/tool/CpuTime.java",
          "firedrill/component/longhorn/replica/MergeJournal.java",
          "firedrill/cli/NamespaceCheck.java");

  private SourceScan() {}

  /** As {@code <file>:<line>}, with the line. */
  static List<String> violations(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name = root.relativize(file).toString();
        if (Stream.concat(PROVIDER.stream(), OF_THE_MACHINE.stream()).noneMatch(name::startsWith)) {
          List<String> lines = Files.readAllLines(file);
          for (int i = 0; i < lines.size(); i++) {
            if (KNOWLEDGE.matcher(lines.get(i)).find()) {
              found.add(name + ":" + (i + 1) + " " + lines.get(i).strip());
            }
          }
        }
      }
    }
    return found;
  }
}
