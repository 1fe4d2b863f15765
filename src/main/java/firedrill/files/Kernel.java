package firedrill.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel of this very machine tells of itself and of its processes: proc(5). */
public final class Kernel {

  private static final Path PROC = Path.of("/proc");
  private static final Path BOOT = PROC.resolve("sys/kernel/random/boot_id");
  private static final int ACCESS_MODE = 3;

  /** Bytes that a setting takes at most. */
  private static final int SETTING = 4096;

  /** A line of net/unix (proc_net(5)) with the flag of a socket that accepts. */
  private static final Pattern LISTENING =
      Pattern.compile(
          "[0-9A-Fa-f]+: [0-9A-F]+ [0-9A-F]+ 00010000 [0-9A-F]+ [0-9A-F]+ +(?<inode>[0-9]+)"
              + " (?<path>.+)");

  private static final Pattern OF_PROCESS =
      Pattern.compile(Pattern.quote(PROC + "/") + "[^/]+/(task/[^/]+/)?(environ|mem)");

  private Kernel() {}

  /** Whether a path is what a process was started with, or has in its memory. */
  public static boolean isOfProcess(String path) {
    return OF_PROCESS.matcher(path).matches();
  }

  /** Another text after each boot; {@code unknown} where the kernel does not tell. */
  public static String boot() throws IOException {
    return Files.exists(BOOT) ? Files.readString(BOOT).strip() : "unknown";
  }

  /** The line {@code stat} of a process; empty when it has ended. */
  public static Optional<String> stat(long pid) {
    try {
      return Optional.of(Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat")));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /**
   * The users that this process' namespace knows: lines of first id inside, first id outside, count
   * (user_namespaces(7)).
   *
   * @throws IOException where the kernel does not tell
   */
  public static List<String> userIds() throws IOException {
    return Files.readAllLines(PROC.resolve("self/uid_map"));
  }

  /** The same of groups. */
  public static List<String> groupIds() throws IOException {
    return Files.readAllLines(PROC.resolve("self/gid_map"));
  }

  /**
   * What is mounted where, as this process sees it: proc_pid_mountinfo(5).
   *
   * @return empty where the kernel does not tell, as macOS'
   * @throws IOException when it tells and cannot be read
   */
  public static Optional<String> mounts() throws IOException {
    Path table = PROC.resolve("self/mountinfo");
    return Files.exists(table)
        ? Optional.of(Files.readString(table, StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  /**
   * The settings that the machine's first process was started with; root's secrets may be there.
   */
  public static Path firstEnvironment() {
    return PROC.resolve("1/environ");
  }

  /** The id that stands for all others. */
  public static String overflowId() throws IOException {
    return setting("kernel/overflowuid");
  }

  /**
   * One of the kernel's settings: proc_sys(5).
   *
   * @param name below {@code /proc/sys}
   * @throws IOException where there is none
   */
  static String setting(String name) throws IOException {
    // At once: of a number the kernel tells nothing from its second byte on, and a file whose size
    // is said to be 0 is else read byte by byte.
    try (InputStream in = Files.newInputStream(PROC.resolve("sys").resolve(name))) {
      return new String(in.readNBytes(SETTING), StandardCharsets.US_ASCII).strip();
    }
  }

  /**
   * Ranks this process' session among all: sched(7), autogroup.
   *
   * @param nice -20 to 19
   * @throws IOException where the kernel has no such groups
   */
  public static void rankSession(int nice) throws IOException {
    Files.writeString(PROC.resolve("self/autogroup"), Integer.toString(nice));
  }

  /** A process that has the file open for writing, with its name, as far as this one may look. */
  public static Optional<String> writer(Path file) throws IOException {
    Object wanted = Files.readAttributes(file, "unix:dev,ino");
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (writes(process, wanted)) {
          return Optional.of(name(process));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Names of the programs that listen at a unix socket, as far as this process may look: in its own
   * network namespace, and at processes of its own user's.
   *
   * @param socket absolute; a program that has bound it by a relative path is known by the last
   *     name
   * @throws IOException when the kernel tells of its sockets and cannot be read
   */
  public static Set<String> listeners(Path socket) throws IOException {
    Path table = PROC.resolve("net/unix");
    if (!Files.exists(table)) {
      return Set.of(); // No Linux.
    }
    Set<String> links = new HashSet<>();
    for (String line : Files.readString(table, StandardCharsets.ISO_8859_1).split("\n")) {
      Matcher bound = LISTENING.matcher(line);
      if (bound.matches() && isAt(bound.group("path"), socket)) {
        links.add("socket:[" + bound.group("inode") + "]");
      }
    }
    return links.isEmpty() ? Set.of() : holders(links);
  }

  private static boolean isAt(String bound, Path socket) {
    String path = new String(bound.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return path.equals(socket.toString())
        || !path.startsWith("/")
            && !path.startsWith("@")
            && path.substring(path.lastIndexOf('/') + 1)
                .equals(String.valueOf(socket.getFileName()));
  }

  private static Set<String> holders(Set<String> links) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, links)) {
          names.add(command(process).orElse("?"));
        }
      }
    }
    return names;
  }

  private static boolean holds(Path process, Set<String> links) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path fd : open) {
        if (links.contains(target(fd))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return false; // Ended meanwhile, or somebody else's.
    }
    return false;
  }

  private static String target(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  private static boolean writes(Path process, Object wanted) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path fd : open) {
        if (same(fd, wanted) && forWriting(process, fd)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      // Ended meanwhile, or somebody else's.
      return false;
    }
    return false;
  }

  private static boolean same(Path fd, Object wanted) {
    try {
      return Files.readAttributes(fd, "unix:dev,ino").equals(wanted);
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean forWriting(Path process, Path fd) throws IOException {
    Path info = process.resolve("fdinfo").resolve(String.valueOf(fd.getFileName()));
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("flags:"))
        .anyMatch(line -> (Long.parseLong(line.substring(6).strip(), 8) & ACCESS_MODE) != 0);
  }

  private static String name(Path process) {
    String pid = "process " + process.getFileName();
    return command(process).map(command -> pid + " (" + command + ")").orElse(pid);
  }

  private static Optional<String> command(Path process) {
    try {
      return Optional.of(Files.readString(process.resolve("comm")).strip());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
