package firedrill.sandbox.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The folder of all that is kept between runs. */
public final class CacheRoot {

  private CacheRoot() {}

  /**
   * {@code -Dfiredrill.cache}, else {@code $XDG_CACHE_HOME/firedrill}, else {@code
   * ~/.cache/firedrill}; it need not exist.
   */
  public static Path of(Map<String, String> properties, Map<String, String> environment) {
    return Optional.ofNullable(properties.get("firedrill.cache"))
        .filter(s -> !s.isBlank())
        .map(Path::of)
        .or(
            () ->
                // The XDG specification has relative values ignored.
                Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                    .filter(s -> s.startsWith("/"))
                    .map(s -> Path.of(s, "firedrill")))
        .orElseGet(() -> Path.of(home(properties, environment), ".cache", "firedrill"))
        .toAbsolutePath();
  }

  private static String home(Map<String, String> properties, Map<String, String> environment) {
    // Inside a user namespace everybody is uid 0, and user.home is then root's.
    String home = environment.getOrDefault("HOME", "");
    return home.startsWith("/") ? home : properties.get("user.home");
  }
}
