package firedrill.sandbox.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Starts labs through a parent that stands for Maven, kills them at random moments and looks for
 * what is left. Run with {@code LeakProbe <kills> <seed> <longest ms> <main class> [argument…]}.
 */
final class LeakProbe {

  /** Who is killed: the launcher, the JVM itself, the stand-in for Maven, or it and the JVM. */
  enum Victim {
    LAUNCHER,
    JVM,
    PARENT,
    BOTH
  }

  record Outcome(
      Victim victim, long atMillis, int processes, int loops, long goneMillis, List<String> left) {}

  private final Path base;
  private final List<String> command;
  private final Map<String, String> environment;

  LeakProbe(Path base, List<String> command) {
    this(base, command, Map.of());
  }

  /**
   * @param environment of the launcher, beside this JVM's
   */
  LeakProbe(Path base, List<String> command, Map<String, String> environment) {
    this.base = base;
    this.command = command;
    this.environment = environment;
  }

  public static void main(String[] args) throws Exception {
    Random random = new Random(Long.parseLong(args[1]));
    Path base = Files.createTempDirectory("leaks");
    LeakProbe probe =
        new LeakProbe(base, LaunchedProbe.command(args[3], List.of(args).subList(4, args.length)));
    int leaks = 0;
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      Outcome o =
          probe.kill(
              Victim.values()[i % Victim.values().length],
              random.nextLong(Long.parseLong(args[2])));
      System.out.println(o);
      leaks += o.left().size();
    }
    Files.deleteIfExists(base);
    System.out.println("left in all: " + leaks);
  }

  /** One start, one kill; what is left 5 s later. */
  Outcome kill(Victim victim, long afterMillis) throws Exception {
    Path lab = base.resolve("lab-" + System.nanoTime());
    List<String> argv =
        new ArrayList<>(List.of("bash", "-c", "\"$@\" <&0 & echo $!; wait", "stand-in for Maven"));
    argv.addAll(command);
    ProcessBuilder b = new ProcessBuilder(argv);
    b.environment().putAll(environment);
    b.environment().put("FIREDRILL_LAB_DIR", lab.toString());
    b.environment().put("FIREDRILL_JAVA", LaunchedProbe.javaProgram());
    b.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process parent = b.start();
    Map<Long, String> born = new HashMap<>();
    Set<String> namespaces = new HashSet<>();
    Map<String, String> loops = new HashMap<>();
    long began = System.nanoTime();
    do {
      // Only those of the last look: the kernel gives the number of a namespace that is gone to the
      // next one made anywhere, another test's lab included.
      namespaces.clear();
      note(parent.pid(), born, namespaces);
      noteLoops(lab, parent.pid(), loops);
    } while (System.nanoTime() - began < afterMillis * 1_000_000);
    Map<Long, String> inside = members(namespaces);
    // What somebody was in before that look and after it was the same one all the time.
    Set<String> still = new HashSet<>();
    note(parent.pid(), born, still);
    namespaces.retainAll(still);
    strike(victim, parent);
    long struck = System.nanoTime();
    List<String> left;
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> left(lab, born, namespaces, inside).isEmpty() && left(loops).isEmpty());
      left = List.of();
    } catch (ConditionTimeoutException stillThere) {
      left = left(lab, born, namespaces, inside);
      left.addAll(left(loops));
    }
    long gone = (System.nanoTime() - struck) / 1_000_000;
    parent.destroyForcibly();
    return new Outcome(victim, afterMillis, born.size(), loops.size(), gone, left);
  }

  private static void strike(Victim victim, Process parent) {
    Optional<ProcessHandle> launcher = parent.toHandle().children().findFirst();
    Optional<ProcessHandle> jvm =
        parent
            .toHandle()
            .descendants()
            .filter(p -> p.info().command().filter(c -> c.endsWith("/java")).isPresent())
            .findFirst();
    if (victim == Victim.PARENT || victim == Victim.BOTH) {
      parent.destroyForcibly();
    }
    switch (victim) {
      case LAUNCHER -> launcher.ifPresent(ProcessHandle::destroyForcibly);
      // Before there is a JVM its launcher is the process to kill.
      case JVM, BOTH -> jvm.or(() -> launcher).ifPresent(ProcessHandle::destroyForcibly);
      case PARENT -> {}
    }
  }

  /** Every descendant with its birth, and the namespaces that are not this test's own. */
  private static void note(long parent, Map<Long, String> born, Set<String> namespaces) {
    ProcessHandle.of(parent).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(
            p -> {
              String birth = birth(p.pid());
              if (!birth.isEmpty()) {
                born.put(p.pid(), birth);
              }
              List<String> own = namespacesOf(ProcessHandle.current().pid());
              namespacesOf(p.pid()).stream()
                  .filter(ns -> !own.contains(ns))
                  .forEach(namespaces::add);
            });
  }

  /**
   * Loop devices that are mounted below the lab's folder. A number is given again, the sequence
   * number that the kernel counts up at every use is not.
   */
  private static void noteLoops(Path lab, long parent, Map<String, String> loops) {
    ProcessHandle.of(parent).stream()
        .flatMap(ProcessHandle::descendants)
        .flatMap(p -> read("/proc/" + p.pid() + "/mountinfo").lines())
        .filter(l -> l.contains(lab + "/") && l.contains(" /dev/loop"))
        .map(l -> l.replaceAll(".* /dev/(loop[0-9]+) .*", "$1"))
        .distinct()
        .forEach(l -> loops.put(l, sequence(l)));
  }

  private static List<String> left(Map<String, String> loops) {
    return loops.entrySet().stream()
        .filter(l -> Files.exists(Path.of("/sys/block", l.getKey(), "loop/backing_file")))
        .filter(l -> sequence(l.getKey()).equals(l.getValue()))
        .map(l -> "loop device " + l.getKey())
        .toList();
  }

  private static String sequence(String loop) {
    return read("/sys/block/" + loop + "/diskseq");
  }

  private static List<String> left(
      Path lab, Map<Long, String> born, Set<String> namespaces, Map<Long, String> inside) {
    List<String> left = new ArrayList<>();
    born.forEach(
        (pid, birth) -> {
          if (birth.equals(birth(pid))) {
            left.add("process " + pid + " " + read("/proc/" + pid + "/cmdline").replace('\0', ' '));
          }
        });
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      processes
          .filter(p -> p.getFileName().toString().matches("[0-9]+"))
          .forEach(
              p -> {
                if (read(p + "/cmdline").contains(lab.toString())) {
                  left.add(
                      "program of the lab " + p + " " + read(p + "/cmdline").replace('\0', ' '));
                }
                if (read(p + "/mountinfo").contains(lab.toString())) {
                  left.add("mount seen by " + p);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Numbers are given again, to a namespace that somebody older makes, too: only those count who
    // were in it before the kill.
    inside.forEach(
        (pid, birth) -> {
          if (birth.equals(birth(pid))) {
            namespacesOf(pid).stream()
                .filter(namespaces::contains)
                .forEach(ns -> left.add("namespace of the lab, " + ns + ", of process " + pid));
          }
        });
    // Interfaces and ports of the lab live in its namespaces; none may be seen from outside.
    for (String link : new String[] {"to-pi1", "to-pi2", "to-pi3"}) {
      if (Files.exists(Path.of("/sys/class/net", link))) {
        left.add("interface " + link);
      }
    }
    // 10.77.0.x as the kernel writes it.
    if (read("/proc/net/tcp").matches("(?s).* [0-9A-F]{2}004D0A:.*")) {
      left.add("a socket on the lab's addresses");
    }
    if (Files.exists(lab)) {
      left.add("directory " + lab);
    }
    return left;
  }

  /** Start time of a process that lives; empty of one that is gone or only waits to be reaped. */
  private static String birth(long pid) {
    String stat = read("/proc/" + pid + "/stat");
    if (stat.isEmpty()) {
      return "";
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return fields[0].equals("Z") ? "" : fields[19];
  }

  /** Every process of this machine that is in one of these, with its birth. */
  private static Map<Long, String> members(Set<String> namespaces) {
    Map<Long, String> members = new HashMap<>();
    ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> namespacesOf(pid).stream().anyMatch(namespaces::contains))
        .forEach(pid -> members.put(pid, birth(pid)));
    members.values().removeIf(String::isEmpty);
    return members;
  }

  private static List<String> namespacesOf(long pid) {
    return Stream.of("user", "net", "mnt", "pid")
        .map(kind -> link("/proc/" + pid + "/ns/" + kind))
        .filter(ns -> !ns.isEmpty())
        .toList();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private static String link(String file) {
    try {
      return Files.readSymbolicLink(Path.of(file)).toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
