package firedrill.junit;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

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

  private Runs() {}

  /** For example {@code 20261121-031500-3fa2}; {@code -Dfiredrill.run} when given. */
  static String id() {
    return ID;
  }

  static Path directory(Path reports) {
    return reports.resolve("runs").resolve(ID);
  }
}
