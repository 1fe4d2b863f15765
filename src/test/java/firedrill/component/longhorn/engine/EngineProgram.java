package firedrill.component.longhorn.engine;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where the engine's program is, if it has been built. */
public final class EngineProgram {

  private EngineProgram() {}

  /** Empty when it is neither named by {@code -Dtool.longhorn} nor in the cache. */
  public static Optional<Path> find() {
    Path named = Path.of(System.getProperty("tool.longhorn", ""));
    if (Programs.isProgram(named)) {
      return Optional.of(named.toAbsolutePath());
    }
    Toolbox toolbox = Toolbox.ofThisCheckout();
    return Stream.of("longhorn", "longhorn-engine")
        .filter(toolbox.known()::contains)
        .flatMap(name -> built(toolbox, name).stream())
        .findFirst();
  }

  private static Optional<Path> built(Toolbox toolbox, String name) {
    try {
      return Optional.ofNullable(toolbox.find(Set.of(name)).get(name)).map(Tool::path);
    } catch (ToolException notBuilt) {
      return Optional.empty();
    }
  }
}
