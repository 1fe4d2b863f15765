package firedrill.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a lab sees of its machine. Some places are others there: a file that somebody puts into one
 * from outside is put somewhere else.
 */
final class LabView {
  /** As the launchers say it (sandbox/launcher). */
  private static final String SANDBOX = "FIREDRILL_SANDBOX";

  private static final String KIND = "FIREDRILL_KIND";

  /** A file that is made when a stop file appears which the container does not see. */
  private static final String STOPPED = "FIREDRILL_STOP";

  private static final Path RUN = Path.of("/run");

  private LabView() {}

  /**
   * @param environment of this process
   * @return the path of a file that stands for all stop files outside; empty for none
   */
  static String told(Map<String, String> environment) {
    return environment.getOrDefault(STOPPED, "");
  }

  /**
   * @param file absolute; need not exist
   * @param environment of this process
   * @return null for one that is the same inside and outside; else why it is not
   */
  static String fault(Path file, Path home, Map<String, String> environment) {
    if ("local".equals(environment.get(SANDBOX)) && real(file).startsWith(RUN)) {
      return "a lab has a /run of its own";
    }
    Path checkout = Path.of(System.getProperty("user.dir"));
    boolean shown =
        Stream.of(home.resolve(".firedrill"), checkout).anyMatch(file.normalize()::startsWith);
    return "container".equals(environment.get(KIND)) && !shown
        ? "a lab's container sees nothing of this machine but the checkout and ~/.firedrill"
        : null;
  }

  /** Links of the folders that are there resolved: /var/run is one. */
  private static Path real(Path file) {
    for (Path at = file; at != null; at = at.getParent()) {
      try {
        return at.toRealPath().resolve(at.relativize(file));
      } catch (IOException e) {
        // It is not there, or nobody may look: its folder tells.
      }
    }
    return file;
  }
}
