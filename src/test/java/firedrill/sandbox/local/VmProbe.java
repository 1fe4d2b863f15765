package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.guard.Guard;
import firedrill.guard.GuardedJdbc;
import firedrill.sandbox.Topology;
import firedrill.sandbox.tool.Toolbox;
import firedrill.sandbox.vm.HypervisorException;
import firedrill.sandbox.vm.MachineImage;
import firedrill.sandbox.vm.MachineImages;
import firedrill.sandbox.vm.Processor;
import firedrill.sandbox.vm.SavedState;
import firedrill.sandbox.vm.VirtualPi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Runs inside the launcher: boot, save, resume and cut of the virtual machine, with times. */
final class VmProbe {

  private VmProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    Guard guard = ProbeGuard.begin(directory);
    Processor processor = Processor.of(Processor.architecture());
    MachineImages images =
        new MachineImages(Toolbox.ofThisCheckout(), Path.of("").toAbsolutePath(), processor);
    MachineImage image = images.find();
    try (LocalSandbox s = LocalSandbox.started(directory, Topology.cluster("pi1"))) {
      VirtualPi.Settings settings =
          new VirtualPi.Settings(
              LocalSandbox.isInside(),
              directory,
              MachineImages.libvirtCache(),
              image,
              images.template(),
              processor,
              s.plugMachine("pi2-vm"),
              Addresses.FOUNDATIONS + "/24",
              s.podRoutes());
      Path console;
      try (VirtualPi pi = VirtualPi.prepare(settings, guard)) {
        GuardedJdbc jdbc = new GuardedJdbc(guard).within(at -> pi.requireOurs());
        console = pi.console();
        exercise(pi, directory, () -> await(jdbc, image.password()), jdbc, image.password());
      }
      saw("left behind", left());
      saw("console", Files.readString(console).contains("automatic recovery in progress"));
    }
  }

  private static void exercise(
      VirtualPi pi, Path directory, Runnable answers, GuardedJdbc jdbc, String password)
      throws Exception {
    long t = System.nanoTime();
    pi.boot(Map.of());
    answers.run();
    saw("cold boot", ms(t));
    saw("other address", reaches(jdbc, password));
    query(jdbc, password, "create table kept as select 42 as n");
    Path state = directory.resolve("state");
    t = System.nanoTime();
    pi.save(state);
    saw("saved", ms(t));
    answers.run();
    query(jdbc, password, "create table later as select 43 as n");
    t = System.nanoTime();
    pi.cut();
    saw("cut", ms(t));
    saw("running after the cut", pi.isRunning());
    t = System.nanoTime();
    pi.boot(Map.of());
    answers.run();
    saw("boot after the cut", ms(t));
    saw(
        "committed",
        query(jdbc, password, "select n from kept") + query(jdbc, password, "select n from later"));
    try {
      pi.resume(new SavedState(state));
    } catch (HypervisorException e) {
      saw("resume after a cut", e.getMessage());
    }
    pi.cut();
    Files.delete(directory.resolve("pi2-vm.raw"));
    t = System.nanoTime();
    pi.resume(new SavedState(state));
    answers.run();
    saw("resume", ms(t));
    saw(
        "clock off by seconds",
        Math.abs(
            Instant.now().getEpochSecond()
                - Long.parseLong(
                    query(jdbc, password, "select extract(epoch from now())::bigint"))));
  }

  /** Whether the machine itself can reach anything beyond the lab. */
  private static String reaches(GuardedJdbc jdbc, String password) throws SQLException {
    query(jdbc, password, "create unlogged table r(line text)");
    query(jdbc, password, "copy r from program 'ip route'");
    return query(jdbc, password, "select string_agg(line, ',') from r");
  }

  private static long left() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(p -> command(p.resolve("cmdline")))
          .filter(c -> c.contains("qemu-system") || c.contains("libvirtd") || c.contains("nbdkit"))
          .filter(c -> !c.contains("pi1.raw"))
          .count();
    }
  }

  private static String command(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }

  private static String ms(long since) {
    return Long.toString(Duration.ofNanos(System.nanoTime() - since).toMillis());
  }

  private static void await(GuardedJdbc jdbc, String password) {
    Awaitility.await("PostgreSQL")
        .atMost(Duration.ofSeconds(120))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> query(jdbc, password, "select 1").equals("1"));
  }

  private static String query(GuardedJdbc jdbc, String password, String sql) throws SQLException {
    try (Connection c =
            jdbc.open(
                "jdbc:postgresql://"
                    + Addresses.FOUNDATIONS
                    + ":5432/postgres?connectTimeout=1&socketTimeout=5",
                "postgres",
                password);
        Statement s = c.createStatement()) {
      if (!s.execute(sql)) {
        return "";
      }
      try (ResultSet r = s.getResultSet()) {
        r.next();
        return r.getString(1);
      }
    }
  }
}
