package firedrill.sandbox.local;

import static firedrill.sandbox.local.Launched.saw;

import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.GuardedJdbc;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.sandbox.vm.MachineImage;
import firedrill.sandbox.vm.Processor;
import firedrill.sandbox.vm.SavedState;
import firedrill.sandbox.vm.VirtualPi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Runs inside the launcher: boot, save, resume and cut of the virtual machine, with times. */
final class VmProbe {

  private VmProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    Path image = Path.of(System.getProperty("image"));
    Guard guard =
        Guard.begin(
            new RecordStore(directory.resolve("record")),
            SandboxRecord.create("probe", "local", Addresses.ALL, List.of()),
            GuardSettings.system());
    GuardedJdbc jdbc = new GuardedJdbc(guard);
    try (LocalSandbox s = LocalSandbox.start(directory, List.of("pi1"))) {
      String tap = s.plugMachine("pi2-vm");
      long t = System.nanoTime();
      VirtualPi.Settings settings =
          new VirtualPi.Settings(
              directory,
              Path.of(System.getProperty("libvirt.cache")),
              new MachineImage(image),
              Path.of("vm/domain.xml").toAbsolutePath(),
              Processor.of("arm64"),
              tap,
              Addresses.FOUNDATIONS + "/24");
      try (VirtualPi pi = VirtualPi.prepare(settings, guard)) {
        saw("hypervisor", ms(t));
        String password = new MachineImage(image).password();
        try {
          Path state = directory.resolve("state");
          t = System.nanoTime();
          pi.boot(Map.of());
          saw("created", ms(t));
          await(jdbc, password);
          saw("cold boot", ms(t));
          t = System.nanoTime();
          pi.save(state);
          saw("saved", ms(t));
          await(jdbc, password);
          saw("answers after save", ms(t));
          t = System.nanoTime();
          pi.cut();
          saw("cut", ms(t));
          saw("running", pi.isRunning());
          t = System.nanoTime();
          pi.boot(Map.of());
          await(jdbc, password);
          saw("boot after the cut", ms(t));
          pi.cut();
          Files.delete(directory.resolve("pi2-vm.raw"));
          t = System.nanoTime();
          pi.resume(new SavedState(state));
          saw("resumed", ms(t));
          await(jdbc, password);
          saw("resume to answer", ms(t));
          saw("time", query(jdbc, password, "select now()"));
          saw("host", java.time.Instant.now());
        } finally {
          saw("console", tail(pi.console()));
          saw("daemon", tail(directory.resolve("pi2-logs/libvirtd.log")));
        }
      }
    }
  }

  private static String tail(Path file) throws Exception {
    String all = Files.exists(file) ? Files.readString(file) : "none";
    return all.substring(Math.max(0, all.length() - 1500));
  }

  private static String ms(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() + " ms";
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
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getString(1);
    }
  }
}
