package firedrill.provider.k3d;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.files.Checkout;
import firedrill.ground.LabJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Starts labs in k3d through a parent that stands for Maven, kills them at random moments and looks
 * for what is left. Run with {@code K3dKillProbe <kills> <seed> <longest ms>}, on an engine that
 * nobody else uses meanwhile.
 */
final class K3dKillProbe {

  /** Who gets a SIGKILL: the stand-in for Maven, the launcher, or the JVM itself. */
  private enum Victim {
    PARENT,
    LAUNCHER,
    JVM
  }

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_MILLIS = 100;

  private final Path base;

  private K3dKillProbe(Path base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    Random random = new Random(Long.parseLong(arguments[1]));
    Path base = Files.createTempDirectory("k3d-kills");
    K3dKillProbe probe = new K3dKillProbe(base);
    int left = 0;
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      left +=
          probe.kill(
              Victim.values()[i % Victim.values().length],
              random.nextLong(Long.parseLong(arguments[2])));
    }
    Files.deleteIfExists(base);
    System.out.println("left in all: " + left);
  }

  /** One start, one kill; how much is left after a minute. */
  private int kill(Victim victim, long afterMillis) throws Exception {
    Set<String> before = everything();
    Path lab = base.resolve("lab-" + System.nanoTime());
    Process parent = start(lab);
    // The random moment of the kill, of which nothing is waited for.
    Thread.sleep(afterMillis);
    Set<String> made = new TreeSet<>(everything());
    made.removeAll(before);
    strike(victim, parent);
    long struck = System.nanoTime();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(LOOK_EVERY_MILLIS))
          .until(() -> left(lab, before).isEmpty());
    } catch (ConditionTimeoutException stillThere) {
      // What it is is said below.
    }
    Set<String> left = left(lab, before);
    System.out.printf(
        "%s after %.1f s: %d things of the engine's and cgroups there; left after %.1f s: %s%n",
        victim, afterMillis / 1e3, made.size(), (System.nanoTime() - struck) / 1e9, left);
    parent.destroyForcibly();
    parent.waitFor();
    return left.size();
  }

  private static Process start(Path lab) throws IOException {
    LabJvm jvm =
        new K3dProvider()
            .jvm(
                Checkout.folder(),
                lab,
                List.of(
                    "-cp", System.getProperty("java.class.path"), RealK3dProbe.class.getName()));
    List<String> words =
        new ArrayList<>(List.of("bash", "-c", "\"$@\" <&0 & wait", "stand-in for Maven"));
    words.addAll(jvm.command());
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(jvm.environment());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static void strike(Victim victim, Process parent) {
    Optional<ProcessHandle> launcher = parent.toHandle().children().findFirst();
    // Before there is a JVM its launcher is the process to kill.
    Optional<ProcessHandle> jvm =
        parent
            .toHandle()
            .descendants()
            .filter(p -> p.info().command().filter(c -> c.endsWith("/java")).isPresent())
            .findFirst()
            .or(() -> launcher);
    switch (victim) {
      case PARENT -> parent.destroyForcibly();
      case LAUNCHER -> launcher.ifPresent(ProcessHandle::destroyForcibly);
      case JVM -> jvm.ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static Set<String> left(Path lab, Set<String> before)
      throws IOException, InterruptedException {
    Set<String> left = new TreeSet<>(everything());
    left.removeAll(before);
    if (Files.exists(lab)) {
      left.add("folder " + lab);
    }
    ProcessHandle.allProcesses()
        .filter(p -> commandLine(p.pid()).contains(lab.toString()))
        .forEach(p -> left.add("process " + p.pid() + " " + commandLine(p.pid())));
    return left;
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  /** All that the engine has, but for images, and the containers' cgroups. */
  private static Set<String> everything() throws IOException, InterruptedException {
    Set<String> all = new TreeSet<>();
    docker("ps", "--all", "--format", "container {{.Names}}").forEach(all::add);
    docker("network", "ls", "--format", "network {{.Name}}").forEach(all::add);
    docker("volume", "ls", "--format", "volume {{.Name}}").forEach(all::add);
    all.addAll(cgroups());
    return all;
  }

  private static Set<String> cgroups() throws IOException {
    while (true) {
      try (Stream<Path> groups = Files.walk(CGROUPS, 4)) {
        return groups
            .filter(g -> g.getFileName().toString().matches("[0-9a-f]{64}|docker-[0-9a-f]{64}.*"))
            .map(g -> "cgroup " + CGROUPS.relativize(g))
            .collect(Collectors.toSet());
      } catch (UncheckedIOException gone) {
        // One ended while they were listed.
      }
    }
  }

  private static List<String> docker(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + ": " + lines);
    }
    return lines;
  }
}
