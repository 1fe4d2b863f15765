package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.Topology;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.sandbox.process.Spawn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Runs inside the launcher: crashes, power cuts and orphans. */
final class PowerProbe {

  private PowerProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    saw("orphans of the lab", orphans(List.of()));
    try (LocalSandbox s = LocalSandbox.started(directory, Topology.cluster("pi1", "pi2"))) {
      LocalNode pi1 = s.node("pi1");
      List<String> boots = new ArrayList<>();
      pi1.atBoot(n -> boots.add("first"));
      pi1.atBoot(n -> boots.add("second"));
      saw("orphans of a node", orphans(Namespaces.enter(pi1.init())));

      List<ManagedProcess> victims = sleepers(pi1, 5);
      ManagedProcess survivor = sleepers(s.node("pi2"), 1).get(0);
      write(pi1, "unflushed");
      s.power().crash(pi1);
      saw("alive after the crash", victims.stream().filter(ManagedProcess::isAlive).count());
      saw("programs after the crash", programs("/usr/bin/sleep"));
      saw("runs after the crash", pi1.isRunning());
      saw("other node after the crash", survivor.isAlive());
      s.power().restore(pi1);
      saw("boot units", boots);
      saw("after the crash", list(pi1));

      write(pi1, "flushed");
      flush(pi1, "flushed");
      write(pi1, "lost");
      saw("before the cut", list(pi1));
      victims = sleepers(pi1, 2);
      s.power().cut(pi1);
      s.power().cut(pi1);
      saw("alive after the cut", victims.stream().filter(ManagedProcess::isAlive).count());
      saw("reachable after the cut", reachable(pi1));
      s.power().restore(pi1);
      s.power().restore(pi1);
      saw("after the cut", list(pi1));
      saw("content after the cut", Files.readString(pi1.disk().resolve("flushed")));
      saw("boot units after the cut", boots);
      write(pi1, "again");
      saw("writable after the cut", list(pi1));

      saw("repairs after cuts", pi1.repairs());
      s.power().cut(pi1);
      damage(pi1.disks().raw().get(0));
      s.power().restore(pi1);
      saw("repairs after damage", pi1.repairs());

      Slow slow = new Slow(survivor);
      pi1.atBoot(slow);
      s.power().cut(pi1, s.node("pi2"));
      saw("other node while one takes its time", slow.otherIsAlive);
      saw(
          "running after a cut of all",
          s.localNodes().stream().filter(LocalNode::isRunning).count());
      s.power().restore(pi1, s.node("pi2"));
      saw("running after restore", s.localNodes().stream().filter(LocalNode::isRunning).count());
    }
    saw("mounts after close", mountsBelow(directory));
    saw("programs after close", programs("/usr/bin/nbd") + programs("/usr/bin/fuse2fs"));
  }

  /** Takes longer to lose its power than any program takes to die. */
  private static final class Slow implements BootUnit {
    private final ManagedProcess other;
    private boolean otherIsAlive;

    Slow(ManagedProcess other) {
      this.other = other;
    }

    @Override
    public void boot(LocalNode node) {
      // Nothing to be started.
    }

    @Override
    public void died(LocalNode node) {
      // It has no programs.
    }

    @Override
    public void cut(LocalNode node) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      otherIsAlive = other.isAlive();
    }
  }

  /** The root directory's block: more than a boot repairs by itself. */
  private static void damage(Path disk) {
    Shell.run(
        List.of(Programs.path("debugfs"), "-w", "-R", "zap_block -f / -p 0x41 0", disk.toString()),
        "");
  }

  /** Children of a shell that is gone; their new parent must take their exit status. */
  private static String orphans(List<String> prefix) {
    List<String> argv = new ArrayList<>(prefix);
    argv.addAll(
        List.of(
            Programs.path("bash"), "-c", "for i in 1 2 3 4 5; do (sleep 0.05 & exec true) & done"));
    Shell.run(argv, "");
    Awaitility.await("no zombies")
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> zombies() == 0);
    return "reaped";
  }

  private static long zombies() throws Exception {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> p.getFileName().toString().matches("[0-9]+"))
          .filter(p -> read(p.resolve("stat")).matches("(?s).*\\) Z .*"))
          .count();
    }
  }

  private static long programs(String name) throws Exception {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes.map(p -> read(p.resolve("cmdline"))).filter(c -> c.startsWith(name)).count();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException gone) {
      return "";
    }
  }

  private static List<ManagedProcess> sleepers(LocalNode node, int count) {
    return Stream.generate(
            () -> node.start(Spawn.of("sleeper", List.of(Programs.path("sleep"), "7001"))))
        .limit(count)
        .toList();
  }

  private static void write(LocalNode node, String name) {
    node.run(
        Programs.path("bash"), "-c", "echo " + name + " > '" + node.disk().resolve(name) + "'");
  }

  /** A flush counts only on a descriptor that may write: fuse2fs ignores the others. */
  private static void flush(LocalNode node, String name) {
    String file = node.disk().resolve(name).toString();
    node.run(Programs.path("dd"), "if=" + file, "of=" + file, "conv=notrunc,fsync", "status=none");
  }

  private static String list(LocalNode node) {
    return node.run(Programs.path("ls"), "-I", "lost+found", node.disk().toString());
  }

  private static boolean reachable(LocalNode node) {
    return Shell.attempt(
            List.of(
                Programs.path("timeout"),
                "0.3",
                Programs.path("bash"),
                "-c",
                "exec 3<>/dev/tcp/" + node.address() + "/9"),
            "")
        .output()
        .contains("refused");
  }

  private static long mountsBelow(Path directory) throws Exception {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines.filter(l -> l.contains(directory.toString()) || l.contains("nbd")).count();
    }
  }
}
