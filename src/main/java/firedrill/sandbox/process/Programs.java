package firedrill.sandbox.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the system's programs are, also for users whose PATH lacks the sbin folders. */
public final class Programs {

  public static final String SEARCH_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Programs() {}

  /**
   * @throws IllegalStateException when the program is not installed
   */
  public static String path(String name) {
    return Arrays.stream(SEARCH_PATH.split(":"))
        .map(dir -> Path.of(dir, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name
                        + " is not installed; `mvn -Pdrill verify` runs doctor, which names its package"))
        .toString();
  }
}
