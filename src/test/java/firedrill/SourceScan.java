package firedrill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What no import shows: what only some may know, written out.
 *
 * @param words as they stand in a line of source
 * @param places that may have them, as beginnings of paths below a root
 */
record SourceScan(Pattern words, List<String> places) {

  private static final String LOCAL = "firedrill/sandbox/local/";
  private static final String K3D = "firedrill/sandbox/k3d/";
  private static final String PROVIDERS = "firedrill/provider/";

  /**
   * The kernel's view of processes, in k3d a node's; {@code Kernel} asks it of this machine itself,
   * not of a lab.
   */
  static final SourceScan PROC =
      of(
          "/proc/|\"/?proc\"",
          LOCAL,
          K3D,
          "firedrill/provider/local/",
          "firedrill/provider/k3d/",
          "firedrill/files/Kernel.java");

  /** What starts a JVM that builds labs, by whatever words its path is made. */
  static final SourceScan LAUNCHER =
      of(
          "\"[^\" ]*launcher[^\" ]*\"",
          LOCAL,
          PROVIDERS,
          "firedrill/sandbox/machine/Launchers.java");

  /**
   * The guard must know which of the machine's files a lab does not see: a stop file may be one.
   */
  private static final String SEEN = "firedrill/guard/LabView";

  /** How it is told, and how it tells. */
  static final SourceScan TOLD =
      of("FIREDRILL_(?!KIND\\b|DEBIAN_MIRROR\\b|NAMESPACES\\b)[A-Z]", LOCAL, PROVIDERS, SEEN);

  /** The kind that a launcher has started this JVM in. */
  static final SourceScan STARTED_IN =
      of("FIREDRILL_KIND\\b", "firedrill/ground/Sandboxes.java", PROVIDERS, SEEN);

  static final List<SourceScan> ALL = List.of(PROC, LAUNCHER, TOLD, STARTED_IN);

  /** Rules have to spell out what they forbid. */
  private static final Set<String> RULES =
      Set.of("firedrill/SourceScan.java", "firedrill/SourceScanTest.java");

  private static SourceScan of(String words, String... places) {
    return new SourceScan(Pattern.compile(words), List.of(places));
  }

  /** As {@code <file>:<line>}, with the line. */
  List<String> violations(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name = root.relativize(file).toString();
        if (!RULES.contains(name) && places.stream().noneMatch(name::startsWith)) {
          List<String> lines = Files.readAllLines(file);
          for (int i = 0; i < lines.size(); i++) {
            if (words.matcher(lines.get(i)).find()) {
              found.add(name + ":" + (i + 1) + " " + lines.get(i).strip());
            }
          }
        }
      }
    }
    return found;
  }
}
