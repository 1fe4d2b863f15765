package firedrill.sandbox.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What starts the JVMs that build labs: a folder of the checkout for each kind of sandbox, with a
 * {@code bin/java} in it.
 */
public record Launchers(Path checkout) {

  private static final String FOLDER = "sandbox/launcher";
  private static final String PROGRAM = "bin/java";

  /** The folder that has one for each kind. */
  public Path folder() {
    return checkout.resolve(FOLDER);
  }

  /** What is called in the place of a {@code java}; need not exist. */
  public Path java(String kind) {
    return folder().resolve(kind).resolve(PROGRAM);
  }

  /** Prints the kind that suits this machine. */
  Path choice() {
    return folder().resolve("choose");
  }

  /**
   * The kinds that have one, sorted.
   *
   * @throws IOException when the folder cannot be read
   */
  public List<String> kinds() throws IOException {
    try (Stream<Path> kinds = Files.list(folder())) {
      return kinds
          .map(kind -> String.valueOf(kind.getFileName()))
          .filter(kind -> Files.exists(java(kind)))
          .sorted()
          .toList();
    }
  }
}
