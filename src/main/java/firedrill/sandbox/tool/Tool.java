package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A program that is there and can be executed.
 *
 * @param version as the program itself says, without a leading {@code v}; {@code unknown} if it
 *     could not be read from a program that was given explicitly
 * @param assetsDir the files of its module that the catalogue asks for, under their folders in the
 *     module (for example {@code chart/crds}); empty if it asks for none
 */
public record Tool(
    String name, Path path, String version, Origin origin, Optional<Path> assetsDir) {

  /** As a table of what is real has it, for example {@code 1.21.0, built from its Go module}. */
  public String versionAndOrigin() {
    return version
        + switch (origin) {
          case EXPLICIT -> ", named with -Dtool." + name;
          case ENVIRONMENT -> ", named in the environment";
          case PATH -> ", found on PATH";
          case CLASS_PATH -> ", unpacked from Maven Central's archive";
          case CACHE, BUILT -> ", built from its pinned Go module";
        };
  }

  /**
   * User and system time that building it took, seconds; empty for a program that was not built
   * into the cache, or before that was noted.
   */
  public OptionalInt buildSeconds() {
    Path noted = path.resolveSibling(GoBuild.CPU_SECONDS);
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(noted).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalInt.empty();
    }
  }

  /** How the program was found, in the order in which the places are tried. */
  public enum Origin {
    EXPLICIT("-Dtool"),
    ENVIRONMENT("environment"),
    PATH("PATH"),
    CLASS_PATH("class path"),
    CACHE("cache"),
    BUILT("built");

    private final String label;

    Origin(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }
}
