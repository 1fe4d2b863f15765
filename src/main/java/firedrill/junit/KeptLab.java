package firedrill.junit;

import firedrill.lab.Lab;
import firedrill.plan.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds a lab until somebody deletes a file, the time is over, or the thread is interrupted. */
final class KeptLab {

  static final String FILE = "KEPT";

  private KeptLab() {}

  static void hold(Lab lab, Path directory, Duration atMost) throws IOException {
    Path file = directory.resolve(FILE);
    Files.writeString(file, lab.howToEnter() + "\n");
    Say.line("The lab is kept for " + Durations.text((double) atMost.toMillis()) + ".");
    Say.line("  enter it: " + lab.howToEnter());
    lab.kubectl().ifPresent(line -> Say.line("  kubectl:  " + line));
    Say.line("  end it:   rm " + file.toAbsolutePath() + "   (or Ctrl-C)");
    long end = System.nanoTime() + atMost.toNanos();
    while (Files.exists(file)
        && System.nanoTime() < end
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    Files.deleteIfExists(file);
  }
}
