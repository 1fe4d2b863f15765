package firedrill.cli;

import firedrill.component.longhorn.replica.Merge;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Ctrl-C says while an image is made: nothing is lost. */
final class RescueStopped implements AutoCloseable {

  private final Thread last;
  private volatile long percent;

  private RescueStopped(Path image, PrintWriter err) {
    last =
        new Thread(
            () -> {
              err.println(text(image, percent));
              err.flush();
            },
            "stopped");
  }

  /** Until it is closed. */
  static RescueStopped announce(Path image, PrintWriter err) {
    RescueStopped said = new RescueStopped(image, err);
    Runtime.getRuntime().addShutdownHook(said.last);
    return said;
  }

  /** How far it is. */
  void reached(long now) {
    percent = now;
  }

  static String text(Path image, long percent) {
    Path journal = Merge.journal(image);
    return Files.exists(journal)
        ? "stopped at "
            + percent
            + " %: "
            + image
            + " is not whole. Give the same line again, and it goes on where it was; to give up,"
            + " remove it and "
            + journal
        : "stopped: nothing was written yet; give the same line again";
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(last);
    } catch (IllegalStateException e) {
      // It is being said.
    }
  }
}
