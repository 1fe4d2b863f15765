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
   * A folder for one lab. Disks and keys are not evidence: they lie in the launcher's folder, which
   * it removes when this process ends, however that happens.
   */
  static Path labDirectory(Path reports) {
    String given = System.getenv("FIREDRILL_LAB_DIR");
    Path root = given == null ? directory(reports) : Path.of(given);
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
