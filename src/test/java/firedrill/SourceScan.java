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
      Pattern.compile(
          "/proc/|\"/proc\"|FIREDRILL_(LAB_DIR|OUTER_PID|SANDBOX|NODE_DISKS|JAVA)|launcher/local");

  private static final List<String> PROVIDER =
      List.of("firedrill/sandbox/local/", "firedrill/provider/local/");

  /** Of this machine itself, not of a lab. */
  private static final String OF_THE_MACHINE = "firedrill/files/Kernel.java";

  private SourceScan() {}

  /** As {@code <file>:<line>}, with the line. */
  static List<String> violations(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name = root.relativize(file).toString();
        if (!name.equals(OF_THE_MACHINE) && PROVIDER.stream().noneMatch(name::startsWith)) {
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
