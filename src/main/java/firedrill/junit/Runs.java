package firedrill.junit;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The run this process is: all drills of one command share its directory. */
final class Runs {

  // The start of the process is what names the run.
  @SuppressWarnings("TimeInStaticInitializer")
  private static final String ID =
      System.getProperty(
          "firedrill.run",
          DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                  .format(LocalDateTime.now(ZoneId.systemDefault()))
              + "-"
              + UUID.randomUUID().toString().substring(0, 4));

  private static final AtomicInteger LABS = new AtomicInteger();

  private Runs() {}

  /**
   * A folder for one lab. Disks and keys are not evidence: where the sandbox has a folder that goes
   * with this process, they lie there.
   */
  static Path labDirectory(Settings settings) {
    Path root = settings.sandbox().labDirectory().orElseGet(() -> directory(settings.reports()));
    return root.resolve("lab-" + LABS.incrementAndGet());
  }

  /** For example {@code 20261121-031500-3fa2}; {@code -Dfiredrill.run} when given. */
  static String id() {
    return ID;
  }

  static Path directory(Path reports) {
    return reports.resolve("runs").resolve(ID);
  }
}
